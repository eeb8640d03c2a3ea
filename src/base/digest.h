#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

/// SHA-256 of something. Written `sha256:` and 64 hexadecimal digits.
struct Digest {
    std::array<std::uint8_t, 32> bytes{};
    bool operator==(const Digest&) const = default;
};
static_assert(sizeof(Digest) == 32);

Digest digest_of(std::string_view bytes);
/// Of a file's bytes, read in pieces.
Result<Digest> digest_of_file(const std::string& path);
std::string format(const Digest& digest);
/// The first eight bytes as a number: a seed that belongs to the thing.
std::uint64_t seed_of(const Digest& digest);

}  // namespace base
