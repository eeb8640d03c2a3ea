#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operations/retraining/policy.h"
#include "operations/retraining/run.h"
#include "operations/service/service.h"

/// Beginning and ending a retraining: each is kept, said in the ledger and told to whoever watches. What lies between is the runner's.
namespace operations {

/// Of one product, the newest first.
base::Result<std::vector<RetrainingRun>> runs_of(Service& service, const std::string& product);
/// Faults: `missing`.
base::Result<RetrainingRun> run_of(Service& service, const std::string& id);

/// What a product's policies say now.
struct RetrainingNow {
    charter::Retraining retraining;
    std::vector<RetrainingRun> runs;
    SeenWindows seen;
    PolicyTimes times;
    PoliciesSay say;
    std::string held;     ///< why nothing may start by itself; empty: it may
};
/// Nothing: the charter has no section `retraining`.
base::Result<std::optional<RetrainingNow>> retraining_now(Service& service, const Product& product);

struct WhyRetrain {
    std::string policy, sentence;
    const records::Actor* actor = nullptr;  ///< a person who asks; none: the policy itself
    std::string reason;                     ///< the person's own words
};
/// Decides it: the runner starts what was decided. Faults: `conflict` where one runs, `denied` where commands are not allowed,
/// `input` where the charter names neither a command nor a webhook.
base::Result<RetrainingRun> begin_retraining(Service& service, const charter::Charter& document, const RetrainingNow& now, const WhyRetrain& why);

/// What came of it; a new version is handed on. Faults: `conflict` where it has ended meanwhile.
base::Result<base::Done> end_retraining(Service& service, RetrainingRun run);
/// The version that a run brought, held against those there were; sets state, version and digest.
void judge_result(Service& service, const std::vector<RetrainingRun>& earlier, RetrainingRun& run);

/// Who acts for the retrainings of a product: its commands, and what goes on by itself with what they bring.
base::Result<records::Actor> retraining_actor(Service& service, const std::string& product);

/// A step in the ledger; `actor`: whose it is, if a person's.
base::Result<base::Done> note_retraining(Service& service, const RetrainingRun& run, const std::string& event, const records::Actor* actor = nullptr, const std::string& reason = {});

/// The newest version that the registry has of a model; 0: none.
std::int64_t newest_version(Service& service, const std::string& model);
/// What a person may do: `denied` where they may not edit the product.
base::Result<base::Done> may_edit(const Request& request, const std::string& product);

/// Where a run's output and its result lie.
std::string folder_of(const Service& service, const RetrainingRun& run);
inline constexpr std::int64_t retraining_output_bytes_max = 1 << 20;  ///< of what a command writes, the first; a training that writes more is not read
std::string output_of(const Service& service, const RetrainingRun& run, std::size_t bytes_max);

}  // namespace operations
