#include "operations/retraining/run.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "report/escape.h"

namespace operations {

namespace {

using base::json::object;
using State = RetrainingRun::State;

constexpr std::pair<State, std::string_view> states[] = {{State::due, "due"}, {State::starting, "starting"}, {State::running, "running"}, {State::asked, "asked"}, {State::registered, "registered"},
                                                         {State::same, "same model"}, {State::failed, "failed"}, {State::lost, "lost"}, {State::stopped, "stopped"}};

std::string text_in(const object& from, const char* key) {
    const auto* found = from.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string().c_str()) : std::string();
}
std::int64_t number_in(const object& from, const char* key) {
    const auto* found = from.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

}  // namespace

std::string_view name(State state) {
    for (const auto& [one, word] : states) {
        if (one == state) return word;
    }
    return {};
}

object json_of(const RetrainingRun& run) {
    base::json::array command;
    for (const auto& word : run.command) command.emplace_back(report::well_formed(word));
    object all{{"id", run.id}, {"product", report::well_formed(run.product)}, {"registered_model", report::well_formed(run.model)}, {"state", name(run.state)}, {"policy", run.policy}, {"why", report::well_formed(run.sentence)},
               {"created", base::format(run.created)}, {"moment", base::format(run.moment)}, {"deadline_seconds", run.deadline_s}};
    if (run.command.empty()) all["webhook"] = run.webhook.starts_with("secret:") ? run.webhook : "set";
    else all["command"] = std::move(command);
    if (!run.open()) all["ended"] = base::format(run.ended);
    if (!run.by.empty()) all["by"] = run.by;
    if (!run.version.empty()) all["version"] = report::well_formed(run.version);
    if (!run.digest.empty()) all["digest"] = report::well_formed(run.digest);
    if (!run.error.empty()) all["error"] = report::well_formed(run.error);
    return all;
}

records::KeptRetraining kept(const RetrainingRun& run, base::Time now) {
    object content = json_of(run);
    content["created"] = run.created.micros;
    content["moment"] = run.moment.micros;
    content["ended"] = run.ended.micros;
    content["looked"] = run.looked.micros;
    content["webhook"] = report::well_formed(run.webhook);
    content["pid"] = run.pid;
    content["process"] = run.process;
    content["newest_before"] = run.newest_before;
    content["token"] = run.token;
    content["stop_asked"] = std::int64_t{run.stop_asked};
    return {.id = run.id, .product = run.product, .open = run.open(), .created = run.created, .changed = now, .content = base::canonical(content)};
}

RetrainingRun run_from(const records::KeptRetraining& kept) {
    RetrainingRun run;
    run.id = kept.id;
    run.product = kept.product;
    run.created = kept.created;
    const auto parsed = base::parse_json(kept.content);
    const object content = parsed && parsed->is_object() ? parsed->get_object() : object();
    const std::string word = text_in(content, "state");
    run.state = State::lost;
    for (const auto& [state, one] : states) {
        if (one == word) run.state = state;
    }
    for (const auto& [key, text] : {std::pair<const char*, std::string*>{"registered_model", &run.model}, {"policy", &run.policy}, {"why", &run.sentence}, {"by", &run.by}, {"webhook", &run.webhook}, {"process", &run.process},
                                    {"version", &run.version}, {"digest", &run.digest}, {"error", &run.error}, {"token", &run.token}}) *text = text_in(content, key);
    for (const auto& [key, number] : {std::pair<const char*, std::int64_t*>{"moment", &run.moment.micros}, {"ended", &run.ended.micros}, {"looked", &run.looked.micros}, {"deadline_seconds", &run.deadline_s}, {"pid", &run.pid}, {"newest_before", &run.newest_before}}) *number = number_in(content, key);
    run.stop_asked = number_in(content, "stop_asked") != 0;
    if (const auto* words = content.if_contains("command"); words != nullptr && words->is_array()) {
        for (const auto& one : words->get_array()) run.command.emplace_back(one.get_string().c_str());
    }
    return run;
}

std::string line_of(const RetrainingRun& run) {
    const std::string result = run.version.empty() ? "" : "  version " + report::plain(run.version);
    const std::string error = run.error.empty() ? "" : "\n    " + report::plain(run.error);
    return fmt::format("{}  {}  {:<10}{}  {}: {}{}\n", run.id, base::format(base::Time{run.created.micros / base::micros_per_second * base::micros_per_second}), name(run.state), result, run.policy, report::plain(run.sentence), error);
}

}  // namespace operations
