#pragma once

#include <functional>
#include <string>

#include "base/result.h"

/// Who may move the names by which a registered model is served. A charter binds some models: of these no alias or stage changes
/// unless its gate holds. MLflow's interface asks before every way in which one could change; which gate is meant is not its business.
namespace protocols::mlflow {

/// A change that somebody asked for and that has not happened yet.
struct Move {
    enum class Kind {
        set_alias,       ///< `name` is to point to `version`
        remove_alias,    ///< `name` is to point nowhere
        set_stage,       ///< `version` is to enter the stage `name` (`Production`, `Staging`, `Archived`, `None`)
        archive,         ///< `version` is to leave the stage `name` because another one enters it
        delete_version,  ///< of a version; its aliases go with it
        delete_model,    ///< with all of its versions and aliases
        rename_model,    ///< `name` is what it is to be called: a bound name would become free, or another model would take it
        create_model,    ///< a bound name comes (again): whoever had it may have been deleted a moment ago
        copy_version,    ///< a version is to be made of one that another model has; `name` is that source, `models:/other/3`
    };
    Kind kind = Kind::set_alias;
    std::string model;    ///< the registered model, as it is called now
    std::string version;  ///< empty where the move is of a whole model
    std::string name;     ///< the alias, the stage, the new name: see above
    std::string actor;    ///< the id of who asks, `person-4f0c2a9d1b7e`
};

/// Done: it may happen. An error: it is refused, and whoever asked reads `what` and `next`.
///
/// Called before anything is written, outside of any transaction, and by any number of threads. What is refused is answered with
/// 403 (`denied`, and whatever else is wrong with it) or 400 (`input`), never with a 5xx: MLflow's clients would ask again for minutes.
using Guard = std::function<base::Result<base::Done>(const Move&)>;

}  // namespace protocols::mlflow
