#include "operations/versions/known_versions.h"

#include <algorithm>

#include "charter/gates.h"
#include "report/escape.h"

namespace operations {

namespace {

using Found = std::map<std::string, KnownVersion>;

void note_time(KnownVersion& known, base::Time time) {
    if (known.since.micros == 0) known.since = time;
}

base::Result<base::Done> add_registered(Found& all, Service& service, const std::string& model) {
    if (model.empty()) return base::Done{};
    records::Search search;
    search.conditions = {{.on = records::Condition::On::attribute, .key = "name", .is = records::Condition::Is::equal, .texts = {model}}};
    ASSIGN_OR_RETURN(const auto found, service.registry().models().versions(search));
    for (const auto& one : found.items) {
        KnownVersion& known = all[std::to_string(one.version)];
        known.registered = one;
        known.since = one.created;
    }
    return base::Done{};
}

void add_seen(Found& all, const SeenVersions& seen) {
    for (const auto& [version, one] : seen.of) {
        all[version].seen = one;
        if (one.first) note_time(all[version], *one.first);
    }
}

base::Result<base::Done> add_told(Found& all, const Service& service, const std::string& product) {
    ASSIGN_OR_RETURN(const auto told, product_entries(service, product, {"verdict", "gate_evidence", "approval_request", "gate_override"}));
    for (const auto& entry : told.entries) {
        const std::string version = text_of(entry.body, "version");
        if (version.empty()) continue;
        KnownVersion& known = all[version];
        note_time(known, entry.time);
        if (entry.kind == "verdict") known.verdicts[text_of(entry.body, "promise")] = text_of(entry.body, "verdict");
        else known.gates.insert(text_of(entry.body, "gate"));
    }
    return base::Done{};
}

void add_released(Found& all, const std::vector<Release>& releases) {
    for (std::size_t i = 0; i < releases.size(); ++i) {
        const auto& record = releases[i].record;
        all[record.version].release = i;
        note_time(all[record.version], record.begun);
        note_time(all[record.current], base::Time{record.begun.micros - 1});
    }
}

/// What everybody gets: what the last release left, or what has the first of the names that a gate stands before.
base::Result<std::string> served_version(Service& service, const charter::Charter& document, const std::vector<Release>& releases) {
    if (!releases.empty()) return releases.back().state.phase == rollout::Phase::finished ? releases.back().record.version : releases.back().record.current;
    const auto model = charter::model_of(document);
    if (model.registered.empty() || model.aliases.empty()) return std::string();
    ASSIGN_OR_RETURN(const auto version, service.registry().models().alias(model.registered, model.aliases.begin()->first));
    return version ? std::to_string(*version) : std::string();
}

}  // namespace

base::Result<KnownVersions> known_versions(Service& service, const Product& product) {
    const auto document = product.document();
    KnownVersions known;
    Found all;
    RETURN_IF_ERROR(add_registered(all, service, charter::model_of(*document).registered));
    ASSIGN_OR_RETURN(const auto seen, seen_versions(service, product));
    known.why_none_seen = seen.why_none;
    add_seen(all, seen);
    RETURN_IF_ERROR(add_told(all, service, document->product));
    ASSIGN_OR_RETURN(known.releases, releases_of(service, *document));
    add_released(all, known.releases);
    ASSIGN_OR_RETURN(known.served, served_version(service, *document, known.releases));
    for (auto& [name, one] : all) {
        one.name = name;
        known.versions.push_back(std::move(one));
    }
    std::stable_sort(known.versions.begin(), known.versions.end(), [](const auto& a, const auto& b) { return a.since.micros > b.since.micros; });
    return known;
}

}  // namespace operations
