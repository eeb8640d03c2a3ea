#include "observations/pseudonyms.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/assert.h"
#include "base/keyed_digest.h"

namespace observations {

namespace {

constexpr std::size_t key_bytes = 32;

base::Error cannot(const std::string& what, const std::string& path) {
    return {base::Fault::outside, what + ": " + path + ": " + std::strerror(errno), "make the folder writable for the user that runs charter"};
}

/// Beside its place, durable.
base::Result<std::string> write_beside(const std::string& path, const std::string& keys) {
    const std::string beside = path + "." + std::to_string(::getpid());
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return cannot("the key of pseudonyms cannot be written", beside);
    const bool written = ::write(file, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()) && ::fsync(file) == 0;
    ::close(file);
    if (written) return beside;
    const auto error = cannot("the key of pseudonyms cannot be written", beside);
    ::unlink(beside.c_str());
    return error;
}

/// A name that was given lasts once its folder has reached the disk.
base::Result<base::Done> keep_name(const std::string& path) {
    const int folder = ::open(std::filesystem::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool kept = folder >= 0 && ::fsync(folder) == 0;
    const auto error = cannot("the key of pseudonyms cannot be made durable", path);
    if (folder >= 0) ::close(folder);
    return kept ? base::Result<base::Done>(base::Done{}) : error;
}

/// Written beside, made durable, and then given its name, unless another has come first.
base::Result<base::Done> make_key(const std::string& path) {
    ASSIGN_OR_RETURN(const auto beside, write_beside(path, base::random_bytes(key_bytes)));
    const bool named = ::link(beside.c_str(), path.c_str()) == 0 || errno == EEXIST;
    const auto error = cannot("the key of pseudonyms cannot be written", path);
    ::unlink(beside.c_str());
    if (!named) return error;
    return keep_name(path);
}

base::Result<std::string> bytes_of_keys(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file || bytes.empty() || bytes.size() % key_bytes != 0 || bytes.size() > key_bytes * Pseudonyms::keys_max) {
        return base::Error{base::Fault::corrupt, "not a key of pseudonyms: " + path, "restore it from a backup; with another key nobody is recognised again"};
    }
    return bytes;
}

std::string pseudonym(const std::string& key, std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto digest = base::keyed_digest(key, value);
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
        text += digits[static_cast<unsigned char>(digest.bytes[i]) >> 4];
        text += digits[static_cast<unsigned char>(digest.bytes[i]) & 15];
    }
    return text;
}

}  // namespace

base::Result<Pseudonyms> Pseudonyms::open(const std::string& path) {
    if (::access(path.c_str(), F_OK) != 0) RETURN_IF_ERROR(make_key(path));
    ASSIGN_OR_RETURN(const auto bytes, bytes_of_keys(path));
    std::vector<std::string> keys;
    for (std::size_t at = 0; at < bytes.size(); at += key_bytes) keys.push_back(bytes.substr(at, key_bytes));
    return Pseudonyms(std::move(keys));
}

base::Result<std::size_t> Pseudonyms::add_key(const std::string& path) {
    if (::access(path.c_str(), F_OK) != 0) RETURN_IF_ERROR(make_key(path));
    ASSIGN_OR_RETURN(auto bytes, bytes_of_keys(path));
    if (bytes.size() / key_bytes >= keys_max) return base::Error{base::Fault::limit, "there are " + std::to_string(keys_max) + " keys of pseudonyms already: " + path, "begin a new folder: every value that comes is hashed under each of them"};
    bytes += base::random_bytes(key_bytes);
    ASSIGN_OR_RETURN(const auto beside, write_beside(path, bytes));
    if (std::rename(beside.c_str(), path.c_str()) != 0) return cannot("the key of pseudonyms cannot be written", path);
    RETURN_IF_ERROR(keep_name(path));
    return bytes.size() / key_bytes;
}

std::string Pseudonyms::operator()(std::string_view value) const {
    std::string made = pseudonym(keys_.front(), value);
    for (std::size_t number = 1; number < keys_.size(); ++number) made = pseudonym(keys_[number], made);
    return made;
}

std::string Pseudonyms::under_next(std::string_view pseudonym_before, std::size_t number) const {
    ASSERT(number >= 1);
    ASSERT(number < keys_.size());
    return pseudonym(keys_[number], pseudonym_before);
}

}  // namespace observations
