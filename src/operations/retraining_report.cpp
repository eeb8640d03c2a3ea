#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/retraining/retrainings.h"
#include "operations/retraining/starting.h"

namespace operations {

namespace {

using State = RetrainingRun::State;

constexpr std::array<Parameter, 6> parameters{{
    {.name = "retraining", .sentence = "The retraining's id.", .placeholder = "ID", .required = true, .positional = true},
    {.name = "version", .sentence = "The version of the registered model that came of it.", .placeholder = "VERSION"},
    {.name = "digest", .sentence = "The digest of the model's artifact, by which the same model is known again.", .placeholder = "SHA256"},
    {.name = "error", .sentence = "Why it failed, in the place of a version.", .placeholder = "WORDS"},
    format_parameter,
    json_parameter,
}};

/// What was said before may be said again, and nothing else.
base::Result<Output> again(const Arguments& arguments, const RetrainingRun& run) {
    if (arguments.has("version") && run.version == arguments.text("version")) return shown(arguments, run.id + " had said so before.\n", json_of(run));
    return base::Error{base::Fault::conflict, "this retraining has ended: " + run.id + " (" + std::string(name(run.state)) + (run.version.empty() ? "" : ", version " + run.version) + ")", "charter retraining show says with what; start another one"};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    Service& service = *request.service;
    if (arguments.has("version") == arguments.has("error")) return base::Error{base::Fault::input, "a retraining ends with a version or with an error", "send {\"version\": \"4\"} or {\"error\": \"...\"}"};
    const std::lock_guard deciding(service.retrainings().deciding());
    ASSIGN_OR_RETURN(auto run, run_of(service, arguments.text("retraining")));
    RETURN_IF_ERROR(may_edit(request, run.product));
    if (!run.open()) return again(arguments, run);
    run.version = arguments.text("version");
    run.digest = arguments.text("digest");
    run.error = arguments.text("error");
    if (run.version.size() > 200 || run.digest.size() > 200 || run.error.size() > 2'000) return base::Error{base::Fault::input, "too long for a version, a digest or an error", "at most 200 bytes, of an error 2,000"};
    if (run.state == State::running && run.error.empty()) {
        // Its process still runs: what it has reported counts when it ends well.
        RETURN_IF_ERROR(service.registry().retrainings().change(kept(run, surroundings.now)));
        return shown(arguments, run.id + ": noted, and it counts when the command ends well.\n", json_of(run));
    }
    if (run.state == State::running) return base::Error{base::Fault::conflict, "a command says by its exit code that it failed", "end it with another code than 0"};
    if (!run.error.empty()) run.state = State::failed;
    else {
        ASSIGN_OR_RETURN(const auto runs, runs_of(service, run.product));
        judge_result(service, runs, run);
    }
    RETURN_IF_ERROR(end_retraining(service, run));
    return shown(arguments, run.id + " has ended: " + std::string(name(run.state)) + ".\n", json_of(run));
}

}  // namespace

extern const Operation retraining_report{
    .id = "retraining_report",
    .command = "retraining report",
    .route = {Method::post, "/v1/retrainings/{retraining}"},
    .scope = base::Scope::edit,
    .summary = "Says what came of a retraining: a version, or an error.",
    .about = "For what was begun by a webhook, and for commands that would rather say it here than in their result file. Said twice, the same is taken once; something else is refused.",
    .parameters = parameters,
    .example = "charter retraining report retraining-4f0c2a9d1b7e6530 --version 4",
    .run = run,
};

}  // namespace operations
