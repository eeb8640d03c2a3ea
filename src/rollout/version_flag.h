#pragma once

#include <string>

#include "rollout/assignment.h"

namespace rollout {

/// Which version of a product a unit gets, as an application asks for it: a flag whose value is the name of a version, and whose
/// units are those of a release. Whoever runs a release gives it to the server's flags (operations/service/flag_board.h) each time
/// the split changes; a rollback gives one that is not active.
///
///   VersionFlag{.key = "model", .release = "7", .current = "2", .candidate = "3", .split = {.product = "flights", .salt = "flights/7", .candidate = 50'000}, .active = true}
///
/// The bucketing key is the context's targeting key, which is to be the unit of the charter. Without one an active flag cannot be
/// evaluated: to give the current version to whoever has no key would take them out of the release without a word.
struct VersionFlag {
    std::string key = "model";  ///< what applications ask for; a flag of this key that was put by hand stands behind it
    std::string release;        ///< id; metadata `charter.release`. Empty: there was none yet
    std::string current;        ///< what everybody but the candidate's units gets. Empty: what the code would do by itself
    std::string candidate;
    Split split;                ///< product, salt, shares and room
    bool active = false;        ///< no: everybody gets `current`, and no arm is named
    bool operator==(const VersionFlag&) const;
};

}  // namespace rollout
