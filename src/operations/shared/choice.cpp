#include "operations/shared/choice.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <cmath>

#include "operations/shared/recording.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

value written(const Advantage& of) {
    if (!of.value) return nullptr;
    const bool finite = of.limits && std::isfinite(of.limits->low) && std::isfinite(of.limits->high);
    return object{{"value", *of.value}, {"interval", finite ? value(array{of.limits->low, of.limits->high}) : value(nullptr)}, {"reliable", of.proper}};
}

/// What the chosen model gives up, in the metric that decides and in money: the product's advantage over it.
object body_of(const Comparison& of) {
    const Contender& chosen = of.contest.contenders[*of.chosen];
    object body{{"product", report::well_formed(of.document->product)}, {"charter", base::format(of.document->digest)}, {"choice", report::well_formed(chosen.name)},
                {"instead_of", *of.chosen == of.contest.product ? value(nullptr) : value(report::well_formed(of.product().name))}, {"metric", of.measures[of.deciding].metric->id}, {"rows", of.side.rows.rows}, {"level", of.level}};
    body["model"] = chosen.model ? value(base::format(base::digest_of(chosen.model->save()))) : value(nullptr);
    body["cost"] = chosen.cost ? value(*chosen.cost) : value(nullptr);
    body["gives_up"] = nullptr;
    body["price"] = nullptr;
    if (*of.chosen == of.contest.product) return body;
    body["gives_up"] = written(advantage(of, of.deciding, *of.chosen));
    if (const auto price = price_of(of, *of.chosen)) {
        value money = written(price->advantage);
        if (money.is_object()) {
            money.as_object()["per"] = price->monthly ? "month" : "1000 decisions";
            money.as_object()["currency"] = report::well_formed(of.document->currency);
            money.as_object()["costs_paid"] = price->costs_paid;
        }
        body["price"] = std::move(money);
    }
    return body;
}

}  // namespace

base::Result<std::string> remember_choice(const Comparison& of, const std::string& folder, const std::string& by, base::Time now) {
    ASSIGN_OR_RETURN(const records::Draft revision, charter_entry(*of.document));
    ASSIGN_OR_RETURN(const auto ledger, records::Ledger::open(folder));
    const std::string salt = records::new_salt();
    const auto planner = [&](const records::State& state) {
        records::Plan plan;
        if (state.charter_of(report::well_formed(of.document->product)) != base::format(of.document->digest)) plan.drafts.push_back(revision);
        plan.drafts.push_back({"choice", body_of(of)});
        if (by.empty()) return plan;
        plan.asides.push_back(records::aside_of(report::well_formed(by), salt));
        for (auto& draft : plan.drafts) draft.body["actor"] = records::reference_to(plan.asides.back());
        return plan;
    };
    ASSIGN_OR_RETURN(const records::Added added, ledger->append(planner, now));
    return fmt::format("The choice of {} is entry {} of the ledger {}.", of.contest.contenders[*of.chosen].name, added.first + added.count - 1, folder);
}

}  // namespace operations
