#include "operations/shared/standing.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>

#include "report/alert_words.h"
#include "report/escape.h"
#include "report/outline.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using verdicts::Verdict;

/// From here on a promise is said to be about to break.
constexpr double forecast_min = 0.25;        // a breach this likely in the windows ahead
constexpr double evidence_share_min = 0.5;   // of what an alarm needs
constexpr std::int64_t windows_first = 32;   // how far back one looks at once for the first window of a breach

value text_or_null(const std::string& text) { return text.empty() ? value(nullptr) : value(report::well_formed(text)); }
value time_or_null(const std::optional<base::Time>& time) { return time ? value(base::format(*time)) : value(nullptr); }

struct Run {
    std::optional<base::Time> since;
    std::int64_t windows = 0;
};

/// How many windows before `newest`, and with it, ended in the verdict, of those from some moment on; `whole`: an earlier one did not.
struct Counted {
    Run run;
    bool whole = false;
};
Counted count_back(const std::vector<HistoryPoint>& points, const std::string& check, const report::Period& newest, Verdict verdict) {
    Counted counted;
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
        if (point->check != check || point->window.start > newest.start) continue;
        if (point->verdict != verdict) {
            counted.whole = true;
            break;
        }
        counted.run.since = point->window.start;
        ++counted.run.windows;
    }
    return counted;
}

/// A promise of hours may have years of history: it is read a piece at a time, from its end.
Run run_of(const LiveProduct& live, const report::PromiseResult& result) {
    if (!result.window) return {};
    const Run alone{.since = result.window->start, .windows = 1};
    const std::int64_t length = result.window->end.micros - result.window->start.micros;
    const std::string check = result.live ? result.live->check : std::string();
    std::size_t before = 0;
    for (std::int64_t back = windows_first;; back *= 8) {
        const base::Time from{result.window->end.micros - back * length};
        const auto history = live.history(result.promise.id, from, result.window->end);
        if (!history) return alone;  // nothing was received of it
        const Counted counted = count_back(history->points, check, *result.window, result.verdict);
        if (counted.whole || history->points.size() == before) return counted.run.windows == 0 ? alone : counted.run;
        before = history->points.size();
    }
}

object failing_of(const LiveProduct& live, const report::PromiseResult& result, const report::Finding& finding) {
    const Run run = run_of(live, result);
    value window = nullptr;
    if (result.window) window = object{{"start", base::format(result.window->start)}, {"end", base::format(result.window->end)}};
    return {{"promise", report::well_formed(result.promise.id)},
            {"statement", text_or_null(result.promise.statement)},
            {"verdict", verdicts::name(result.verdict)},
            {"breach", charter::name(result.promise.breach)},
            {"owner", text_or_null(result.promise.owner)},
            {"since", time_or_null(run.since)},
            {"windows", run.windows},
            {"window", std::move(window)},
            {"money", report::well_formed(finding.money)},
            {"sentence", report::well_formed(finding.sentence)},
            {"next", report::well_formed(finding.next)}};
}

/// Nothing: it is not about to break.
std::optional<object> breaking_of(const report::PromiseResult& result) {
    if (result.verdict == Verdict::broken || !result.live) return std::nullopt;
    const auto& beginning = result.live->beginning;
    const auto& forecast = result.live->forecast;
    const double share = beginning && beginning->threshold > 0 ? std::min(1.0, beginning->evidence / beginning->threshold) : 0;
    const bool alarmed = beginning && beginning->alarmed.has_value();
    const bool likely = forecast && std::isfinite(forecast->probability) && forecast->probability >= forecast_min;
    if (!alarmed && share < evidence_share_min && !likely) return std::nullopt;
    object found{{"promise", report::well_formed(result.promise.id)}, {"statement", text_or_null(result.promise.statement)}, {"owner", text_or_null(result.promise.owner)},
                 {"breach", charter::name(result.promise.breach)}, {"verdict", verdicts::name(result.verdict)}, {"why", alarmed ? "alarm" : likely ? "forecast" : "evidence"},
                 {"alarmed", alarmed ? time_or_null(beginning->alarmed) : value(nullptr)}, {"evidence_share", std::isfinite(share) ? value(share) : value(nullptr)}};
    found["probability"] = forecast && std::isfinite(forecast->probability) ? value(forecast->probability) : value(nullptr);
    found["windows_ahead"] = forecast ? value(forecast->windows_ahead) : value(nullptr);
    return found;
}

