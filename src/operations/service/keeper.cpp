#include "operations/service/keeper.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <iterator>

#include "base/json.h"
#include "operations/gates/due_approvals.h"
#include "operations/releases/releases.h"
#include "operations/releases/retrained.h"
#include "operations/retraining/retrainings.h"
#include "operations/shared/recording.h"
#include "operations/versions/seen_versions.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::object;

constexpr auto between = std::chrono::milliseconds(200);  // what comes within it is looked at together
constexpr std::int64_t rest_s_max = 60;                   // clocks jump: nobody sleeps longer on what a clock has said

constexpr std::int64_t forgets_every = 3'600 * base::micros_per_second;

constexpr auto earlier = [](base::Time a, base::Time b) { return a.micros < b.micros; };

base::json::value number(std::optional<double> value) { return value && std::isfinite(*value) ? base::json::value(*value) : base::json::value(nullptr); }

object window_of(const report::Period& period) { return {{"start", base::format(period.start)}, {"end", base::format(period.end)}}; }

int as_number(verdicts::Verdict verdict) { return verdict == verdicts::Verdict::kept ? 1 : verdict == verdicts::Verdict::broken ? -1 : 0; }

const report::PromiseResult* find(const report::Scorecard& card, const std::string& promise) {
    for (const auto& result : card.promises) {
        if (result.promise.id == promise) return &result;
    }
    return nullptr;
}

std::string sentence_of(const Alarm& alarm) {
    const std::string where = alarm.check.empty() ? "" : " (" + alarm.check + ")";
    const std::string until = base::format(alarm.window.end);
    if (alarm.threshold == 0) return alarm.promise + where + " is beyond its bound since the window that ended " + until + ".";
    return fmt::format("{}{} has begun to break: up to the window that ended {} the evidence is {:.0f}, and {:.0f} is what a false alarm would need.", alarm.promise, where, until, alarm.evidence, alarm.threshold);
}

template <class T>
void move_behind(std::vector<T>& all, std::vector<T>& more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
    more.clear();
}

object message(const std::string& kind, const std::string& product, const std::string& promise) { return {{"kind", kind}, {"product", report::well_formed(product)}, {"promise", report::well_formed(promise)}}; }

}  // namespace

Keeper::Keeper(Service& service) : service_(service) {}

void Keeper::start() {
    service_.on_change([this] {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        bell_.notify_one();
    });
    thread_ = std::thread([this] { loop(); });
}

void Keeper::stop() {
    if (!thread_.joinable()) return;
    service_.on_change({});
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        bell_.notify_one();
    }
    thread_.join();
}

void Keeper::loop() {
    while (!stopping_) {
        const base::Time due = keep_all();
        std::unique_lock lock(mutex_);
        bell_.wait_for(lock, std::chrono::microseconds(std::max<std::int64_t>(due.micros - service_.now().micros, 1)), [&] { return woken_ || stopping_; });
        if (!stopping_) bell_.wait_for(lock, between, [&] { return stopping_.load(); });
        woken_ = false;
    }
}

base::Time Keeper::keep_all() {
    base::Time due{service_.now().micros + rest_s_max * base::micros_per_second};
    for (const auto& id : service_.products()) {
        const auto product = service_.product(id);
        if (!product || stopping_) continue;
        (void)keep(**product);  // the product says what it failed with, and the next round tries again
        // Whoever opens a page after a start finds its versions counted: that reads every row once.
        if ((*product)->live().scorecard() && warmed_.insert(id).second) (void)seen_versions(service_, **product);
        if (const auto look = keep_releases(**product)) due = std::min(due, *look, earlier);
        if (const auto look = keep_retrained(**product)) due = std::min(due, *look, earlier);
        if (const auto remind = remind_of_approvals(service_, **product); remind && *remind) due = std::min(due, **remind, earlier);
        if (const auto again = tell_again_.find(id); again != tell_again_.end()) due = std::min(due, again->second, earlier);
        if (const auto next = (*product)->next_due(service_.now())) due = std::min(due, *next, earlier);
    }
    return due;
}

