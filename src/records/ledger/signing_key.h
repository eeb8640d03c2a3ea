#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

/// Ed25519 (RFC 8032), by OpenSSL.
namespace records {

class VerifyingKey {
public:
    /// 32 bytes.
    static std::optional<VerifyingKey> from(std::string bytes);
    const std::string& bytes() const { return bytes_; }
    bool verifies(std::string_view message, std::string_view signature) const;

private:
    explicit VerifyingKey(std::string bytes) : bytes_(std::move(bytes)) {}
    std::string bytes_;
};

class SigningKey {
public:
    /// Made anew from the system's own randomness.
    static SigningKey generate();
    static base::Result<SigningKey> from_pem(const std::string& pem);
    static base::Result<SigningKey> read(const std::string& path);
    /// The key of a file; made and written, for its owner's eyes only, when there is none.
    static base::Result<SigningKey> keep_in(const std::string& path);

    std::string pem() const;
    VerifyingKey verifying() const;
    /// 64 bytes.
    std::string sign(std::string_view message) const;

private:
    struct Key;
    explicit SigningKey(std::shared_ptr<Key> key) : key_(std::move(key)) {}
    std::shared_ptr<Key> key_;
};

}  // namespace records
