#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

/// One line of the ledger. Each holds the digest of the one before, so that none can be changed, left out or put elsewhere
/// without changing all that follow.
namespace records {

/// What somebody wants remembered: `{kind: "verdict", body: {...}}`. Names, comments and reasons do not belong into a body;
/// their salted digests do (`Aside`).
struct Draft {
    std::string kind;
    base::json::object body;
};

struct Entry {
    std::uint64_t sequence = 0;  ///< from 0
    base::Digest previous;       ///< of the entry before; of the first, all zeros
    base::Time time;             ///< never before that of the entry before
    std::string kind;
    base::json::object body;
};

/// RFC 8785: what is hashed, kept and exported.
std::string canonical(const Entry& entry);
/// Refuses any text but the canonical one.
base::Result<Entry> parse_entry(std::string_view text);

/// A text that must be erasable: it lies beside the ledger, which holds `digest`, SHA-256 of the salt and the text. With the
/// salt gone too, nobody can find out by guessing what the text was.
struct Aside {
    base::Digest digest;
    std::string salt;  ///< 16 bytes
    std::string text;
};

Aside aside_of(std::string text, std::string salt);
/// 16 bytes from the system's own randomness.
std::string new_salt();
/// How a body refers to it.
base::json::object reference_to(const Aside& aside);
/// Every `{"aside": "sha256:..."}` inside a body.
std::vector<base::Digest> asides_in(const base::json::object& body);

}  // namespace records
