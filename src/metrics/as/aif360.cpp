#include "metrics/as/aif360.h"

namespace metrics::as {

namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

double selection_rate(const Confusion& of) { return share(of.tp() + of.fp() + weight_of(of.unlabelled_positive), weight_of(of.all.weight)); }
double true_positive_rate(const Confusion& of) { return share(of.tp(), of.tp() + of.fn()); }
double false_positive_rate_of(const Confusion& of) { return 1 - share(of.tn(), of.fp() + of.tn()); }

Estimate between_sides(std::span<const Group> groups, const Setting& setting, std::optional<double> (*value)(const Sides360& sides)) {
    if (setting.category.empty()) return Estimate::absent(Reason::one_group, "name the privileged group: --param category=NAME");
    Sides360 sides;
    for (const Group& group : groups) (group.name == setting.category ? sides.privileged : sides.unprivileged).merge(group.of.total);
    if (sides.privileged.all.rows == 0) return Estimate::absent(Reason::one_group, "no row is of the privileged group: " + setting.category);
    if (sides.unprivileged.all.rows == 0) return Estimate::absent(Reason::one_group, "no row is of any other group");
    const auto found = value(sides);
    if (!found) return Estimate::absent(Reason::no_denominator);
    return number(*found, sides.privileged.all.rows + sides.unprivileged.all.rows);
}

}  // namespace metrics::as
