#include "records/ledger/export.h"

#include <fmt/format.h>

#include "records/ledger/encoding.h"
#include "records/ledger/recompute.h"

namespace records {

namespace {

using base::json::object;
using base::json::value;

constexpr std::uint64_t entries_at_once = 10'000;
constexpr std::size_t findings_max = 100;  // beyond this a reader knows enough

std::optional<std::string> text_of(const object& from, const char* name) {
    const value* found = from.if_contains(name);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    if (text == nullptr) return std::nullopt;
    return std::string(text->data(), text->size());
}

bool has_only(const object& from, std::initializer_list<const char*> names) {
    if (from.size() != names.size()) return false;
    for (const char* name : names) {
        if (from.if_contains(name) == nullptr) return false;
    }
    return true;
}

}  // namespace

base::Result<base::Done> write_export(const Storage& storage, const VerifyingKey& key, const std::function<void(const std::string& line)>& sink) {
    // Everything is read before the first line is written, and the checkpoint first: what is appended meanwhile stays out.
    ASSIGN_OR_RETURN(const std::string note, storage.checkpoint());
    // After the note: the key that has signed it is then known.
    ASSIGN_OR_RETURN(const auto keys, KeyHistory::of(storage, key));
    const auto checkpoint = keys.checkpoint(note);
    const std::uint64_t size = checkpoint ? checkpoint->size : 0;
    sink(base::canonical(object{{"format", export_format}, {"key", base64(keys.first().bytes())}, {"origin", keys.origin()}}));
    std::set<std::string> referred;
    for (std::uint64_t first = 0; first < size;) {
        ASSIGN_OR_RETURN(const auto entries, storage.entries(first, std::min(entries_at_once, size - first)));
        if (entries.empty()) return base::Error{base::Fault::outside, fmt::format("the ledger lacks entry {}", first), "run \"charter ledger verify\""};
        for (const auto& bytes : entries) {
            // The entry is written as it is kept, not as we would write it again.
            sink("{\"entry\":" + bytes + "}");
            if (const auto entry = parse_entry(bytes)) {
                for (const auto& digest : asides_in(entry->body)) referred.insert(base::format(digest));
            }
        }
        first += entries.size();
    }
    ASSIGN_OR_RETURN(const auto asides, storage.asides());
    for (const Aside& aside : asides) {
        if (referred.count(base::format(aside.digest)) == 0) continue;
        sink(base::canonical(object{{"aside", object{{"digest", base::format(aside.digest)}, {"salt", hex(aside.salt)}, {"text", aside.text}}}}));
    }
    sink(base::canonical(object{{"checkpoint", note}}));
    return base::Done{};
}

void Verifier::find(std::string where, std::string what) {
    if (found_.findings.size() < findings_max) found_.findings.push_back({std::move(where), std::move(what)});
}

std::string Verifier::here() const { return fmt::format("line {}", lines_); }

void Verifier::line(std::string_view text) {
    ++lines_;
    if (ended_) return find(here(), "there is something after the checkpoint");
    const auto parsed = base::parse_json(text);
    const object* from = parsed ? parsed->if_object() : nullptr;
    if (from == nullptr) return find(here(), "it is no JSON object");
    if (base::canonical(*parsed) != text) find(here(), "it is not in its canonical form");
    if (lines_ == 1) return head(*from);
    if (from->size() == 1 && from->if_contains("entry") != nullptr && from->at("entry").is_object()) return entry(from->at("entry").get_object());
    if (from->size() == 1 && from->if_contains("aside") != nullptr && from->at("aside").is_object()) return aside(from->at("aside").get_object());
    if (from->size() == 1 && text_of(*from, "checkpoint")) return checkpoint(*from);
    find(here(), "it is neither an entry, nor an aside, nor a checkpoint");
}

void Verifier::head(const object& from) {
    const auto format = text_of(from, "format"), key = text_of(from, "key"), origin = text_of(from, "origin");
    if (!has_only(from, {"format", "key", "origin"}) || !format || !key || !origin) return find(here(), "it is not the head of an export");
    if (*format != export_format) find(here(), "its format is not " + std::string(export_format));
    found_.key = *key;
    found_.origin = *origin;
    const auto bytes = bytes_of_base64(*key);
    auto first = bytes ? VerifyingKey::from(*bytes) : std::nullopt;
    if (!first) return find(here(), "its key is not an Ed25519 public key in base64");
    keys_.emplace(std::move(*first));
    if (keys_->origin() != *origin) find(here(), "its origin is not that of its key");
}

void Verifier::entry(const object& from) {
    const std::string bytes = base::canonical(from);
    const std::string where = fmt::format("{}, entry {}", here(), tree_.size());
    if (!present_.empty()) find(where, "it stands behind the asides");
    const auto entry = parse_entry(bytes);
    if (!entry) {
        find(where, entry.error().what);
    } else {
        if (entry->sequence != tree_.size()) find(where, fmt::format("it calls itself {}", entry->sequence));
        if (entry->previous != last_) find(where, "it does not follow the entry before");
        if (entry->time < last_time_) find(where, "it is dated before the entry before");
        last_time_ = std::max(last_time_, entry->time);
        if (keys_) change_key(where, *entry);
        for (const auto& digest : asides_in(entry->body)) (entry->kind == "erasure" ? erased_ : referred_).insert(base::format(digest));
        switch (recompute(*entry)) {
            case Recomputed::same: ++found_.recomputed; break;
            case Recomputed::other: find(where, "its verdict or interval does not follow from its counts"); break;
            case Recomputed::not_enclosed: break;
        }
    }
    tree_.add(bytes);
    last_ = base::digest_of(bytes);
    ++found_.entries;
}

void Verifier::change_key(const std::string& where, const Entry& entry) {
    if (entry.kind != "key") return;
    if (const auto wrong = keys_->take(entry)) return find(where, *wrong);
    found_.key = base64(keys_->newest().bytes());
    ++found_.key_changes;
}

void Verifier::aside(const object& from) {
    const auto digest = text_of(from, "digest"), salt = text_of(from, "salt"), text = text_of(from, "text");
    if (!has_only(from, {"digest", "salt", "text"}) || !digest || !salt || !text) return find(here(), "it is no aside");
    const auto bytes = bytes_of_hex(*salt);
    if (!bytes || bytes->size() != 16 || base::format(base::digest_of(*bytes + *text)) != *digest) find(here(), "the aside is not what its digest says");
    if (!present_.empty() && *present_.rbegin() >= *digest) find(here(), "the asides are not in order");
    present_.insert(*digest);
    if (referred_.count(*digest) == 0) find(here(), "no entry refers to this aside");
    if (erased_.count(*digest) != 0) find(here(), "an entry says that this aside was erased");
    ++found_.asides;
}

void Verifier::checkpoint(const object& from) {
    ended_ = true;
    const std::string note = *text_of(from, "checkpoint");
    if (note.empty() && tree_.size() == 0) return;
    if (!keys_) return;  // said already
    found_.checkpoint = keys_->checkpoint(note);
    if (!found_.checkpoint) return find(here(), "the checkpoint is not signed by the ledger's key");
    if (found_.checkpoint->size != tree_.size()) return find(here(), fmt::format("the checkpoint holds {} entries, and there are {}", found_.checkpoint->size, tree_.size()));
    if (found_.checkpoint->root != tree_.root()) find(here(), "the checkpoint holds other entries");
}

void Verifier::compare_with_kept() {
    if (!keys_) return;
    if (!kept_.key.empty() && !keys_->holds(kept_.key)) find("the kept key", "the export is signed by another key");
    if (kept_.checkpoint.empty()) return;
    const auto kept = keys_->checkpoint(kept_.checkpoint);
    if (!kept) return find("the kept checkpoint", "it is not signed by the key of this export");
    if (kept->size > tree_.size()) return find("the kept checkpoint", fmt::format("it holds {} entries, and there are {}: the end is cut off", kept->size, tree_.size()));
    if (tree_.root(kept->size) != kept->root) find("the kept checkpoint", fmt::format("its {} entries are not the first of these: the ledger was rewritten", kept->size));
}

Verification Verifier::finish() {
    if (lines_ == 0) find("the export", "it is empty");
    if (lines_ > 0 && !ended_) find("the end", "there is no checkpoint: the export is cut off");
    compare_with_kept();
    for (const auto& digest : referred_) {
        if (present_.count(digest) != 0) continue;
        if (erased_.count(digest) != 0) ++found_.erased;
        else find("aside " + digest, "it is not there, and no entry says that it was erased");
    }
    return std::move(found_);
}

Verification verify_export(std::string_view text, Kept kept) {
    Verifier verifier(std::move(kept));
    bool whole = true;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        whole = end != std::string_view::npos;
        verifier.line(text.substr(0, end));
        text.remove_prefix(whole ? end + 1 : text.size());
    }
    Verification found = verifier.finish();
    if (!whole) found.findings.push_back({"the end", "the last line does not end with a line break"});
    return found;
}

}  // namespace records
