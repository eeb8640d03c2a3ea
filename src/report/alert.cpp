#include "report/alert.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace report {

namespace {

using charter::AlertRules;
using charter::Breach;
using verdicts::Verdict;
using State = Alert::State;

constexpr std::size_t recent_max = 10;  // windows; the rules ask for no more
constexpr std::int64_t week = 7 * base::micros_per_day;
constexpr std::array<std::string_view, 4> state_names{"open", "acknowledged", "snoozed", "cleared"};
constexpr std::array<std::string_view, 3> event_names{"raised", "worse", "cleared"};

std::string key_of(const Finding& finding) { return fmt::format("{}\x1f{}\x1f{}", finding.about == Finding::About::alarm ? "alarm" : "verdict", finding.promise, finding.version); }

bool is_urgent(const Finding& finding) { return finding.about == Finding::About::verdict && finding.breach == Breach::stop; }

/// A window that is judged again, because outcomes came late, takes the place of what was said of it before.
void see(Watched& watched, const Finding& finding) {
    auto& recent = watched.recent;
    if (!recent.empty() && (recent.back().window == finding.window || !finding.window)) recent.pop_back();
    else if (!recent.empty() && recent.back().window > finding.window) return;  // an older one: it was seen in its time
    recent.push_back({finding.window, finding.verdict});
    if (recent.size() > recent_max) recent.erase(recent.begin());
}

/// How many of the newest windows in a row were kept, or were not.
int in_a_row(const Watched& watched, bool kept) {
    int count = 0;
    for (auto seen = watched.recent.rbegin(); seen != watched.recent.rend() && (seen->verdict == Verdict::kept) == kept; ++seen) ++count;
    return count;
}

void tell(Watched& watched, Event event, const Alert& alert, base::Time now, Decided& decided) {
    decided.happened.push_back({event, alert});
    // What was raised and cleared before anybody was told is not told at all; what got worse before that is told as raised.
    if (watched.untold == Event::raised && event == Event::cleared) {
        watched.untold.reset();
        watched.to_tell.reset();
        return;
    }
    if (!watched.untold) watched.waits_since = now;
    if (watched.untold != Event::raised) watched.untold = event;
    watched.to_tell = alert;
}

void raise(Watched& watched, const Finding& finding, base::Time now, Decided& decided) {
    Alert alert{.id = base::format(base::digest_of(key_of(finding) + base::format(now))).substr(7, 12), .state = State::open, .finding = finding, .raised = now, .changed = now, .windows = in_a_row(watched, false), .by = {}, .reason = {}, .until = {}};
    watched.alert = alert;
    tell(watched, Event::raised, alert, now, decided);
}

void fail(Watched& watched, const Finding& finding, const AlertRules& rules, base::Time now, bool another_window, Decided& decided) {
    if (!watched.alert) {
        const bool news = finding.verdict == Verdict::broken || watched.proven;
        const int needed = is_urgent(finding) || !finding.window ? 1 : rules.raise_after;
        if (news && in_a_row(watched, false) >= needed) raise(watched, finding, now, decided);
        return;
    }
    Alert& alert = *watched.alert;
    // Worse: proven now, or it stops releases now. A snooze was about less than that.
    const bool worse = (finding.verdict == Verdict::broken && alert.finding.verdict != Verdict::broken) || (is_urgent(finding) && !is_urgent(alert.finding));
    alert.finding = finding;
    alert.windows += another_window;
    if (!worse) {
        // What waits to be told is told as it stands then.
        if (watched.untold && *watched.untold != Event::cleared) watched.to_tell = alert;
        return;
    }
    alert.state = State::open;
    alert.until.reset();
    alert.changed = now;
    tell(watched, Event::worse, alert, now, decided);
}

void keep(Watched& watched, const Finding& finding, const AlertRules& rules, base::Time now, Decided& decided) {
    if (!watched.alert || in_a_row(watched, true) < (finding.window ? rules.clear_after : 1)) return;
    Alert alert = *watched.alert;
    alert.state = State::cleared;
    alert.changed = now;
    alert.finding.verdict = Verdict::kept;
    alert.finding.sentence = finding.sentence;
    alert.finding.money.clear();
    alert.finding.next.clear();
    watched.alert.reset();
    tell(watched, Event::cleared, alert, now, decided);
}

void take(Book& book, const Finding& finding, const AlertRules& rules, base::Time now, Decided& decided) {
    Watched& watched = book.watched[key_of(finding)];
    const auto before = watched.recent.empty() ? std::nullopt : std::optional(watched.recent.back());
    see(watched, finding);
    if (before && watched.recent.back().window != finding.window) return;  // of an older window
    watched.proven = watched.proven || finding.verdict != Verdict::unproven;
    if (finding.verdict != Verdict::kept) return fail(watched, finding, rules, now, before && before->window != finding.window, decided);
    keep(watched, finding, rules, now, decided);
    // An alarm ends with what it warned of: a promise that is kept again.
    Finding alarm = finding;
    alarm.about = Finding::About::alarm;
    const auto warned = book.watched.find(key_of(alarm));
    if (finding.about != Finding::About::verdict || warned == book.watched.end() || !warned->second.alert) return;
    see(warned->second, alarm);
    keep(warned->second, alarm, rules, now, decided);
}

void wake(Book& book, base::Time now, Decided& decided) {
    for (auto& [key, watched] : book.watched) {
        if (!watched.alert || watched.alert->state != State::snoozed || *watched.alert->until > now) continue;
        watched.alert->state = State::open;
        watched.alert->until.reset();
        watched.alert->changed = now;
        tell(watched, Event::raised, *watched.alert, now, decided);
    }
}

bool is_told_now(const Watched& watched) { return watched.untold && watched.to_tell && *watched.untold != Event::cleared && watched.to_tell->stops(); }

std::int64_t micros_of(base::Duration length) { return length.micros + length.months * 30 * base::micros_per_day; }

struct Waiting {
    std::vector<Watched*> all;
    bool urgent = false;
    base::Time oldest;
};

std::map<std::string, Waiting> waiting_by_role(Book& book) {
    std::map<std::string, Waiting> roles;
    for (auto& [key, watched] : book.watched) {
        if (!watched.untold) continue;
        Waiting& waiting = roles[watched.to_tell->finding.owner];
        waiting.oldest = waiting.all.empty() ? watched.waits_since : std::min(waiting.oldest, watched.waits_since);
        waiting.urgent = waiting.urgent || is_told_now(watched);
        waiting.all.push_back(&watched);
    }
    return roles;
}

/// When a message may go to this role that is not urgent: once its like had time to come, and within the week's budget.
base::Time allowed_at(const std::vector<base::Time>& sent, const Waiting& waiting, const AlertRules& rules) {
    const base::Time grouped{waiting.oldest.micros + micros_of(rules.group_for)};
    const auto budget = static_cast<std::size_t>(rules.budget_per_week);
    if (sent.size() < budget) return grouped;
    return std::max(grouped, base::Time{sent[sent.size() - budget].micros + week});
}

Notice notice_to(const std::string& role, Waiting& waiting) {
    Notice notice{.role = role, .urgent = waiting.urgent, .told = {}, .budget = {}};
    for (Watched* watched : waiting.all) {
        notice.told.push_back({*watched->untold, *watched->to_tell});
        watched->untold.reset();
        watched->to_tell.reset();
    }
    std::stable_sort(notice.told.begin(), notice.told.end(), [](const Told& a, const Told& b) {
        const auto rank = [](const Told& told) { return std::pair(told.event == Event::cleared, told.alert.stops() ? 0 : 2 - static_cast<int>(told.alert.finding.breach)); };
        return rank(a) < rank(b);
    });
    return notice;
}

void say_budget(Book& book, Notice& notice, const std::vector<base::Time>& sent, const AlertRules& rules) {
    const auto budget = static_cast<std::size_t>(rules.budget_per_week);
    const auto since = book.gathering.find(notice.role);
    if (since != book.gathering.end()) {
        notice.budget = fmt::format("What has happened since {} was gathered into this message, because the {} messages of the week's budget were sent.", base::format(since->second), rules.budget_per_week);
        book.gathering.erase(since);
    }
    if (sent.size() < budget) return;
    const base::Time next{sent[sent.size() - budget].micros + week};
    notice.budget += fmt::format("{}The week's budget of {} messages is used up: what is information or a warning is gathered until {}, and what stops releases is still told at once.", notice.budget.empty() ? "" : " ", rules.budget_per_week, base::format(next));
}

}  // namespace

