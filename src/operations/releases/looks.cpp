#include "operations/releases/looks.h"

#include <algorithm>

#include "operations/releases/exposures.h"

namespace operations {

namespace {

/// Evenly spaced moments, and which of them is the first that knows of something.
struct Moments {
    base::Time begin;
    std::int64_t apart = 1;   ///< microseconds
    std::size_t count = 1;

    base::Time at(std::size_t look) const { return {begin.micros + apart * static_cast<std::int64_t>(look + 1)}; }
    /// Nothing: none does.
    std::optional<std::size_t> first_that_knows(base::Time time) const {
        if (time.micros <= begin.micros) return 0;
        const auto look = static_cast<std::size_t>((time.micros - begin.micros - 1) / apart);
        return look < count ? std::optional(look) : std::nullopt;
    }
};

Moments moments_of(const Release& release, base::Time now, std::size_t count) {
    const auto& record = release.record;
    const base::Time end = record.is_open() ? now : std::min(now, record.steps.back().time);
    const std::int64_t span = std::max<std::int64_t>(end.micros - record.begun.micros, 1);
    // Rounded up, so that the last moment is not before the end.
    const auto looks = static_cast<std::int64_t>(count);
    return {record.begun, (span + looks - 1) / looks, count};
}

}  // namespace

base::Result<std::vector<TimedLook>> looks_of(const Product& product, const Release& release, base::Time now, std::size_t count) {
    const Moments moments = moments_of(release, now, std::max<std::size_t>(count, 1));
    const auto document = product.document();
    std::vector<rollout::Summary> news(moments.count, rollout::Summary(release.plan));  // what each moment knows beside the one before
    RETURN_IF_ERROR(visit_counted(product, release, [&](const CountedUnit& unit) {
        if (const auto look = moments.first_that_knows(unit.first)) news[*look].meet(unit.step, unit.arm, unit.first);
        if (unit.shadow) return;
        if (const auto look = moments.first_that_knows(known_from(*document, unit.first))) news[*look].learn(release.plan, unit.step, unit.arm, *unit.outcomes);
    }));
    std::vector<TimedLook> looks;
    rollout::Summary all(release.plan);
    for (std::size_t i = 0; i < moments.count; ++i) {
        all.add(news[i]);
        looks.push_back({moments.at(i), rollout::look_at(release.plan, release.state.attempt, all)});
    }
    return looks;
}

}  // namespace operations
