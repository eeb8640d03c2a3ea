#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "protocols/protocols.h"

namespace protocols {

/// Joins what a model was asked with what it answered, by id, into predictions: KServe's V1 (`instances`, `predictions`) and the
/// Open Inference Protocol's V2 (tensors). Whichever comes first waits in memory for the other. An answer is a prediction also
/// without its question; a question without an answer is none, and goes when `waiting_bytes_max` is reached, the oldest first.
///
/// Several rows in one request become several predictions: `ID/0`, `ID/1` and so on. Rows that are lists are the charter's
/// features in their order; an answer that is a number is the charter's score, or its prediction where it has no score; two numbers
/// are the shares of the two classes. Tensors of one value a row are columns under their own names, where the charter has them.
class Inferences {
public:
    static constexpr std::size_t waiting_bytes_max = 32u << 20;

    /// The events that the half completes.
    void take(Half half, const charter::Columns& columns, Converted& out);
    std::size_t waiting() const;
    /// Answers that waited in vain for their question become predictions of their own.
    void flush(const charter::Columns& columns, Converted& out);

private:
    struct Kept {
        Half half;
        std::size_t bytes = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Kept> waiting_;
    std::deque<std::string> order_;
    std::size_t bytes_ = 0;
};

}  // namespace protocols
