#include "records/ledger/checkpoint.h"

#include <charconv>
#include <vector>

#include "records/ledger/encoding.h"

namespace records {

namespace {

constexpr std::string_view dash = "\u2014 ";

/// The first four bytes of SHA-256(name, line break, 1 for Ed25519, key): which key of several has signed.
std::string key_hint(const std::string& name, const VerifyingKey& key) {
    const auto digest = base::digest_of(name + "\n\1" + key.bytes());
    return std::string(bytes_of(digest).substr(0, 4));
}

std::string body_of(const Checkpoint& checkpoint, const std::string& origin) {
    return origin + "\n" + std::to_string(checkpoint.size) + "\n" + base64(bytes_of(checkpoint.root)) + "\n";
}

std::string note_of(const std::string& body, const std::string& origin, const VerifyingKey& key, std::string_view signature) {
    return body + "\n" + std::string(dash) + origin + " " + base64(key_hint(origin, key) + std::string(signature)) + "\n";
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::optional<std::string> signature_in(std::string_view line, const std::string& origin) {
    const std::string start = std::string(dash) + origin + " ";
    if (line.substr(0, start.size()) != start) return std::nullopt;
    const auto bytes = bytes_of_base64(line.substr(start.size()));
    if (!bytes || bytes->size() < 4) return std::nullopt;
    return bytes->substr(4);
}

}  // namespace

std::string origin_of(const VerifyingKey& key) { return "charter-ledger-" + hex(bytes_of(base::digest_of(key.bytes())).substr(0, 8)); }

std::string signed_note(const Checkpoint& checkpoint, const std::string& origin, const SigningKey& key) {
    const std::string body = body_of(checkpoint, origin);
    return note_of(body, origin, key.verifying(), key.sign(body));
}

std::optional<Checkpoint> checkpoint_of(std::string_view note, const std::string& origin, const VerifyingKey& key) {
    const auto lines = lines_of(note);
    if (lines.size() != 5) return std::nullopt;
    Checkpoint checkpoint;
    const auto [end, error] = std::from_chars(lines[1].data(), lines[1].data() + lines[1].size(), checkpoint.size);
    const auto root = bytes_of_base64(lines[2]);
    if (error != std::errc{} || end != lines[1].data() + lines[1].size() || !root || root->size() != checkpoint.root.bytes.size()) return std::nullopt;
    std::copy(root->begin(), root->end(), checkpoint.root.bytes.begin());
    const auto signature = signature_in(lines[4], origin);
    if (!signature) return std::nullopt;
    const std::string body = body_of(checkpoint, origin);
    // Written again and compared: whatever is spelled otherwise is not what was signed.
    if (note_of(body, origin, key, *signature) != note || !key.verifies(body, *signature)) return std::nullopt;
    return checkpoint;
}

}  // namespace records
