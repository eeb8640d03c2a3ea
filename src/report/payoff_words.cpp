#include "report/payoff_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "report/numbers.h"

namespace report {

namespace {

constexpr std::array<std::string_view, 12> months{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

Measure money_of(const std::string& currency, const std::vector<double>& values) { return measure(Measure::Kind::money, currency, values, {}); }

std::string amount_of(const plan::Amount& amount, const std::string& currency) {
    const Measure measure = money_of(currency, {amount.value, amount.limits.low, amount.limits.high});
    const Measure bare = money_of("", {amount.value, amount.limits.low, amount.limits.high});
    return fmt::format("{} ({} to {})", write(measure, amount.value), write(bare, amount.limits.low), write(bare, amount.limits.high));
}

std::string money(double value, const std::string& currency) { return write(money_of(currency, {value}), value); }

base::Time day_at(base::Time from, double days) { return {from.micros + static_cast<std::int64_t>(days * static_cast<double>(base::micros_per_day))}; }
std::string day_of(base::Time time) { return base::format(time).substr(0, 10); }

/// Dates beyond a few years are no dates to plan by.
constexpr double days_foreseen_max = 5 * 365.25;

std::string when_it_pays(const plan::Payoff& payoff, base::Time trained) {
    if (!payoff.pays_at) return "No decay is seen, so there is no day from which it would pay.";
    if (*payoff.pays_at > days_foreseen_max) return "At this decay it does not pay within years.";
    const std::string first = payoff.pays_at_first ? day_of(day_at(trained, *payoff.pays_at_first)) : "";
    const std::string last = payoff.pays_at_last && *payoff.pays_at_last <= days_foreseen_max ? day_of(day_at(trained, *payoff.pays_at_last)) : "perhaps never";
    return fmt::format("It pays from {} ({} to {}).", day_of(day_at(trained, *payoff.pays_at)), first, last);
}

std::string more_of(const plan::Payoff& payoff) {
    return payoff.more_windows > 0 ? fmt::format(" About {} would decide.", counted(payoff.more_windows, "more window", "more windows")) : std::string();
}

std::string too_few(const plan::Payoff& payoff, const std::string& currency) {
    const std::string so_far = payoff.estimate ? fmt::format(" So far the decay looks like {}, which says little.", money(*payoff.estimate, currency)) : "";
    return fmt::format("Unproven: {} since the training {} too few to tell a decay from chance; {} needed.{}", counted(payoff.decay.windows, "window", "windows"), payoff.decay.windows == 1 ? "is" : "are",
                       payoff.more_windows == 1 ? "1 more is" : fmt::format("{} more are", payoff.more_windows), so_far);
}

std::string month_of(base::Time time) {
    const std::string day = base::format(time);
    const std::size_t month = static_cast<std::size_t>(std::stoi(day.substr(5, 2)));
    return fmt::format("{} {}", months[month - 1], day.substr(0, 4));
}

std::string assumption_of(const plan::Backtest& backtest, base::Time origin) {
    const std::string share = fmt::format("{:.0f} % of what was lost", 100 * backtest.recovers);
    if (backtest.seen_at.empty()) return fmt::format("if a retrained model brings back {} (assumed: no training in this history shows it)", share);
    std::string at;
    for (std::size_t i = 0; i < backtest.seen_at.size(); ++i) at += (i == 0 ? "" : i + 1 == backtest.seen_at.size() ? " and " : ", ") + month_of(day_at(origin, backtest.seen_at[i]));
    return fmt::format("if a retrained model recovers as it did in {} ({})", at, share);
}

}  // namespace

std::string sentence(const plan::Payoff& payoff, const std::string& currency, base::Time trained) {
    if (!payoff.lost) return too_few(payoff, currency);
    const std::string cost = money(payoff.costing.cost, currency);
    const std::string lost = amount_of(*payoff.lost, currency), ahead = amount_of(*payoff.waiting, currency);
    const std::string waiting = fmt::format("Waiting {:.0f} days more would lose {}.", payoff.costing.horizon_days, ahead);
    const std::string so_far = fmt::format("since {} the decay has cost {}, and a retraining costs {}.", day_of(trained), lost, cost);
    switch (payoff.advice) {
        case plan::Advice::retrain: return fmt::format("Retrain: {} {}", so_far, waiting);
        case plan::Advice::wait: return fmt::format("Wait: {} {}", so_far, when_it_pays(payoff, trained));
        case plan::Advice::unproven: return fmt::format("Unproven: {} {}{}", so_far, when_it_pays(payoff, trained), more_of(payoff));
    }
    return {};
}

std::string sentence(const plan::Backtest& backtest, const std::string& currency, base::Time origin) {
    const auto times = static_cast<std::int64_t>(backtest.trainings.size());
    if (times == 0) return "The rule would not have retrained.";
    const std::string would = times == 1 ? "The rule would have retrained once" : fmt::format("The rule would have retrained {} times", times);
    if (!backtest.saved) return would + ". What that would have saved is unproven: too few windows lie between trainings.";
    const plan::Amount& saved = *backtest.saved;
    const bool loss = saved.value < 0;
    const plan::Amount shown = loss ? plan::Amount{-saved.value, {-saved.limits.high, -saved.limits.low}} : saved;
    return fmt::format("{} and {} {}, {}.", would, loss ? "lost" : "saved", amount_of(shown, currency), assumption_of(backtest, origin));
}

}  // namespace report
