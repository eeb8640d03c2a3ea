#include "operations/releases/retrained.h"

#include <algorithm>

#include "charter/gates.h"
#include "charter/retraining.h"
#include "operations/gates/asking.h"
#include "operations/gates/gate_judge.h"
#include "operations/releases/releases.h"
#include "operations/retraining/retrainings.h"
#include "operations/retraining/starting.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::Fault;
using base::Result;
using charter::Charter;

constexpr std::int64_t look_again_micros = 2 * base::micros_per_second;

std::string done_setting(const std::string& product) { return "retraining.went_on/" + product; }

/// The newest version that a retraining brought and that has not gone its way; nothing: there is none.
Result<std::optional<RetrainingRun>> waiting(Service& service, const std::string& product) {
    ASSIGN_OR_RETURN(const auto runs, runs_of(service, product));
    const auto newest = std::find_if(runs.begin(), runs.end(), [](const RetrainingRun& run) { return run.state == RetrainingRun::State::registered; });
    if (newest == runs.end()) return std::optional<RetrainingRun>();
    ASSIGN_OR_RETURN(const auto done, service.registry().setting(done_setting(product)));
    if (done && *done == newest->id) return std::optional<RetrainingRun>();
    return std::optional(*newest);
}

/// Whether the gate opens as far as it can before anybody has the version. Approvals are asked for once: of what stands before it now.
Result<bool> before_gate(Service& service, const Product& product, const std::string& gate_id, const RetrainingRun& run, const records::Actor& actor) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto gate, charter::gate_of(*document, gate_id));
    ASSIGN_OR_RETURN(const auto card, judge_gate(service, product, gate, run.version));
    bool asked = gate.approvals.empty() || card.subject.empty();
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) {
        asked = asked || state.gate(report::well_formed(document->product), gate.id, report::well_formed(run.version)).request_for(card.subject) != nullptr;
    }));
    if (!asked) RETURN_IF_ERROR(ask_for_approval(service, product, gate, run.version, actor, "Retrained: " + run.sentence));
    const auto first = before_first_share(card);
    return first.lines.empty() || first.opens();
}

Result<bool> released(Service& service, const Product& product, const std::string& rollout, const RetrainingRun& run, const records::Actor& actor) {
    ASSIGN_OR_RETURN(const auto all, releases_of(service, *product.document()));
    if (std::any_of(all.begin(), all.end(), [&](const Release& one) { return one.record.version == run.version; })) return true;
    const auto begun = start_release(service, product, {.version = run.version, .plan = rollout, .current = {}}, actor);
    if (begun) {
        RETURN_IF_ERROR(note_retraining(service, run, "released"));
        return true;
    }
    // The gate is not open yet, or another release runs: that may change. What cannot be followed at all is told once, and a person goes on.
    if (begun.error().fault == Fault::denied || begun.error().fault == Fault::conflict) return false;
    RetrainingRun told = run;
    told.error = "its release cannot begin: " + begun.error().what + "; " + begun.error().next;
    RETURN_IF_ERROR(note_retraining(service, told, "not released"));
    return true;
}

}  // namespace

Result<std::optional<base::Time>> go_on_with_retrained(Service& service, const Product& product) {
    const auto document = product.document();
    const auto retraining = charter::retraining_of(*document);
    if (!retraining || retraining->then.nothing()) return std::optional<base::Time>();
    ASSIGN_OR_RETURN(const auto run, waiting(service, document->product));
    if (!run) return std::optional<base::Time>();
    ASSIGN_OR_RETURN(const auto actor, retraining_actor(service, document->product));
    const auto& then = retraining->then;
    bool opens = true;
    if (!then.gate.empty()) {
        ASSIGN_OR_RETURN(opens, before_gate(service, product, then.gate, *run, actor));
    }
    bool done = opens;
    if (opens && !then.rollout.empty()) {
        ASSIGN_OR_RETURN(done, released(service, product, then.rollout, *run, actor));
    }
    if (!done) return std::optional(base::Time{service.now().micros + look_again_micros});
    RETURN_IF_ERROR(service.registry().set(done_setting(document->product), run->id));
    return std::optional<base::Time>();
}

void take_on_retrained(Service& service) {
    service.retrainings().after_training([&service](const std::string& id, const std::string&) {
        const auto product = service.product(id);
        const auto retraining = product ? charter::retraining_of(*(*product)->document()) : std::nullopt;
        if (!retraining || retraining->then.nothing()) return false;
        (void)go_on_with_retrained(service, **product);  // what fails now the keeper tries again
        service.wake();
        return true;
    });
}

}  // namespace operations
