#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "protocols/mlflow/interface.h"

namespace records {
class Registry;
}

namespace operations {

/// Where MLflow's clients are served: runs and artifacts of a data folder, the models of its registry, and the guard that is asked
/// before a model's alias or stage changes.
///
///   charter-data/
///     tracking.sqlite    experiments, runs, metrics
///     artifacts/         files, by their content
class MlflowDesk {
public:
    static base::Result<std::unique_ptr<MlflowDesk>> open(const std::string& folder, records::Registry& registry, base::Time now);
    ~MlflowDesk();

    const protocols::mlflow::Interface& interface() const { return *interface_; }
    records::Tracking& tracking() { return *tracking_; }
    records::Artifacts& artifacts() { return *artifacts_; }
    /// From now on; until then everything may move.
    void guard(protocols::mlflow::Guard guard);

private:
    MlflowDesk() = default;
    base::Result<base::Done> ask(const protocols::mlflow::Move& move) const;

    std::unique_ptr<records::Tracking> tracking_;
    std::unique_ptr<records::Artifacts> artifacts_;
    std::unique_ptr<protocols::mlflow::Interface> interface_;
    mutable std::mutex mutex_;  ///< of what follows
    protocols::mlflow::Guard guard_;
};

}  // namespace operations
