#include "records/ledger/signing_key.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/assert.h"
#include "records/ledger/encoding.h"
#include "records/ledger/entry.h"

namespace records {

namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using PublicKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::size_t key_bytes = 32, signature_bytes = 64;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

base::Error unusable(const std::string& path) {
    return {base::Fault::outside, "not an Ed25519 private key in PEM: " + path, "put back the ledger's own key; without it no further checkpoint can be signed"};
}

/// Written under a name of its own first: nobody ever reads half a key.
base::Result<base::Done> write_private(const std::string& path, const std::string& text) {
    const std::string partial = path + "." + hex(new_salt());
    const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    // A link refuses to replace a key that another process has made meanwhile.
    const bool placed = written && (::link(partial.c_str(), path.c_str()) == 0 || std::filesystem::exists(path));
    ::unlink(partial.c_str());
    if (!placed) return base::Error{base::Fault::outside, "cannot write the ledger's key: " + path, "check the folder's permissions and the space on the disk"};
    return base::Done{};
}

}  // namespace

struct SigningKey::Key {
    PublicKey pkey{nullptr, &EVP_PKEY_free};
};

std::optional<VerifyingKey> VerifyingKey::from(std::string bytes) {
    if (bytes.size() != key_bytes) return std::nullopt;
    return VerifyingKey(std::move(bytes));
}

bool VerifyingKey::verifies(std::string_view message, std::string_view signature) const {
    if (signature.size() != signature_bytes) return false;
    const PublicKey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(bytes_), bytes_.size()), &EVP_PKEY_free);
    if (!key) return false;  // no point of the curve
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    ASSERT(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    return EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

SigningKey SigningKey::generate() {
    auto key = std::make_shared<Key>();
    key->pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    ASSERT(key->pkey != nullptr);
    return SigningKey(std::move(key));
}

base::Result<SigningKey> SigningKey::from_pem(const std::string& pem) {
    const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    auto key = std::make_shared<Key>();
    key->pkey.reset(PEM_read_bio_PrivateKey(memory.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr));
    if (!key->pkey || EVP_PKEY_get_id(key->pkey.get()) != EVP_PKEY_ED25519) return unusable("the text");
    return SigningKey(std::move(key));
}

base::Result<SigningKey> SigningKey::read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::Error{base::Fault::missing, "there is no key of a ledger here: " + path, "name the folder that was given to --ledger"};
    std::stringstream text;
    text << file.rdbuf();
    auto key = from_pem(text.str());
    if (!key) return unusable(path);
    return key;
}

base::Result<SigningKey> SigningKey::keep_in(const std::string& path) {
    if (!std::filesystem::exists(path)) RETURN_IF_ERROR(write_private(path, generate().pem()));
    return read(path);
}

std::string SigningKey::pem() const {
    const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
    ASSERT(PEM_write_bio_PrivateKey(memory.get(), key_->pkey.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

VerifyingKey SigningKey::verifying() const {
    std::string bytes(key_bytes, '\0');
    std::size_t size = bytes.size();
    ASSERT(EVP_PKEY_get_raw_public_key(key_->pkey.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1);
    ASSERT(size == key_bytes);
    return *VerifyingKey::from(std::move(bytes));
}

std::string SigningKey::sign(std::string_view message) const {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::string signature(signature_bytes, '\0');
    std::size_t size = signature.size();
    ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pkey.get()) == 1);
    ASSERT(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, raw(message), message.size()) == 1);
    ASSERT(size == signature_bytes);
    return signature;
}

}  // namespace records
