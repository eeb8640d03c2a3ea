#include "delivery/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace delivery {

namespace {

struct Block {
    std::uint32_t first;
    int bits;
};

constexpr std::uint32_t address(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) { return a << 24 | b << 16 | c << 8 | d; }

// IANA's registry of special-purpose addresses (RFC 6890 and its successors): all that is not globally reachable.
constexpr std::array<Block, 16> not_public{{
    {address(0, 0, 0, 0), 8}, {address(10, 0, 0, 0), 8}, {address(100, 64, 0, 0), 10}, {address(127, 0, 0, 0), 8}, {address(169, 254, 0, 0), 16}, {address(172, 16, 0, 0), 12},
    {address(192, 0, 0, 0), 24}, {address(192, 0, 2, 0), 24}, {address(192, 31, 196, 0), 24}, {address(192, 88, 99, 0), 24}, {address(192, 168, 0, 0), 16}, {address(198, 18, 0, 0), 15},
    {address(198, 51, 100, 0), 24}, {address(203, 0, 113, 0), 24}, {address(224, 0, 0, 0), 4}, {address(240, 0, 0, 0), 4},
}};

using Bytes = std::array<std::uint8_t, 16>;

bool is_public_4(std::uint32_t host) {
    return std::none_of(not_public.begin(), not_public.end(), [&](const Block& block) { return (host ^ block.first) >> (32 - block.bits) == 0; });
}

std::uint32_t word(const Bytes& bytes, std::size_t at) { return address(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]); }

bool is_public_6(const Bytes& bytes) {
    const auto begins = [&](std::initializer_list<std::uint8_t> with) { return std::equal(with.begin(), with.end(), bytes.begin()); };
    // An address of IPv4 inside: translated (64:ff9b::/96) and 6to4 (2002::/16). Mapped ones (::ffff:0:0/96) are outside of 2000::/3, but sockets take them.
    if (begins({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}) || begins({0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return is_public_4(word(bytes, 12));
    if (begins({0x20, 0x02})) return is_public_4(word(bytes, 2));
    if ((bytes[0] & 0xe0) != 0x20) return false;  // only 2000::/3 is given out
    return !begins({0x20, 0x01, 0x0d, 0xb8}) && !begins({0x20, 0x01, 0x00}) && !begins({0x3f, 0xff});  // documentation, Teredo and other protocols
}

}  // namespace

bool is_public(const sockaddr& socket) {
    if (socket.sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &socket, sizeof four);
        return is_public_4(ntohl(four.sin_addr.s_addr));
    }
    if (socket.sa_family != AF_INET6) return false;
    sockaddr_in6 six{};
    std::memcpy(&six, &socket, sizeof six);
    Bytes bytes{};
    std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
    return is_public_6(bytes);
}

bool is_public(std::string_view text) {
    const std::string written(text);
    sockaddr_storage storage{};
    sockaddr_in four{};
    sockaddr_in6 six{};
    if (::inet_pton(AF_INET, written.c_str(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        std::memcpy(&storage, &four, sizeof four);
    } else if (::inet_pton(AF_INET6, written.c_str(), &six.sin6_addr) == 1) {
        six.sin6_family = AF_INET6;
        std::memcpy(&storage, &six, sizeof six);
    } else {
        return false;
    }
    return is_public(reinterpret_cast<const sockaddr&>(storage));
}

}  // namespace delivery