std::string_view name(State state) { return state_names[static_cast<std::size_t>(state)]; }
std::string_view name(Event event) { return event_names[static_cast<std::size_t>(event)]; }

Decided decide(Book& book, const std::vector<Finding>& findings, const AlertRules& rules, base::Time now) {
    Decided decided;
    wake(book, now, decided);
    for (const Finding& finding : findings) take(book, finding, rules, now, decided);
    for (auto& [role, waiting] : waiting_by_role(book)) {
        auto& sent = book.sent[role];
        std::erase_if(sent, [&](base::Time at) { return at.micros <= now.micros - week; });
        const base::Time allowed = allowed_at(sent, waiting, rules);
        if (!waiting.urgent && allowed > now) {
            if (sent.size() >= static_cast<std::size_t>(rules.budget_per_week)) book.gathering.try_emplace(role, waiting.oldest);
            decided.again = decided.again ? std::min(*decided.again, allowed) : allowed;
            continue;
        }
        Notice notice = notice_to(role, waiting);
        sent.push_back(now);
        say_budget(book, notice, sent, rules);
        decided.notices.push_back(std::move(notice));
    }
    for (const auto& [key, watched] : book.watched) {
        if (watched.alert && watched.alert->until) decided.again = decided.again ? std::min(*decided.again, *watched.alert->until) : *watched.alert->until;
    }
    return decided;
}

namespace {

Watched* find(Book& book, const std::string& id) {
    const auto found = std::find_if(book.watched.begin(), book.watched.end(), [&](const auto& item) { return item.second.alert && item.second.alert->id == id; });
    return found == book.watched.end() ? nullptr : &found->second;
}

/// Whoever has seen an alert need not be told of it any more.
const Alert* answer(Watched* watched, State state, const std::string& by, const std::string& reason, std::optional<base::Time> until, base::Time now) {
    if (watched == nullptr) return nullptr;
    Alert& alert = *watched->alert;
    alert.state = state;
    alert.by = by;
    alert.reason = reason;
    alert.until = until;
    alert.changed = now;
    watched->untold.reset();
    watched->to_tell.reset();
    return &alert;
}

}  // namespace

const Alert* acknowledge(Book& book, const std::string& id, const std::string& by, const std::string& reason, base::Time now) { return answer(find(book, id), State::acknowledged, by, reason, {}, now); }

const Alert* snooze(Book& book, const std::string& id, const std::string& by, const std::string& reason, base::Time until, base::Time now) { return answer(find(book, id), State::snoozed, by, reason, until, now); }

}  // namespace report
