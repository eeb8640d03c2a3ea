#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"

namespace charter {

/// Where evidence comes from: a file that was scored beside everything else, decisions that nobody acted on, a first share of the
/// traffic, or all of it.
enum class Deployment { holdout, shadow, canary, live };
std::string_view name(Deployment on);

/// One line of the document's `gates:`: what must hold before something may happen.
struct Gate {
    struct Asked {
        std::string promise;
        Deployment on = Deployment::holdout;
    };
    struct Review {
        std::string promise;
        base::Duration within;    ///< it was given no longer ago than this
    };
    /// How much of a promise's error budget must be left.
    struct Budget {
        std::string promise;
        base::Duration over;
        double broken_at_most = 0;  ///< share of the windows that ended in it
    };
    std::string id, title;
    std::vector<Asked> promises;
    std::vector<std::string> approvals;      ///< roles; one that is named twice needs two people
    std::vector<Review> reviews;
    std::vector<Budget> budgets;
    std::optional<base::Duration> evidence_within;  ///< evidence from a file counts for so long; nothing: as long as charter and version stand
    base::Duration due{.micros = 3 * base::micros_per_day, .months = 0};  ///< an approval that was asked for
    std::string escalate_to;                 ///< role that is told when it is overdue; empty: nobody more
};

/// The document's `model:`: its name where models are registered, and which gate stands before which of its names.
struct Model {
    std::string registered;                       ///< empty: the charter binds no registered model
    std::map<std::string, std::string> aliases;   ///< alias -> gate
    std::map<std::string, std::string> stages;    ///< stage -> gate
    bool semantic = false;                        ///< versions are named MAJOR.MINOR.PATCH
};

/// Read from the canonical form, which the parser has checked. A gate that names no promise asks for all that stop, on a holdout.
std::vector<Gate> gates_of(const Charter& charter);
Model model_of(const Charter& charter);
/// Faults: `missing`, with the nearest gate that there is; where `id` is empty and there is one gate, that one.
base::Result<Gate> gate_of(const Charter& charter, const std::string& id);

/// Roles that may decide about something: those with it under `approves`.
std::vector<std::string> roles_that_approve(const Charter& charter, std::string_view what);

}  // namespace charter
