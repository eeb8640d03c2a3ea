#pragma once

#include <array>
#include <string_view>

#include "base/result.h"

/// What became of a call that failed, in the words of each face.
namespace operations {

struct FaultWords {
    base::Fault fault;
    std::string_view word;      ///< in answers: `missing`
    int exit_code;              ///< of the program
    int status;                 ///< of HTTP
    std::string_view sentence;  ///< who must act
};

inline constexpr std::array<FaultWords, 9> fault_words{{
    {base::Fault::input, "input", 3, 400, "What was sent is wrong; correct it."},
    {base::Fault::missing, "missing", 3, 404, "What was named does not exist."},
    {base::Fault::conflict, "conflict", 3, 409, "It does not fit what there is already; look at that first."},
    {base::Fault::unknown, "unknown", 3, 401, "Nobody knows who asks; send a token."},
    {base::Fault::denied, "denied", 3, 403, "Whoever asks may not do this; somebody else can."},
    {base::Fault::limit, "limit", 4, 429, "There is no room for it now; wait, or send less."},
    {base::Fault::corrupt, "corrupt", 4, 500, "What was kept is not what was written; nothing goes on until somebody has looked."},
    {base::Fault::outside, "outside", 4, 503, "A disk, a library or a network failed."},
    {base::Fault::interrupted, "interrupted", 130, 503, "It was asked to stop."},
}};

constexpr const FaultWords& words_of(base::Fault fault) { return fault_words[static_cast<std::size_t>(fault)]; }
static_assert([] {
    for (const auto& words : fault_words) {
        if (words_of(words.fault).word != words.word) return false;
    }
    return true;
}(), "in the order of the enumeration");

}  // namespace operations
