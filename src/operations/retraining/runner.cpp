#include "operations/retraining/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "operations/retraining/process.h"
#include "operations/retraining/retrainings.h"
#include "report/escape.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::json::object;
using State = RetrainingRun::State;

constexpr auto while_running = std::chrono::milliseconds(200);
constexpr auto while_resting = std::chrono::seconds(2);
constexpr double grace_s = 10;                       // between being asked to end and being ended
constexpr std::size_t result_bytes_max = 64u << 10;

std::string held_setting(const std::string& product) { return "retraining.held/" + product; }

/// `{"version": "4", "digest": "sha256:..."}` in a text; false: it is none.
bool take_result(std::string_view text, RetrainingRun& run) {
    const auto parsed = base::parse_json(text);
    if (!parsed || !parsed->is_object()) return false;
    const auto* version = parsed->get_object().if_contains("version");
    if (version == nullptr || !(version->is_string() || version->is_int64())) return false;
    run.version = version->is_string() ? std::string(version->get_string().c_str()) : std::to_string(version->get_int64());
    if (const auto* digest = parsed->get_object().if_contains("digest"); digest != nullptr && digest->is_string()) run.digest = digest->get_string().c_str();
    return !run.version.empty();
}

std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(result_bytes_max, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(line);
    }
    return lines;
}

std::string last_line_of(const std::string& output) {
    const auto lines = lines_of(output);
    return lines.empty() ? std::string() : report::shortened(report::plain(lines.back()), 200);
}

}  // namespace

void RetrainingRunner::start() {
    service_.retrainings().on_change([this] {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        bell_.notify_one();
    });
    thread_ = std::thread([this] { loop(); });
}

void RetrainingRunner::stop() {
    if (!thread_.joinable()) return;
    service_.retrainings().on_change({});
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        bell_.notify_one();
    }
    thread_.join();  // what runs goes on without us, and is found again
}

void RetrainingRunner::loop() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        woken_ = false;
        lock.unlock();
        const bool running = look();
        lock.lock();
        if (running) bell_.wait_for(lock, while_running, [this] { return stopping_; });
        else bell_.wait_for(lock, while_resting, [this] { return woken_ || stopping_; });
    }
}

bool RetrainingRunner::look() {
    const auto open = service_.registry().retrainings().open();
    if (!open) return false;
    for (const auto& one : *open) {
        const std::lock_guard deciding(service_.retrainings().deciding());
        (void)follow(run_from(one));  // what cannot be kept now is tried again with the next look
    }
    for (const auto& product : service_.products()) {
        const auto considered = consider(product);
        // The same failure is not worked on without end: it is looked at again when something changes, or two seconds later.
        failing_[product] = considered ? "" : considered.error().what;
    }
    return !open->empty();
}

base::Result<base::Done> RetrainingRunner::consider(const std::string& id) {
    ASSIGN_OR_RETURN(const auto product, service_.product(id));
    const std::lock_guard deciding(service_.retrainings().deciding());
    ASSIGN_OR_RETURN(const auto now, retraining_now(service_, *product));
    if (!now || now->retraining.only_says()) return base::Done{};
    if (!now->runs.empty() && now->runs.front().open()) return base::Done{};
    const PolicySays* calling = now->say.calling();
    if (calling == nullptr) return base::Done{};
    if (!now->held.empty()) return say_held(id, *now, *calling);
    RETURN_IF_ERROR(service_.registry().set(held_setting(id), ""));
    RETURN_IF_ERROR(begin_retraining(service_, *product->document(), *now, {.policy = calling->policy, .sentence = calling->sentence, .actor = nullptr, .reason = {}}));
    return base::Done{};
}

base::Result<base::Done> RetrainingRunner::say_held(const std::string& product, const RetrainingNow& now, const PolicySays& calling) {
    ASSIGN_OR_RETURN(const auto said, service_.registry().setting(held_setting(product)));
    if (said && *said == now.held) return base::Done{};
    RetrainingRun held;
    held.product = product;
    held.model = now.retraining.registered_model;
    held.policy = calling.policy;
    held.sentence = calling.sentence + " Held: " + now.held;
    RETURN_IF_ERROR(note_retraining(service_, held, "held"));
    return service_.registry().set(held_setting(product), now.held);
}

