#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "charter/bounds.h"
#include "value/demands.h"
#include "value/errors.h"

namespace value {

namespace {

using charter::BusinessLimit;
using charter::TaskKind;
using Kind = BusinessLimit::Kind;

constexpr double infinity = std::numeric_limits<double>::infinity();
/// The quantiles that the metric knows.
constexpr double quantile_min = 0.0001, quantile_max = 0.9999;

std::string shown(double number) { return base::format_number(number); }

/// One limit as a demand where no threshold decides, or what is missing for it.
class PlainCompiler {
public:
    PlainCompiler(const charter::Charter& document, std::optional<Pace> pace) : document_(document), pace_(pace) {}

    Demand demand(const BusinessLimit& limit, std::string& missing) const {
        Demand demand;
        demand.limit = &limit;
        demand.of_threshold = false;
        const bool of_classes = document_.task.kind == TaskKind::multiclass;
        const bool paced = limit.kind == Kind::earn || limit.kind == Kind::reviews || limit.kind == Kind::budget;
        if (of_classes && (limit.kind == Kind::earn || limit.kind == Kind::budget)) missing = "amounts are those of decisions between two outcomes";
        else if (paced && !pace_) missing = document_.task.kind == TaskKind::ranking ? "how many queries there are is not known: add value: {volume: {per: month, decisions: ...}}"
                                                                                     : "how many decisions there are is not known: add value: {volume: {per: month, decisions: ...}}, or name a time column";
        if (!missing.empty()) return demand;
        const double share = limit.bound / limit.of;
        switch (limit.kind) {
            case Kind::earn: earn(demand); break;
            case Kind::flagged_wrong: set(demand, "precision", charter::at_least(1 - share)); break;
            case Kind::cases_found: set(demand, document_.task.kind == TaskKind::ranking ? "ranking_recall" : "recall", charter::at_least(share)); break;
            case Kind::reviews: set(demand, "positive_rate", charter::at_most(per_decision(limit))); break;
            case Kind::every_group: set(demand, limit.share == BusinessLimit::Share::found ? "recall" : limit.share == BusinessLimit::Share::flagged ? "positive_rate" : "precision", charter::at_least(share)); break;
            case Kind::budget: budget(demand); break;
            case Kind::latency:
                set(demand, "latency", charter::at_most(limit.bound));
                demand.with = {{"q", std::min(quantile_max, limit.of / 100)}};
                break;
            case Kind::off_by: limit.of == 0 ? set(demand, "mae", charter::at_most(limit.bound)) : set(demand, "wape", charter::at_most(share)); break;
            case Kind::leaning: set(demand, "mean_error", charter::between(-limit.bound, limit.bound)); break;
            case Kind::ranges_hold: set(demand, "interval_coverage", charter::at_least(share)); break;
            case Kind::shown_wrong: set(demand, "ranking_precision", charter::at_least(1 - share)); break;
            case Kind::answered: set(demand, "hit_rate", charter::at_least(share)); break;
        }
        const bool of_places = document_.task.kind == TaskKind::ranking && (limit.kind == Kind::cases_found || limit.kind == Kind::shown_wrong || limit.kind == Kind::answered);
        if (of_places) demand.with = {{"k", limit.first}};
        return demand;
    }

private:
    static void set(Demand& demand, std::string metric, charter::Bound bound) {
        demand.metric = std::move(metric);
        demand.bound = std::move(bound);
    }
    /// Decisions of a month are those that the charter or the data say.
    double per_decision(const BusinessLimit& limit) const { return limit.per.per_month() / pace_->decisions_per_month; }

    /// Money that errors lose is a loss of the predictions, and is demanded as that where amounts are known; where they are not, no loss says
    /// whether enough is earned, and the worth itself is demanded.
    void earn(Demand& demand) const {
        const charter::Worth& worth = *document_.worth;
        const double wanted = per_decision(*demand.limit), each = worth.per_prediction.mean;
        set(demand, "value_per_decision", charter::at_least(wanted));
        if (document_.task.kind == TaskKind::ranking) {
            double most = 0;
            for (const double amount : worth.by_position) most += std::max(0.0, amount);
            if (most - each < wanted) demand.no_model = fmt::format("even a list that is right in every place brings {}, and {} are needed", shown(most - each), shown(wanted));
            return;
        }
        if (-each < wanted) demand.no_model = fmt::format("even predictions that are never wrong bring {} each, since errors only cost, and {} are needed: write what they may cost as a negative amount", shown(-each), shown(wanted));
        const ErrorCosts costs{-worth.overestimate.mean, -worth.underestimate.mean};
        const double both = costs.over + costs.under;
        if (!demand.no_model.empty() || worth.overestimate.deviation > 0 || worth.underestimate.deviation > 0 || worth.per_prediction.deviation > 0 || both <= 0) return;
        const double at = costs.best_quantile();
        if (at < quantile_min || at > quantile_max) return;
        set(demand, "pinball_loss", charter::at_most((-wanted - each) / both));
        demand.with = {{"q", at}};
    }
    void budget(Demand& demand) const {
        const double left = per_decision(*demand.limit), each = document_.worth->per_prediction.mean;
        set(demand, "cost_per_prediction", charter::at_most(left));
        if (each > left) demand.no_model = fmt::format("predictions cost {} each, and {} can be spent on one", shown(each), shown(left));
    }

    const charter::Charter& document_;
    std::optional<Pace> pace_;
};

}  // namespace

Compiled compile_without_threshold(const charter::Charter& document, std::optional<Pace> pace) {
    Compiled compiled;
    const PlainCompiler compiler(document, pace);
    for (const BusinessLimit& limit : document.business_limits) {
        std::string missing;
        Demand demand = compiler.demand(limit, missing);
        if (missing.empty()) compiled.demands.push_back(std::move(demand));
        else compiled.not_compiled.emplace_back(&limit, std::move(missing));
    }
    return compiled;
}

}  // namespace value
