#include "operations/retraining/starting.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>

#include "base/keyed_digest.h"
#include "base/time.h"
#include "operations/retraining/retrainings.h"
#include "records/ledger/encoding.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::object;
using State = RetrainingRun::State;

constexpr std::int64_t runs_looked_at_max = 1'000;

std::string since_setting(const std::string& product) { return "retraining.since/" + product; }

/// A schedule counts from the last retraining or, where there was none, from when the section was first seen.
base::Result<base::Time> scheduled_from(Service& service, const std::string& product, const std::vector<RetrainingRun>& runs, base::Time now) {
    if (!runs.empty()) return runs.front().moment;
    ASSIGN_OR_RETURN(const auto since, service.registry().setting(since_setting(product)));
    if (since) {
        if (const auto time = base::parse_time(*since)) return *time;
    }
    RETURN_IF_ERROR(service.registry().set(since_setting(product), base::format(now)));
    return now;
}

std::optional<base::Time> trained_at(const SeenWindows& seen, const std::vector<RetrainingRun>& runs) {
    std::optional<base::Time> trained = seen.released;
    const auto last = std::find_if(runs.begin(), runs.end(), [](const RetrainingRun& run) { return run.state == State::registered; });
    if (last != runs.end() && (!trained || *trained < last->moment)) trained = last->moment;
    return trained;
}

std::string artifact_of(Service& service, const std::string& model, std::int64_t version) {
    const auto found = service.registry().models().version(model, version);
    return found ? records::lineage_of(*found).artifact : std::string();
}

std::optional<std::int64_t> whole(const std::string& text) {
    if (text.empty() || text.size() > 15 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    return std::stoll(text);
}

/// Which version had the same digest; empty: none.
std::string twin_of(Service& service, const std::vector<RetrainingRun>& earlier, const RetrainingRun& run) {
    if (run.digest.empty()) return {};
    for (const auto& one : earlier) {
        if (one.id != run.id && one.digest == run.digest && !one.version.empty()) return one.version;
    }
    for (std::int64_t version = run.newest_before; version > 0 && version > run.newest_before - 100; --version) {
        if (artifact_of(service, run.model, version) == run.digest) return std::to_string(version);
    }
    return {};
}

}  // namespace

base::Result<std::vector<RetrainingRun>> runs_of(Service& service, const std::string& product) {
    ASSIGN_OR_RETURN(const auto all, service.registry().retrainings().list(product, runs_looked_at_max));
    std::vector<RetrainingRun> runs;
    for (const auto& one : all) runs.push_back(run_from(one));
    return runs;
}

base::Result<RetrainingRun> run_of(Service& service, const std::string& id) {
    ASSIGN_OR_RETURN(const auto found, service.registry().retrainings().find(id));
    if (!found) return base::Error{base::Fault::missing, "there is no such retraining: " + id.substr(0, 60), "\"charter retraining PRODUCT\" names those there were"};
    return run_from(*found);
}

base::Result<std::optional<RetrainingNow>> retraining_now(Service& service, const Product& product) {
    const auto document = product.document();
    const auto retraining = charter::retraining_of(*document);
    if (!retraining) return std::optional<RetrainingNow>();
    RetrainingNow now{.retraining = *retraining, .runs = {}, .seen = seen_live(product.live(), promises_of(*retraining)), .times = {}, .say = {}, .held = {}};
    ASSIGN_OR_RETURN(now.runs, runs_of(service, document->product));
    const auto card = product.live().scorecard();
    now.times.now = service.retrainings().by_events() && card && card->as_of ? *card->as_of : service.now();
    now.times.trained = trained_at(now.seen, now.runs);
    for (const auto& run : now.runs) {
        if (run.looked.micros > 0 && (!now.times.looked || *now.times.looked < run.looked)) now.times.looked = run.looked;
    }
    ASSIGN_OR_RETURN(now.times.scheduled, scheduled_from(service, document->product, now.runs, now.times.now));
    now.say = policies_say(*document, *retraining, now.seen, now.times);
    now.held = held_by(retraining->guards, now.runs, now.times.now);
    if (now.held.empty() && !retraining->command.empty() && !service.retrainings().commands_allowed()) now.held = "The charter names a command, and the server was started without --allow-commands.";
    return std::optional(std::move(now));
}

base::Result<base::Done> note_retraining(Service& service, const RetrainingRun& run, const std::string& event, const records::Actor* actor, const std::string& reason) {
    records::Plan plan;
    object body{{"product", report::well_formed(run.product)}, {"retraining", run.id}, {"event", event}, {"policy", run.policy}, {"registered_model", report::well_formed(run.model)}};
    if (!run.sentence.empty()) body["why"] = report::well_formed(run.sentence);
    if (!run.version.empty()) body["version"] = report::well_formed(run.version);
    if (!run.digest.empty()) body["digest"] = report::well_formed(run.digest);
    const auto beside = [&](const char* key, const std::string& text) {
        if (text.empty()) return;
        plan.asides.push_back(records::aside_of(report::well_formed(text), records::new_salt()));
        body[key] = records::reference_to(plan.asides.back());
    };
    // What a program of somebody else's wrote may hold anything.
    if (!run.open()) beside("error", run.error);
    if (actor != nullptr) {
        body["by"] = actor->id;
        beside("actor", actor->name);
    }
    beside("reason", reason);
    plan.drafts.push_back({"retraining", std::move(body)});
    RETURN_IF_ERROR(service.ledger().append([&](const records::State&) { return plan; }, service.now()));
    service.feed().publish(run.product, base::json::serialize(object{{"kind", "retraining"}, {"product", report::well_formed(run.product)}, {"retraining", run.id}, {"event", event}, {"policy", run.policy}}));
    return base::Done{};
}