base::Result<base::Done> RetrainingRunner::follow(RetrainingRun run) {
    switch (run.state) {
        case State::due: return run.command.empty() ? call_webhook(std::move(run)) : start_command(std::move(run));
        case State::starting:
            // Ours alone: whoever wrote it was killed between deciding to start and knowing that it had.
            run.state = State::lost;
            run.error = "the server ended while it was about to be started";
            return end(std::move(run));
        case State::running: return follow_command(std::move(run));
        case State::asked: return follow_webhook(std::move(run));
        default: return base::Done{};
    }
}

RetrainingRunner::Followed& RetrainingRunner::followed(const RetrainingRun& run) {
    const auto found = followed_.find(run.id);
    if (found != followed_.end()) return found->second;
    Followed& one = followed_[run.id];
    // A process has an age that no clock can change; of a webhook after a restart only the wall clock knows, between 0 and the deadline.
    const double passed = static_cast<double>(service_.now().micros - run.created.micros) / static_cast<double>(base::micros_per_second);
    one.before_s = run.state == State::running ? age_of(run.pid).value_or(0) : std::clamp(passed, 0.0, static_cast<double>(run.deadline_s));
    return one;
}

base::Result<std::vector<std::string>> RetrainingRunner::environment_of(RetrainingRun& run) {
    ASSIGN_OR_RETURN(const auto actor, retraining_actor(service_, run.product));
    records::People& people = service_.registry().people();
    const base::Time until{service_.now().micros + std::min<std::int64_t>(run.deadline_s + 3'600, std::int64_t{365} * 86'400 - 60) * base::micros_per_second};
    ASSIGN_OR_RETURN(const auto issued, people.issue(actor, run.id, {}, service_.now(), until));
    run.token = issued.token.id;
    const std::string address = service_.retrainings().address(), folder = folder_of(service_, run);
    std::vector<std::string> all = service_.retrainings().place().environment;
    const std::pair<const char*, std::string> own[] = {{"CHARTER_RETRAINING", run.id}, {"IDEMPOTENCY_KEY", run.id}, {"CHARTER_PRODUCT", run.product}, {"CHARTER_REGISTERED_MODEL", run.model}, {"CHARTER_RESULT", folder + "/result.json"},
                                                       {"CHARTER_SERVER", address}, {"CHARTER_TOKEN", issued.secret}, {"MLFLOW_TRACKING_URI", address}, {"MLFLOW_TRACKING_TOKEN", issued.secret}};
    for (const auto& [key, value] : own) all.push_back(std::string(key) + "=" + value);
    return all;
}

base::Result<base::Done> RetrainingRunner::start_command(RetrainingRun run) {
    if (!service_.retrainings().commands_allowed()) {
        run.state = State::failed;
        run.error = "the server was started without --allow-commands";
        return end(std::move(run));
    }
    std::error_code failed;
    const std::string folder = std::filesystem::absolute(folder_of(service_, run), failed);
    std::filesystem::create_directories(folder, failed);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    ASSIGN_OR_RETURN(auto environment, environment_of(run));
    for (auto& one : environment) {
        if (one.starts_with("CHARTER_RESULT=")) one = "CHARTER_RESULT=" + folder + "/result.json";
    }
    run.state = State::starting;
    RETURN_IF_ERROR(service_.registry().retrainings().change(kept(run, service_.now())));
    const auto process = start_process({.command = run.command, .environment = std::move(environment), .folder = service_.retrainings().place().folder, .output = folder + "/output.txt"});
    if (!process) {
        run.state = State::failed;
        run.error = process.error().what;
        return end(std::move(run));
    }
    run.state = State::running;
    run.pid = *process;
    run.process = birth_of(*process);
    RETURN_IF_ERROR(service_.registry().retrainings().change(kept(run, service_.now())));
    followed(run);
    return note_retraining(service_, run, "started");
}

