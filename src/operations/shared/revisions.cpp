#include "operations/shared/revisions.h"

#include <algorithm>
#include <map>

#include <boost/json.hpp>

#include "operations/shared/ledger_folder.h"
#include "operations/shared/vocabulary.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::object;
using Kind = RevisionEvent::Kind;

std::string text_in(const object& body, std::string_view name) {
    const auto* found = body.if_contains(name);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

std::optional<Kind> kind_of(const records::Entry& entry) {
    if (entry.kind == "charter") return Kind::applied;
    if (entry.kind == "charter_proposal") return Kind::proposed;
    if (entry.kind != "charter_approval") return std::nullopt;
    return text_in(entry.body, "outcome") == "refused" ? Kind::refused : Kind::approved;
}

using Texts = std::map<std::string, std::string>;  // by digest

std::string aside_in(const object& body, std::string_view name, const Texts& texts) {
    const auto* found = body.if_contains(name);
    const auto* reference = found == nullptr ? nullptr : found->if_object();
    if (reference == nullptr) return {};
    const auto text = texts.find(text_in(*reference, "aside"));
    return text == texts.end() ? std::string() : text->second;
}

RevisionEvent event_of(const records::Entry& entry, Kind kind, const Texts& texts) {
    std::string who = text_in(entry.body, "actor_id");
    for (const char* name : {"by", "who"}) {
        if (who.empty()) who = text_in(entry.body, name);
    }
    const char* reason = entry.body.contains("reason") ? "reason" : "comment";
    return {.kind = kind, .entry = entry.sequence, .time = entry.time, .actor_id = std::move(who), .actor = aside_in(entry.body, "actor", texts), .comment = aside_in(entry.body, reason, texts)};
}

void take(const records::Entry& entry, Kind kind, const Texts& texts, std::vector<Revision>& revisions) {
    const std::string digest = text_in(entry.body, "digest");
    auto found = std::find_if(revisions.begin(), revisions.end(), [&](const auto& one) { return one.digest == digest; });
    if (found == revisions.end()) found = revisions.insert(revisions.end(), Revision{digest, {}, {}});
    found->events.push_back(event_of(entry, kind, texts));
    if (const auto* document = entry.body.if_contains("document"); document != nullptr && kind == Kind::applied) found->canonical = base::canonical(*document);
}

}  // namespace

std::string text_of_revision(const std::string& product, const std::string& digest) { return "revision/" + product + "/" + digest; }

std::string_view name(Kind kind) {
    switch (kind) {
        case Kind::proposed: return "proposed";
        case Kind::approved: return "approved";
        case Kind::refused: return "refused";
        case Kind::applied: return "applied";
    }
    return "applied";
}

base::Result<std::vector<Revision>> revisions_of(Service& service, const std::string& product) {
    ASSIGN_OR_RETURN(const ReadLedger ledger, read_ledger(service.folder()));
    ASSIGN_OR_RETURN(const auto asides, ledger.storage->asides());
    Texts texts;
    for (const auto& aside : asides) texts[base::format(aside.digest)] = aside.text;
    const std::string wanted = report::well_formed(product);
    std::vector<Revision> revisions;
    constexpr std::uint64_t at_once = 10'000;
    for (std::uint64_t first = 0;; first += at_once) {
        ASSIGN_OR_RETURN(const auto entries, ledger.storage->entries(first, at_once));
        for (const auto& bytes : entries) {
            if (bytes.find("\"charter") == std::string::npos) continue;  // most are verdicts; their documents need not be read
            ASSIGN_OR_RETURN(const records::Entry entry, records::parse_entry(bytes));
            const auto kind = kind_of(entry);
            if (kind && text_in(entry.body, "product") == wanted) take(entry, *kind, texts, revisions);
        }
        if (entries.size() < at_once) break;
    }
    return revisions;
}

base::Result<RevisionText> text_of(Service& service, const std::string& product, const std::vector<Revision>& revisions, const std::string& digest) {
    const auto found = std::find_if(revisions.begin(), revisions.end(), [&](const auto& one) { return one.digest == digest; });
    const base::Error missing{base::Fault::missing, "no revision of " + product + " has this digest: " + digest.substr(0, 80), "GET /v1/products/{product}/revisions lists them"};
    if (found == revisions.end()) return missing;
    ASSIGN_OR_RETURN(const auto kept, service.registry().setting(text_of_revision(product, digest)));
    if (kept) return RevisionText{*kept, true};
    ASSIGN_OR_RETURN(const auto standing, service.registry().product(product));
    if (standing && standing->digest == digest) return RevisionText{standing->document, true};
    if (found->canonical.empty()) return base::Error{base::Fault::missing, "the text of this revision was not kept: it never counted", "ask whoever sent it"};
    ASSIGN_OR_RETURN(const auto document, base::parse_json(found->canonical));
    return RevisionText{base::pretty(document) + "\n", false};
}

base::json::array changes_json(const std::vector<charter::Change>& changes) {
    base::json::array all;
    for (const auto& change : changes) all.emplace_back(object{{"kind", charter::name(change.kind)}, {"promise", report::well_formed(change.id)}, {"what", report::well_formed(change.what)}});
    return all;
}

}  // namespace operations
