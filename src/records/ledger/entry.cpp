#include "records/ledger/entry.h"

#include <openssl/rand.h>

#include <algorithm>

#include "base/assert.h"
#include "records/ledger/encoding.h"

namespace records {

namespace {

using base::json::object;
using base::json::value;

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t members = 5;

base::Error faulty(const std::string& what) { return {base::Fault::input, "not an entry of a ledger: " + what, "compare the export with an earlier copy of it"}; }

const base::json::string* text_in(const object& from, std::string_view name) {
    const value* found = from.if_contains(base::json::string_view(name.data(), name.size()));
    return found == nullptr ? nullptr : found->if_string();
}

void collect_asides(const value& from, std::vector<base::Digest>& found) {
    if (const auto* list = from.if_array()) {
        for (const auto& item : *list) collect_asides(item, found);
    }
    const auto* members_of = from.if_object();
    if (members_of == nullptr) return;
    if (const auto* text = text_in(*members_of, "aside")) {
        if (const auto digest = digest_of_text({text->data(), text->size()})) found.push_back(*digest);
    }
    for (const auto& member : *members_of) collect_asides(member.value(), found);
}

}  // namespace

std::string canonical(const Entry& entry) {
    return base::canonical(object{{"body", entry.body}, {"kind", entry.kind}, {"previous", base::format(entry.previous)}, {"sequence", entry.sequence}, {"time", base::format(entry.time)}});
}

base::Result<Entry> parse_entry(std::string_view text) {
    const auto parsed = base::parse_json(text);
    if (!parsed) return faulty(parsed.error().what);
    const auto* from = parsed->if_object();
    if (from == nullptr || from->size() != members) return faulty("it has other members than body, kind, previous, sequence and time");
    const auto* kind = text_in(*from, "kind");
    const auto* previous = text_in(*from, "previous");
    const auto* time = text_in(*from, "time");
    const value* body = from->if_contains("body");
    const value* sequence = from->if_contains("sequence");
    if (kind == nullptr || previous == nullptr || time == nullptr || body == nullptr || !body->is_object() || sequence == nullptr || !sequence->is_int64() || sequence->get_int64() < 0) {
        return faulty("a member is missing or of another type");
    }
    const auto digest = digest_of_text({previous->data(), previous->size()});
    const auto moment = base::parse_time({time->data(), time->size()});
    if (!digest) return faulty("its previous digest cannot be read");
    if (!moment) return faulty("its time cannot be read");
    Entry entry{.sequence = static_cast<std::uint64_t>(sequence->get_int64()), .previous = *digest, .time = *moment, .kind = std::string(kind->data(), kind->size()), .body = body->get_object()};
    if (canonical(entry) != text) return faulty("it is not in its canonical form");
    return entry;
}

Aside aside_of(std::string text, std::string salt) {
    ASSERT(salt.size() == salt_bytes);
    return {.digest = base::digest_of(salt + text), .salt = std::move(salt), .text = std::move(text)};
}

std::string new_salt() {
    std::string salt(salt_bytes, '\0');
    ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size())) == 1);
    return salt;
}

object reference_to(const Aside& aside) { return {{"aside", base::format(aside.digest)}}; }

std::vector<base::Digest> asides_in(const object& body) {
    std::vector<base::Digest> found;
    collect_asides(value(body), found);
    return found;
}

}  // namespace records
