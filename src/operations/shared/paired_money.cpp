#include "operations/shared/paired_money.h"

#include <cmath>

namespace operations {

namespace {

/// What of a decision has which place in `Judging::worth`; the last is the decision itself.
constexpr std::array<value::Amount, 4> outcomes{value::true_positive, value::false_positive, value::false_negative, value::true_negative};

/// Means of columns of the joined rows, each asked for once.
class Means {
public:
    std::size_t ask(const std::string& column) {
        measurements_.push_back(operations::ask(*metrics::find("mean"), column, {}, false, plan_, nothing_));
        return measurements_.size() - 1;
    }
    base::Result<std::vector<metrics::Estimate>> of(observations::Source& source) const {
        ASSIGN_OR_RETURN(const Answers answers, source.answer(plan_.questions()));
        std::vector<metrics::Estimate> means;
        for (const Measurement& measurement : measurements_) means.push_back(estimates_in(measurement, answers, {}, 0).front().estimate);
        return means;
    }

private:
    Plan plan_, nothing_;
    std::vector<Measurement> measurements_;
};

}  // namespace

value::Quantities beside(const metrics::Confusion& first, const metrics::Confusion& second) {
    value::Quantities more{};
    for (const auto& [of, sign] : {std::pair(&first, 1.0), std::pair(&second, -1.0)}) {
        const double all = of->tp() + of->fp() + of->fn() + of->tn();
        if (all == 0) return {};
        const double share = sign / all;
        more[value::true_positive] += share * of->tp();
        more[value::false_positive] += share * of->fp();
        more[value::false_negative] += share * of->fn();
        more[value::true_negative] += share * of->tn();
        more[value::action] -= share * (of->tp() + of->fp());
        more[value::review] -= share * (of->tp() + of->fp());
    }
    return more;  // every decision costs its prediction, whoever makes it
}

void carry_amounts(Measure& money, const charter::Charter& document, const std::vector<value::Quantities>& quantities) {
    const auto stakes = std::make_shared<const value::Stakes>(*document.worth, seed_for("amounts/" + base::format(document.digest)));
    if (stakes->uncertain().empty()) return;
    money.stakes = stakes;
    for (std::size_t i = 0; i < money.differences.size(); ++i) {
        metrics::Estimate& difference = money.differences[i];
        value::Valued& apart = money.apart.emplace_back();
        apart.value = difference.value.value_or(0);
        apart.sampled = difference;
        apart.quantities = quantities[i];
        if (!difference.value || !difference.limits) continue;
        difference.limits = [stakes, apart](double tail) { return *apart.limits(*stakes, tail); };
    }
}

base::Result<base::Done> measure_rows(Measure& money, const Contest& contest, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto source, seen_by(contest.contenders[contest.product].name, document, side, surroundings, Independent::without_parts));
    Means means;
    for (const Contender& one : contest.contenders) {
        means.ask(observations::worth_column(one.name));
        means.ask(observations::worth_beside_column(one.name));
        for (std::size_t outcome = 0; outcome <= outcomes.size(); ++outcome) means.ask(observations::outcome_beside_column(one.name, outcome));
    }
    ASSIGN_OR_RETURN(const auto measured, means.of(*source));
    const std::size_t each = measured.size() / contest.contenders.size();
    std::vector<value::Quantities> quantities;
    money.values.clear();
    money.differences.clear();
    for (std::size_t i = 0; i < contest.contenders.size(); ++i) {
        const metrics::Estimate* of = &measured[i * each];
        money.values.push_back(of[0]);
        money.differences.push_back(i == contest.product && of[0].value ? metrics::Estimate::fact(0, of[0].rows) : of[1]);
        value::Quantities& more = quantities.emplace_back();
        for (std::size_t outcome = 0; outcome < outcomes.size(); ++outcome) more[outcomes[outcome]] = of[2 + outcome].value.value_or(0);
        more[value::action] = more[value::review] = -of[2 + outcomes.size()].value.value_or(0);
    }
    carry_amounts(money, document, quantities);
    return base::Done{};
}

}  // namespace operations
