#include "operations/service/mlflow_desk.h"

#include <filesystem>

#include "base/keyed_digest.h"
#include "records/artifacts/artifacts.h"
#include "records/ledger/encoding.h"
#include "records/registry/registry.h"
#include "records/tracking/tracking.h"

namespace operations {

base::Result<std::unique_ptr<MlflowDesk>> MlflowDesk::open(const std::string& folder, records::Registry& registry, base::Time now) {
    std::unique_ptr<MlflowDesk> desk(new MlflowDesk);
    ASSIGN_OR_RETURN(desk->tracking_, records::Tracking::open(folder + "/tracking.sqlite", now.micros / 1000));
    desk->artifacts_ = std::make_unique<records::Artifacts>(folder + "/artifacts", desk->tracking_->database());
    std::error_code error;
    const auto home = std::filesystem::current_path(error);
    desk->interface_ = std::make_unique<protocols::mlflow::Interface>(protocols::mlflow::Interface::Stores{registry.models(), *desk->tracking_, *desk->artifacts_}, [] { return records::hex(base::random_bytes(16)); },
                                                                      [raw = desk.get()](const protocols::mlflow::Move& move) { return raw->ask(move); }, home.string());
    return desk;
}

MlflowDesk::~MlflowDesk() = default;

void MlflowDesk::guard(protocols::mlflow::Guard guard) {
    const std::lock_guard lock(mutex_);
    guard_ = std::move(guard);
}

base::Result<base::Done> MlflowDesk::ask(const protocols::mlflow::Move& move) const {
    protocols::mlflow::Guard guard;
    {
        const std::lock_guard lock(mutex_);
        guard = guard_;
    }
    return guard ? guard(move) : base::Result<base::Done>(base::Done{});
}

}  // namespace operations