std::int64_t newest_version(Service& service, const std::string& model) {
    const auto latest = service.registry().models().latest(model, {});
    std::int64_t newest = 0;
    if (latest) {
        for (const auto& one : *latest) newest = std::max(newest, one.version);
    }
    return newest;
}

base::Result<RetrainingRun> begin_retraining(Service& service, const charter::Charter& document, const RetrainingNow& now, const WhyRetrain& why) {
    const charter::Retraining& retraining = now.retraining;
    if (retraining.only_says()) return base::Error{base::Fault::input, "the charter of " + document.product + " does not say how a retraining is started", "add retraining: {command: [...]} or {webhook: https://...}"};
    if (!retraining.command.empty() && !service.retrainings().commands_allowed()) return base::Error{base::Fault::denied, "commands of charters are not run by this server", "ask whoever runs it to start it with --allow-commands FOLDER, or name a webhook"};
    RetrainingRun run;
    run.id = "retraining-" + records::hex(base::random_bytes(8));
    run.product = document.product;
    run.model = retraining.registered_model;
    run.policy = why.policy;
    run.sentence = why.sentence;
    run.by = why.actor == nullptr ? "" : why.actor->id;
    run.created = service.now();
    run.moment = now.times.now;
    run.looked = now.seen.newest.value_or(base::Time{});
    run.command = retraining.command;
    run.webhook = retraining.webhook;
    run.deadline_s = std::max<std::int64_t>(std::llround(charter::days_of(retraining.guards.deadline) * 86'400), 1);
    run.newest_before = newest_version(service, run.model);
    RETURN_IF_ERROR(service.registry().retrainings().begin(kept(run, service.now())));
    RETURN_IF_ERROR(note_retraining(service, run, "decided", why.actor, why.reason));
    service.retrainings().changed();
    return run;
}

void judge_result(Service& service, const std::vector<RetrainingRun>& earlier, RetrainingRun& run) {
    const std::int64_t newest = newest_version(service, run.model);
    if (run.version.empty() && newest > run.newest_before) run.version = std::to_string(newest);
    if (run.version.empty()) {
        run.state = State::failed;
        run.error = "it ended well and brought no version: none was reported, and the registry has no new one of " + run.model;
        return;
    }
    const auto number = whole(run.version);
    if (run.digest.empty() && number) run.digest = artifact_of(service, run.model, *number);
    const std::string twin = twin_of(service, earlier, run);
    const bool old = (number && newest > 0 && *number <= run.newest_before) || std::any_of(earlier.begin(), earlier.end(), [&](const RetrainingRun& one) { return one.id != run.id && one.version == run.version; });
    run.state = twin.empty() && !old ? State::registered : State::same;
    if (run.state == State::same) run.error = "it brought the model that there was: " + (twin.empty() ? "version " + run.version + " was there before" : "the digest is that of version " + twin);
}

base::Result<base::Done> end_retraining(Service& service, RetrainingRun run) {
    ASSERT(!run.open());
    run.ended = service.now();
    RETURN_IF_ERROR(service.registry().retrainings().change(kept(run, service.now())));
    if (!run.token.empty()) (void)service.registry().people().revoke(run.token, service.now());
    RETURN_IF_ERROR(note_retraining(service, run, std::string(name(run.state))));
    service.retrainings().changed();
    if (run.state != State::registered || !service.retrainings().hand_on(run.product, run.version)) return base::Done{};
    return note_retraining(service, run, "handed on");
}

base::Result<records::Actor> retraining_actor(Service& service, const std::string& product) {
    records::People& people = service.registry().people();
    const std::string name = "retraining of " + product.substr(0, 100);
    if (auto known = people.find(name)) return known;
    std::vector<records::Grant> grants;
    for (const auto scope : {base::Scope::view, base::Scope::ingest, base::Scope::edit}) grants.push_back({scope, product});
    return people.add(records::Actor::Kind::service, name, "", grants, service.now());
}

base::Result<base::Done> may_edit(const Request& request, const std::string& product) {
    if (request.actor->may(base::Scope::edit, product)) return base::Done{};
    return base::Error{base::Fault::denied, request.actor->name + " may not edit " + product, "ask an administrator for the scope edit"};
}

std::string folder_of(const Service& service, const RetrainingRun& run) { return service.folder() + "/retrainings/" + run.id; }

std::string output_of(const Service& service, const RetrainingRun& run, std::size_t bytes_max) {
    std::ifstream file(folder_of(service, run) + "/output.txt", std::ios::binary | std::ios::ate);
    if (!file) return {};
    const auto size = static_cast<std::size_t>(file.tellg());
    const std::size_t from = size > bytes_max ? size - bytes_max : 0;
    file.seekg(static_cast<std::streamoff>(from));
    std::string text(size - from, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return text;
}

}  // namespace operations