void RetrainingRunner::keep_to_deadline(const RetrainingRun& run, Followed& one) {
    const auto seconds = [](Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); };
    if (one.asked_to_end) {
        if (seconds(*one.asked_to_end) >= grace_s) end_process(run.pid, Ask::at_once);
        return;
    }
    const bool late = one.before_s + seconds(one.since) >= static_cast<double>(run.deadline_s);
    if (!late && !run.stop_asked) return;
    one.asked_to_end = Clock::now();
    one.why_ended = run.stop_asked ? "it was stopped by a person" : fmt::format("it took longer than its deadline of {} seconds and was ended", run.deadline_s);
    end_process(run.pid, Ask::to_end);
}

base::Result<base::Done> RetrainingRunner::follow_command(RetrainingRun run) {
    const std::string folder = folder_of(service_, run), output = folder + "/output.txt";
    Followed& one = followed(run);
    const auto over = ended(run.pid, run.process);
    if (!over) {
        one.cut |= cut_output(output, retraining_output_bytes_max, false) > 0;
        keep_to_deadline(run, one);
        return base::Done{};
    }
    const std::string written = output_of(service_, run, result_bytes_max);
    const bool cut = cut_output(output, retraining_output_bytes_max, true) > 0 || one.cut;  // it may have been cut after its last line
    if (run.version.empty() && !take_result(file_text(folder + "/result.json"), run)) {
        const auto lines = lines_of(written);
        if (!lines.empty()) take_result(lines.back(), run);
    }
    const std::string said = last_line_of(written);
    const std::string last = said.empty() ? "" : "; its last line: " + said;
    run.state = run.stop_asked ? State::stopped : State::failed;
    if (!one.why_ended.empty()) run.error = one.why_ended + last;
    else if (!over->ours && run.version.empty()) {
        run.state = State::lost;
        run.error = "it ended while the server was not there, and left no result" + last;
    } else if (over->ours && over->signal != 0) run.error = fmt::format("it was ended by signal {}{}", over->signal, last);
    else if (over->ours && over->code != 0) run.error = fmt::format("it ended with exit code {}{}", over->code, last);
    else {
        ASSIGN_OR_RETURN(const auto runs, runs_of(service_, run.product));
        judge_result(service_, runs, run);
    }
    if (cut) run.error += (run.error.empty() ? "" : "; ") + fmt::format("it wrote more than {} bytes, of which the first are kept", report::grouped(retraining_output_bytes_max));
    return end(std::move(run));
}

base::Result<base::Done> RetrainingRunner::call_webhook(RetrainingRun run) {
    object body{{"type", "retraining"}, {"retraining", run.id}, {"idempotency_key", run.id}, {"product", report::well_formed(run.product)}, {"registered_model", report::well_formed(run.model)}, {"policy", run.policy}, {"why", report::well_formed(run.sentence)},
                {"answer_at", "/v1/retrainings/" + run.id}, {"deadline_seconds", run.deadline_s}};
    const records::Parcel parcel{.once = run.id, .product = run.product, .channel = "webhook", .target = run.webhook, .subject = "retraining of " + run.product, .body = base::canonical(body)};
    RETURN_IF_ERROR(service_.registry().outbox().put(parcel, service_.now()));  // under one name: after a crash it is not put in twice
    run.state = State::asked;
    RETURN_IF_ERROR(service_.registry().retrainings().change(kept(run, service_.now())));
    service_.retrainings().wake_outbox();
    followed(run);
    return note_retraining(service_, run, "asked");
}

base::Result<base::Done> RetrainingRunner::follow_webhook(RetrainingRun run) {
    ASSIGN_OR_RETURN(const auto delivery, service_.registry().outbox().find(run.id));
    Followed& one = followed(run);
    const double passed = one.before_s + std::chrono::duration<double>(Clock::now() - one.since).count();
    run.state = State::failed;
    if (delivery && delivery->state == records::Delivery::State::dead) run.error = "the webhook could not be called: " + delivery->error;
    else if (passed >= static_cast<double>(run.deadline_s)) run.error = fmt::format("no answer came within its deadline of {} seconds{}", run.deadline_s, delivery && !delivery->error.empty() ? "; the webhook: " + delivery->error : "");
    else return base::Done{};
    return end(std::move(run));
}

base::Result<base::Done> RetrainingRunner::end(RetrainingRun run) {
    RETURN_IF_ERROR(end_retraining(service_, run));
    followed_.erase(run.id);
    return base::Done{};
}

}  // namespace operations
