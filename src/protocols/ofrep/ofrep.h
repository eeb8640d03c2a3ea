#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rollout/flag.h"

/// OpenFeature's Remote Evaluation Protocol, 0.3: flags and contexts in, the JSON of its answers out. Pure.
///
///   POST /ofrep/v1/evaluate/flags/{key}   one
///   POST /ofrep/v1/evaluate/flags         all; the ETag is that of the flags and the request together, so 304 needs no evaluation
namespace protocols::ofrep {

/// The flags of a product with every answer that they can give, written once: to answer is to choose. Never changes.
class Served {
public:
    /// A version's flag stands before one of the same key that was put by hand.
    Served(std::string product, std::vector<rollout::Flag> flags, const std::vector<rollout::VersionFlag>& versions, base::Time changed);

    struct One {
        rollout::Flag flag;
        std::vector<std::string> answers;  ///< of outcome `o` for reason `r` at [o * flag_reasons + r]; one past the outcomes: no value
        std::string without_key;           ///< what is said where the context has no targeting key
    };
    const std::string& product() const { return product_; }
    const std::vector<One>& all() const { return all_; }  ///< by key
    const One* find(std::string_view key) const;
    /// Of all that is served: changes with every change, and is the same after a restart. Hexadecimal.
    const std::string& digest() const { return digest_; }
    base::Time changed() const { return changed_; }

private:
    std::string product_;
    std::vector<One> all_;
    std::string digest_;
    base::Time changed_;
};

struct Answer {
    int status = 200;
    std::string body;
};

/// `body` is `{"context": {"targetingKey": ..., ...}}`; without a body or a context, the context is empty.
Answer answer_one(const Served& served, std::string_view key, std::string_view body);
/// `events`: path and query of the stream that tells of changes.
Answer answer_all(const Served& served, std::string_view body, std::string_view events);

/// `"..."`, of the answer to this body. Equal tags mean equal answers; the other way round a client loses nothing but the 304.
std::string tag_of(const Served& served, std::string_view body);
/// Whether an If-None-Match names the tag, or any.
bool names(std::string_view if_none_match, std::string_view tag);

/// The message of the stream when something changed.
std::string refetch(const Served& served);

/// A fault from before there was an evaluation, for the path that was asked for (without its query): FLAG_NOT_FOUND, with the key, where nothing is at it.
std::string fault_body(const base::Error& error, std::string_view path);

/// Why there is no context in what was sent, with OpenFeature's code for it.
struct Unreadable {
    std::string_view code;
    std::string details;
};
/// Who asks, in a request's body.
using Asked = std::variant<rollout::Context, Unreadable>;
Asked context_in(std::string_view body);

}  // namespace protocols::ofrep
