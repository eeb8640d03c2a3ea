#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace observations {

/// Pseudonyms under a key: HMAC-SHA256 of a value, its first 128 bits in hexadecimal digits. The same value has the same
/// pseudonym everywhere; without the key nobody can find out by guessing whose it is, and with the key destroyed nobody ever can.
///
/// A further key makes of each pseudonym another one, by the same function. So what is kept already can be brought under it without
/// anybody knowing whose it was (pseudonym_change.h), and whoever had the keys before can guess nothing any more.
class Pseudonyms {
public:
    /// The keys in a file, made with one when it is absent, readable by its owner alone. Faults: a file that holds no key.
    static base::Result<Pseudonyms> open(const std::string& path);
    /// A further key; whoever has opened the file goes on with those of before. How many there are now. All of it or nothing, and durable.
    /// One process at a time. Faults: `limit` beyond `keys_max`.
    static base::Result<std::size_t> add_key(const std::string& path);
    static constexpr std::size_t keys_max = 64;  ///< each is a hash of every value that comes

    std::string operator()(std::string_view value) const;

    std::size_t keys() const { return keys_.size(); }
    /// Of a pseudonym under the first `number` keys, the one under one more.
    std::string under_next(std::string_view pseudonym, std::size_t number) const;

private:
    explicit Pseudonyms(std::vector<std::string> keys) : keys_(std::move(keys)) {}
    std::vector<std::string> keys_;
};

}  // namespace observations
