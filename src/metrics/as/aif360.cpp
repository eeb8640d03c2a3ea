#include "metrics/as/aif360.h"

namespace metrics::as {

namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

double selection_rate(const Confusion& of) { return share(of.tp() + of.fp(), of.tp() + of.fp() + of.fn() + of.tn()); }
double true_positive_rate(const Confusion& of) { return share(of.tp(), of.tp() + of.fn()); }
double false_positive_rate_of(const Confusion& of) { return 1 - share(of.tn(), of.fp() + of.tn()); }

Estimate between_sides(std::span<const Group> groups, const Setting& setting, std::optional<double> (*value)(const Sides360& sides)) {
    if (setting.category.empty()) return Estimate::absent(Reason::one_group, "name the privileged group: --param category=NAME");
    Sides360 sides;
    for (const Group& group : groups) (group.name == setting.category ? sides.privileged : sides.unprivileged).merge(group.of.total);
    if (sides.privileged.labelled.rows == 0) return Estimate::absent(Reason::one_group, "no labelled row is of the privileged group: " + setting.category);
    if (sides.unprivileged.labelled.rows == 0) return Estimate::absent(Reason::one_group, "no labelled row is of any other group");
    const auto found = value(sides);
    if (!found) return Estimate::absent(Reason::no_denominator);
    return number(*found, sides.privileged.labelled.rows + sides.unprivileged.labelled.rows);
}

}  // namespace metrics::as