/// Who holds the role now; names that were erased are left out.
base::Result<array> people_of(Service& service, const std::string& product, const std::string& role) {
    std::set<std::string> holders;
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) { holders = state.holders_of(product, role); }));
    array names;
    for (const auto& id : holders) {
        const auto name = service.registry().people().name_of(id);
        if (name && !name->empty()) names.emplace_back(report::well_formed(*name));
    }
    return names;
}

base::Result<array> roles_of(Service& service, const charter::Charter& document) {
    array roles;
    for (const auto& role : document.roles) {
        ASSIGN_OR_RETURN(auto people, people_of(service, document.product, role.id));
        roles.emplace_back(object{{"id", report::well_formed(role.id)}, {"title", report::well_formed(role.title.empty() ? role.id : role.title)}, {"people", std::move(people)}});
    }
    return roles;
}

void add_card(object& into, const LiveProduct& live, const report::Scorecard& card, const charter::Charter& document) {
    const auto counts = report::counts_of(card);
    into["as_of"] = time_or_null(card.as_of);
    into["version"] = text_or_null(card.version);
    into["gate"] = verdicts::name(card.gate);
    into["counts"] = object{{"kept", counts.kept}, {"broken", counts.broken}, {"unproven", counts.unproven}};
    const auto findings = report::findings_of(card, document, "");
    std::vector<std::size_t> order;
    array breaking;
    for (std::size_t i = 0; i < card.promises.size(); ++i) {
        if (card.promises[i].verdict != Verdict::kept) order.push_back(i);
        if (auto about_to = breaking_of(card.promises[i])) breaking.emplace_back(*std::move(about_to));
    }
    const auto rank = [&](std::size_t i) { return std::pair(card.promises[i].verdict == Verdict::broken ? 0 : 1, card.promises[i].promise.breach == charter::Breach::stop ? 0 : card.promises[i].promise.breach == charter::Breach::warn ? 1 : 2); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    array failing;
    for (const std::size_t i : order) failing.emplace_back(failing_of(live, card.promises[i], findings[i]));
    into["failing"] = std::move(failing);
    into["breaking"] = std::move(breaking);
}

}  // namespace

base::Result<object> standing_of(Service& service, const Product& product) {
    const auto document = product.document();
    object found{{"product", report::well_formed(document->product)}, {"vision", report::well_formed(document->vision)}, {"currency", text_or_null(document->currency)}, {"judged", false}, {"before_restart", false}, {"fault", text_or_null(product.fault())},
                 {"as_of", nullptr}, {"version", nullptr}, {"gate", "unproven"}, {"counts", object{{"kept", 0}, {"broken", 0}, {"unproven", 0}}}, {"failing", array()}, {"breaking", array()}};
    const bool judged = product.live().scorecard() != nullptr;
    if (const auto card = product.live().last_known()) {
        found["judged"] = true;
        found["before_restart"] = !judged;
        add_card(found, product.live(), *card, *document);
    }
    ASSIGN_OR_RETURN(auto roles, roles_of(service, *document));
    found["roles"] = std::move(roles);
    array objectives;
    for (const auto& one : document->objectives) objectives.emplace_back(object{{"id", report::well_formed(one.id)}, {"statement", report::well_formed(one.statement)}, {"owner", text_or_null(one.owner)}});
    found["objectives"] = std::move(objectives);
    return found;
}

}  // namespace operations
