#include "metrics/as/sides.h"

#include <numeric>

#include "metrics/statistics/side_by_side.h"

namespace metrics::as {

namespace {

Sides closed(Sides sides) {
    sides.reference_rows = std::accumulate(sides.reference.begin(), sides.reference.end(), 0.0);
    sides.current_rows = std::accumulate(sides.current.begin(), sides.current.end(), 0.0);
    return sides;
}

}  // namespace

Sides counts_by_value(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current) {
    Sides sides;
    const auto& before = reference.of.total.categories;
    const auto& now = current.of.total.categories;
    const auto count = [](const auto& categories, const std::string& name) {
        const auto found = categories.find(name);
        return found == categories.end() ? 0.0 : weight_of(found->second);
    };
    for (const auto& [name, mass] : before) {
        sides.reference.push_back(weight_of(mass));
        sides.current.push_back(count(now, name));
    }
    for (const auto& [name, mass] : now) {
        if (before.find(name) != before.end()) continue;
        sides.reference.push_back(0);
        sides.current.push_back(weight_of(mass));
    }
    return closed(std::move(sides));
}

Sides counts_by_value(Reference<Runs> reference, Current<Runs> current) {
    Sides sides;
    side_by_side(reference.of, current.of, [&](const Step& step) {
        sides.reference.push_back(weight_of(step.reference_mass));
        sides.current.push_back(weight_of(step.current_mass));
    });
    return closed(std::move(sides));
}

std::vector<double> shares(const std::vector<double>& counts, double rows) {
    std::vector<double> all;
    for (const double count : counts) all.push_back(count / rows);
    return all;
}

Estimate nothing(double reference_rows) {
    return Estimate::absent(reference_rows == 0 ? Reason::no_reference : Reason::no_rows, "only missing or infinite values");
}

}  // namespace metrics::as
