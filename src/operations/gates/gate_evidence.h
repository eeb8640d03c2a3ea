#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/gates.h"
#include "observations/source.h"
#include "operations/service/service.h"
#include "report/scorecard.h"

/// What is measured for a gate.
namespace operations {

/// The promises of a charter on some rows of one version.
struct Judging {
    const charter::Charter* document = nullptr;
    std::vector<const charter::Promise*> promises;
    observations::Source* current = nullptr;
    observations::Source* reference = nullptr;  ///< null: none
    std::optional<std::string> version;         ///< none: all rows are its
    std::optional<base::Time> as_of;            ///< none: the newest time in the rows
};
base::Result<std::vector<report::PromiseResult>> judged(const Judging& judging);

/// The promises that a gate wants to see kept on this evidence.
std::vector<const charter::Promise*> promises_on(const charter::Charter& document, const charter::Gate& gate, charter::Deployment on);

/// Judges a file that a version has scored, and writes what was found into the ledger; the entry's number. The file itself is not kept: its
/// digest is. Where the file has the charter's version column only the rows of this version count, else all are taken to be.
/// Faults: `input` for a file that cannot be read, or a gate that asks for nothing on a holdout.
base::Result<std::uint64_t> take_holdout(Service& service, const Product& product, const charter::Gate& gate, const std::string& version, std::string_view bytes, const records::Actor& actor);

/// Promises on what was received of a version since a moment, such as when a step of a release began. `as_of`: nothing after it has happened.
base::Result<std::vector<report::PromiseResult>> judged_since(Service& service, const Product& product, const std::vector<const charter::Promise*>& promises, const std::string& version, base::Time begin, std::optional<base::Time> as_of = {});

}  // namespace operations
