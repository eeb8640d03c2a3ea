#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace observations {

/// Pseudonyms under a key: HMAC-SHA256 of a value, its first 128 bits in hexadecimal digits. The same value has the same
/// pseudonym everywhere; without the key nobody can find out by guessing whose it is, and with the key destroyed nobody ever can.
class Pseudonyms {
public:
    /// The key in a file, made when it is absent, readable by its owner alone. Faults: a file that holds no key.
    static base::Result<Pseudonyms> open(const std::string& path);

    std::string operator()(std::string_view value) const;

private:
    explicit Pseudonyms(std::string key) : key_(std::move(key)) {}
    std::string key_;
};

}  // namespace observations
