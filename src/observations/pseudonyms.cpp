#include "observations/pseudonyms.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <unistd.h>

namespace observations {

namespace {

constexpr std::size_t key_bytes = 32;

base::Error cannot(const std::string& what, const std::string& path) {
    return {base::Fault::outside, what + ": " + path + ": " + std::strerror(errno), "make the folder writable for the user that runs charter"};
}

/// Written beside, made durable, and then given its name, unless another has come first.
base::Result<base::Done> make_key(const std::string& path) {
    std::string key(key_bytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1) return cannot("no randomness for the key of pseudonyms", path);
    const std::string beside = path + "." + std::to_string(::getpid());
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return cannot("the key of pseudonyms cannot be written", beside);
    const bool written = ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(file) == 0;
    ::close(file);
    const bool named = written && (::link(beside.c_str(), path.c_str()) == 0 || errno == EEXIST);
    ::unlink(beside.c_str());
    if (!named) return cannot("the key of pseudonyms cannot be written", path);
    return base::Done{};
}

}  // namespace

base::Result<Pseudonyms> Pseudonyms::open(const std::string& path) {
    if (::access(path.c_str(), F_OK) != 0) RETURN_IF_ERROR(make_key(path));
    std::ifstream file(path, std::ios::binary);
    std::string key(key_bytes, '\0');
    file.read(key.data(), static_cast<std::streamsize>(key.size()));
    if (!file || file.peek() != std::ifstream::traits_type::eof()) return base::Error{base::Fault::corrupt, "not a key of pseudonyms: " + path, "restore it from a backup; with another key nobody is recognised again"};
    return Pseudonyms(std::move(key));
}

std::string Pseudonyms::operator()(std::string_view value) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(value.data()), value.size(), digest.data(), &size);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

}  // namespace observations