std::optional<base::Time> Keeper::keep_releases(Product& product) {
    auto& next = look_again_[product.document()->product];
    if (service_.now() < next && next.micros - service_.now().micros < rest_s_max * base::micros_per_second) return next;
    const auto begin = std::chrono::steady_clock::now();
    const auto runs = advance_releases(service_, product);  // what it could not read it reads in the next round
    if (runs && !*runs) return std::nullopt;
    // Looking takes at most a twentieth of the time.
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
    next = {service_.now().micros + std::max<std::int64_t>(base::micros_per_second / 2, 20 * took)};
    return next;
}

std::optional<base::Time> Keeper::keep_retrained(Product& product) {
    const std::unique_lock deciding(service_.retrainings().deciding(), std::try_to_lock);
    if (!deciding) return base::Time{service_.now().micros + base::micros_per_second};  // a retraining ends or begins
    const auto look = go_on_with_retrained(service_, product);  // what could not be done is tried again
    return look ? *look : std::optional(base::Time{service_.now().micros + base::micros_per_second});
}

base::Result<base::Done> Keeper::forget(Product& product) {
    const auto document = product.document();
    const base::Time now = service_.now();
    auto& last = forgot_[document->product];
    if (!document->intake.keep || now.micros - last.micros < forgets_every) return base::Done{};
    last = now;
    // A month is taken to be long: nothing goes before its time.
    RETURN_IF_ERROR(product.store().forget_before({now.micros - document->intake.keep->micros - document->intake.keep->months * 31 * base::micros_per_day}));
    return base::Done{};
}

base::Result<base::Done> Keeper::keep(Product& product) {
    RETURN_IF_ERROR(forget(product));
    ASSIGN_OR_RETURN(Changes fresh, product.refresh(service_.now()));
    if (!fresh.scorecard) return base::Done{};
    auto& [changes, alarms] = untold_[product.document()->product];
    changes.scorecard = std::move(fresh.scorecard);
    move_behind(changes.verdicts, fresh.verdicts);
    move_behind(changes.alarms, fresh.alarms);
    move_behind(changes.windows, fresh.windows);
    if (!changes.verdicts.empty()) {
        report::Scorecard card = *changes.scorecard;
        RETURN_IF_ERROR(remember(card, *product.document(), service_.ledger(), {.folder = service_.folder(), .checkpoint = {}, .by = {}}, service_.now()));
    }
    tell(product, changes);
    changes.verdicts.clear();
    changes.windows.clear();
    move_behind(alarms, changes.alarms);
    return raise_alerts(product, *changes.scorecard, alarms);
}

base::Result<base::Done> Keeper::raise_alerts(Product& product, const report::Scorecard& card, std::vector<Alarm>& alarms) {
    std::vector<Telling::Alarm> found;
    for (const auto& alarm : alarms) found.push_back({alarm.promise, sentence_of(alarm)});
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto again, service_.telling().found(*document, card, found, service_.now()));
    alarms.clear();
    if (again) tell_again_[document->product] = *again;
    else tell_again_.erase(document->product);
    return base::Done{};
}

void Keeper::tell(Product& product, const Changes& changes) {
    const std::string id = product.document()->product;
    for (const auto& result : changes.scorecard->promises) service_.telemetry().judged(id, result.promise.id, as_number(result.verdict));
    for (const auto& change : changes.verdicts) {
        object said = message("verdict", id, change.promise);
        said["verdict"] = verdicts::name(change.after);
        said["before"] = change.before ? base::json::value(verdicts::name(*change.before)) : base::json::value(nullptr);
        if (const auto* result = find(*changes.scorecard, change.promise)) {
            said["sentence"] = report::well_formed(result->sentence);
            if (result->window) said["window"] = window_of(*result->window);
        }
        service_.feed().publish(id, base::json::serialize(said));
    }
    for (const auto& alarm : changes.alarms) {
        object said = message("alarm", id, alarm.promise);
        said["check"] = report::well_formed(alarm.check);
        said["sentence"] = report::well_formed(sentence_of(alarm));
        said["window"] = window_of(alarm.window);
        said["evidence"] = number(alarm.evidence);
        said["threshold"] = number(alarm.threshold);
        service_.feed().publish(id, base::json::serialize(said));
    }
    for (const auto& window : changes.windows) {
        object said = message("window", id, window.promise);
        said["window"] = window_of(window.window);
        said["matured"] = window.matured;
        said["verdict"] = verdicts::name(window.verdict);
        service_.feed().publish(id, base::json::serialize(said));
    }
}

}  // namespace operations
