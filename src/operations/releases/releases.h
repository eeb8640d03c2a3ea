#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operations/service/service.h"
#include "rollout/decision.h"

/// A candidate's way from nobody to everyone and back (docs/rollouts.md). The ledger says where a release stands; what applications are
/// told and which version has the alias follow from it, after a restart too.
namespace operations {

/// One of a product's, and where it stands.
struct Release {
    records::ReleaseRecord record;
    charter::RolloutPlan plan;
    rollout::State state;
};

/// The releases of a product, oldest first. Those whose plan a revision has dropped are left out.
base::Result<std::vector<Release>> releases_of(Service& service, const charter::Charter& document);

struct Starting {
    std::string version, plan;
    std::string current;   ///< what everybody else gets; empty: what the last release left, or the alias
};
/// Faults: `conflict` where one runs, `denied` where the gate holds it back, `input` for a plan that cannot be followed.
base::Result<Release> start_release(Service& service, const Product& product, const Starting& starting, const records::Actor& actor);

/// What has been seen of it so far.
base::Result<rollout::Summary> seen_by(const Product& product, const Release& release, base::Time now);

/// Decides about what runs, and does it: records the step with what it rests on, then moves assignment and alias. Whether one runs.
base::Result<bool> advance_releases(Service& service, const Product& product);

enum class Act { pause, resume, go_on, roll_back };
/// A person's decision, with a reason. Faults: `conflict` where nothing runs, or it is not held; `denied` where the gate holds back what would go on.
base::Result<Release> act_on(Service& service, const Product& product, Act act, const std::string& reason, const records::Actor& actor);

/// What the ledger says, to applications and to the registry: once when a server starts, and after every step.
base::Result<base::Done> put_into_effect(Service& service, const charter::Charter& document);

base::json::object json_of(const Release& release);

}  // namespace operations
