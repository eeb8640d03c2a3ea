#include "base/digest.h"

#include <openssl/evp.h>

#include <fstream>
#include <vector>

#include "base/assert.h"
#include "base/sha256.h"

namespace base {

Sha256::Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { ASSERT(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1); }

void Sha256::add(const void* bytes, std::size_t size) { ASSERT(EVP_DigestUpdate(context_.get(), bytes, size) == 1); }

Digest Sha256::finish() {
    Digest digest;
    unsigned int size = 0;
    ASSERT(EVP_DigestFinal_ex(context_.get(), digest.bytes.data(), &size) == 1);
    ASSERT(size == digest.bytes.size());
    return digest;
}

Digest digest_of(std::string_view bytes) {
    Sha256 sha;
    sha.add(bytes.data(), bytes.size());
    return sha.finish();
}

Result<Digest> digest_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{Fault::missing, "cannot read file: " + path, "check the path and its permissions"};
    Sha256 sha;
    std::vector<char> piece(1 << 20);
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        sha.add(piece.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad()) return Error{Fault::outside, "reading failed: " + path, "check the disk"};
    return sha.finish();
}

std::string format(const Digest& digest) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "sha256:";
    for (const std::uint8_t byte : digest.bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::uint64_t seed_of(const Digest& digest) {
    std::uint64_t seed = 0;
    for (int i = 0; i < 8; ++i) seed = (seed << 8) | digest.bytes[static_cast<std::size_t>(i)];
    return seed;
}

}  // namespace base
