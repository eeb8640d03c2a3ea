#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

/// Numbers and texts as bytes, small ones short, the same on every machine.
namespace base {

class Packer {
public:
    /// Seven bits a byte, the lowest first; the top bit says that more come (LEB128).
    void number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(0x80 | (value & 0x7F));
        bytes_ += static_cast<char>(value);
    }
    /// Zigzag: 0, -1, 1, -2, ... become 0, 1, 2, 3, ...
    void whole(std::int64_t value) { number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63)); }
    void real(double value) { fixed(std::bit_cast<std::uint64_t>(value)); }
    /// Eight bytes, the lowest first.
    void fixed(std::uint64_t value) {
        for (int i = 0; i < 8; ++i) bytes_ += static_cast<char>(value >> (8 * i));
    }
    void text(std::string_view value) {
        number(value.size());
        bytes_ += value;
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// Reads what a Packer wrote, from bytes that may be anything: after the first that cannot be right, everything reads as
/// zero and empty, and `failed` says so. Whoever reads a count checks it against `left` before making room.
class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : left_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<std::uint8_t>(take(1).front());
            if (failed_) return 0;
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        fail();
        return 0;
    }
    std::int64_t whole() {
        const std::uint64_t value = number();
        return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
    }
    double real() { return std::bit_cast<double>(fixed()); }
    std::uint64_t fixed() {
        const std::string_view eight = take(8);
        std::uint64_t value = 0;
        for (std::size_t i = 0; !failed_ && i < 8; ++i) value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(eight[i])) << (8 * i);
        return value;
    }
    std::string text() {
        const std::uint64_t size = number();
        if (size > left_.size()) fail();
        return failed_ ? std::string() : std::string(take(size));
    }
    /// How many things follow, each at least a byte long.
    std::size_t count() {
        const std::uint64_t value = number();
        if (value > left_.size()) fail();
        return failed_ ? 0 : value;
    }
    void fail() {
        failed_ = true;
        left_ = {};
    }
    bool failed() const { return failed_; }
    std::size_t left() const { return left_.size(); }

private:
    std::string_view take(std::size_t size) {
        static constexpr std::string_view nothing{"\0\0\0\0\0\0\0\0", 8};
        if (size > left_.size()) {
            fail();
            return nothing;
        }
        const std::string_view taken = left_.substr(0, size);
        left_.remove_prefix(size);
        return taken;
    }

    std::string_view left_;
    bool failed_ = false;
};

}  // namespace base
