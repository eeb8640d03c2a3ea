#include <array>

#include "operations/access/members.h"
#include "operations/retraining/retrainings.h"
#include "operations/retraining/starting.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "retraining", .sentence = "The retraining's id.", .placeholder = "ID", .required = true, .positional = true},
    {.name = "reason", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    Service& service = *request.service;
    const std::lock_guard deciding(service.retrainings().deciding());
    ASSIGN_OR_RETURN(auto run, run_of(service, arguments.text("retraining")));
    RETURN_IF_ERROR(may_edit(request, run.product));
    if (!run.open()) return base::Error{base::Fault::conflict, "this retraining has ended: " + run.id, "charter retraining show says with what"};
    run.stop_asked = true;
    RETURN_IF_ERROR(note_retraining(service, run, "stop asked", request.actor, arguments.text("reason")));
    if (run.state == RetrainingRun::State::running) {
        // The runner asks the process to end, and ends it where it does not.
        RETURN_IF_ERROR(service.registry().retrainings().change(kept(run, surroundings.now)));
        return Output{.text = run.id + " is asked to end.\n"};
    }
    run.state = RetrainingRun::State::stopped;
    run.error = "it was stopped by a person";
    RETURN_IF_ERROR(end_retraining(service, run));
    return Output{.text = run.id + " is stopped.\n"};
}

}  // namespace

extern const Operation retraining_stop{
    .id = "retraining_stop",
    .command = "retraining stop",
    .route = {Method::post, "/v1/retrainings/{retraining}/stop"},
    .scope = base::Scope::edit,
    .summary = "Stops a retraining.",
    .about = "A command is asked to end (TERM), with all that it started, and ended (KILL) ten seconds later. What a webhook has begun elsewhere goes on there; its answer is refused.",
    .parameters = parameters,
    .example = "charter retraining stop retraining-4f0c2a9d1b7e6530 --reason \"the labels were wrong\"",
    .run = run,
};

}  // namespace operations
