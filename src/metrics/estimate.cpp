#include "metrics/estimate.h"

#include <array>

#include "base/assert.h"

namespace metrics {

namespace {

struct Wording {
    Reason reason;
    std::string_view name;
    std::string_view sentence;
};

/// In the order of the enumeration.
constexpr auto wordings = std::to_array<Wording>({
    {Reason::none, "none", "The number may decide."},
    {Reason::no_rows, "no_rows", "There are no rows in this window or slice; widen it, or check the condition that selects it."},
    {Reason::no_labels, "no_labels", "No outcome is known yet; deliver labels, or wait until they are in."},
    {Reason::one_class, "one_class", "Only one of the two outcomes occurs, so there is nothing to tell apart; a longer window may hold both."},
    {Reason::few_events, "few_events", "The rarer outcome occurs too seldom for limits that hold; a longer window collects more."},
    {Reason::too_skewed, "too_skewed", "A few values or units decide nearly everything; collect more, or look into these few first."},
    {Reason::few_units, "few_units", "There are too few independent units to see how much they differ; five is the least."},
    {Reason::no_denominator, "no_denominator", "The share is of nothing: no row belongs to its denominator."},
    {Reason::one_group, "one_group", "A comparison needs two groups and there is one; check the column that `by` names."},
    {Reason::small_groups, "small_groups", "Some groups are too small to be known; collect more of them, or join them if they belong together."},
    {Reason::constant, "constant", "The reference has a single value, so there is no spread to compare with; choose another reference."},
    {Reason::no_reference, "no_reference", "A comparison needs a reference; name one with --reference or in the charter."},
    {Reason::no_amounts, "no_amounts", "What an outcome is worth is not known; add a `value:` section to the charter."},
    {Reason::missing_column, "missing_column", "The data lack a column that the promise needs; deliver it, or correct its name in the charter."},
    {Reason::wrong_type, "wrong_type", "The column's type does not fit the metric; choose another column or another metric."},
    {Reason::not_identified, "not_identified",
     "Outcomes are seen only for some decisions and the metric needs the others too; a random audit of them would give it."},
    {Reason::not_matured, "not_matured", "The outcomes of this window are not in yet; look again when they are."},
    {Reason::bound_inside, "bound_inside", "The interval holds the bound; more data would decide."},
    {Reason::not_significant, "not_significant",
     "Broken when looked at alone, but one of as many checks may look so by chance; more data would decide."},
    {Reason::uneven_split, "uneven_split",
     "The subjects are not divided between the versions as was meant, so that something else than chance divided them; find out what before comparing."},
    {Reason::estimated_only, "estimated_only",
     "An estimate made without outcomes can warn and can prove nothing: it cannot see a change in what the label means; look again when the outcomes are in."},
    {Reason::in_order_only, "in_order_only",
     "The number depends on the order in which rows came, so it opens and closes no gate; let the promise warn, or bound a metric that does not."},
    {Reason::no_record, "no_record", "Nobody has recorded this review or approval."},
    {Reason::infinite_values, "infinite_values", "Some values are infinite or beyond 1e45, so the number would be too; correct them, or leave them out with a condition."},
    {Reason::no_spread, "no_spread", "All values are the same, so nothing shows how far they vary; collect more."},
    {Reason::no_range, "no_range", "No range is declared for the column; give min or max in the data contract, or as parameters."},
    {Reason::no_population, "no_population", "No population is declared for the column; add one under `populations:`, or with --population."},
    {Reason::not_computed, "not_computed", "The metric was not computed."},
});

const Wording& wording(Reason reason) {
    const auto index = static_cast<std::size_t>(reason);
    ASSERT(index < wordings.size());
    ASSERT(wordings[index].reason == reason);
    return wordings[index];
}

}  // namespace

std::string_view name(Reason reason) { return wording(reason).name; }

std::string_view sentence(Reason reason) { return wording(reason).sentence; }

}  // namespace metrics
