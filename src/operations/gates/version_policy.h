#pragma once

#include <functional>
#include <string>
#include <vector>

#include "operations/service/service.h"
#include "verdicts/verdict.h"

namespace operations {

/// What a document with `versions: semantic` says of a version's number: its tag charter.version is MAJOR.MINOR.PATCH and higher than that of
/// every version before; and where it is not compatible with the one before, MAJOR has gone up. Not compatible is what whoever calls the
/// model, or relies on what was promised of it, would have to know of: other inputs (charter.inputs), another population
/// (charter.population), another label (charter.label), or a revision of the charter (charter.revision) that weakens the one before's.
struct VersionSays {
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
    std::string sentence;
};

/// A registered version as its tags tell it.
struct Tagged {
    std::int64_t version = 0;
    std::string number, inputs, population, label, revision;
};
Tagged tagged(const records::ModelVersion& version);

/// `before`: the versions with smaller numbers in the registry, in any order. `weakened(from, to)`: whether a revision after `from` up to `to`
/// weakens something; nothing: one of them was never in the ledger.
VersionSays judge_version(const Tagged& version, const std::vector<Tagged>& before, const std::function<std::optional<bool>(const std::string& from, const std::string& to)>& weakened);

/// The same, with what the registry and the ledger have.
base::Result<VersionSays> judge_version(Service& service, const charter::Charter& document, const records::ModelVersion& version);

}  // namespace operations
