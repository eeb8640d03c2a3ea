#include "metrics/slices/judge.h"

#include <algorithm>
#include <numeric>

#include "base/assert.h"
#include "base/exact_sum.h"
#include "base/limits.h"
#include "base/random.h"
#include "metrics/intervals/supremum.h"

namespace metrics::slices {

namespace {

std::int64_t rows_in(const Confusion& of) { return of.all.rows; }
std::int64_t rows_in(const Moments& of) { return of.tally.rows; }
std::int64_t rows_in(const Powers& of) { return of.tally.rows; }

}  // namespace

Jury::Jury(const HeldOut& held_out) : of_(held_out) {
    base::ExactSum losses;
    for (const double loss : of_.losses) losses.add(loss);
    losses_ = losses.value();
    if (of_.units.empty()) {
        units_ = static_cast<std::int64_t>(of_.outcomes.size());
        return;
    }
    std::vector<std::uint64_t> keys = of_.units;
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    units_ = static_cast<std::int64_t>(keys.size());
    folded_ = keys.size() > base::limits::unit_parts_max;
    if (folded_) {
        keys.resize(base::limits::unit_buckets);
        std::iota(keys.begin(), keys.end(), std::uint64_t{0});
    }
    part_keys_ = std::move(keys);
    part_of_.reserve(of_.units.size());
    for (const std::uint64_t unit : of_.units) {
        // Mixed again: which half a unit is in says something about its hash.
        const std::uint64_t key = folded_ ? base::Random::mix(unit ^ 0x5bf03635d0c1a9e7ull) % base::limits::unit_buckets : unit;
        part_of_.push_back(static_cast<std::uint32_t>(std::lower_bound(part_keys_.begin(), part_keys_.end(), key) - part_keys_.begin()));
    }
}

template <class S, class Add>
Split<S> Jury::split_of(const std::vector<std::uint32_t>& rows, Add add) const {
    Split<S> split;
    if (of_.units.empty()) {
        for (const std::uint32_t row : rows) add(split.total, row);
        split.units = rows_in(split.total);
        return split;
    }
    std::vector<S> parts(part_keys_.size());
    for (const std::uint32_t row : rows) add(parts[part_of_[row]], row);
    for (std::size_t part = 0; part < parts.size(); ++part) {
        split.total.merge(parts[part]);
        if (rows_in(parts[part]) == 0) continue;
        split.parts.push_back(std::move(parts[part]));
        split.keys.push_back(part_keys_[part]);
    }
    std::vector<std::uint64_t> units;
    units.reserve(rows.size());
    for (const std::uint32_t row : rows) units.push_back(of_.units[row]);
    std::sort(units.begin(), units.end());
    split.units = std::unique(units.begin(), units.end()) - units.begin();
    return split;
}

Statistic Jury::statistic_of(const std::vector<std::uint32_t>& rows) const {
    if (of_.metric->needs.kind == Kind::moments) {
        const Expression expression = of_.metric->needs.expression;
        return split_of<Moments>(rows, [&](Moments& into, std::uint32_t row) { into.add(expression, of_.outcomes[row] / 2 == 1, of_.values[row], mass_one); });
    }
    if (of_.metric->needs.kind == Kind::row_powers) return split_of<Powers>(rows, [&](Powers& into, std::uint32_t row) { into.add(of_.values[row], mass_one); });
    ASSERT(of_.metric->needs.kind == Kind::confusion);
    return split_of<Confusion>(rows, [&](Confusion& into, std::uint32_t row) { into.add(static_cast<Confusion::Label>(of_.outcomes[row] / 2), of_.outcomes[row] % 2 == 1, mass_one); });
}

Judged Jury::compared(const std::vector<std::uint32_t>& inside, const std::vector<std::uint32_t>& outside) const {
    Judged judged;
    judged.inside = evaluate(*of_.metric, statistic_of(inside), nullptr, of_.setting);
    judged.outside = evaluate(*of_.metric, statistic_of(outside), nullptr, of_.setting);
    judged.difference = difference_between({"the slice", judged.inside}, {"the rest", judged.outside}, of_.metric->highest - of_.metric->lowest);
    base::ExactSum own;
    for (const std::uint32_t row : inside) own.add(of_.losses[row]);
    judged.loss_share = losses_ > 0 ? own.value() / losses_ : 0;
    return judged;
}

Judged Jury::judge(const Slice& slice) const {
    std::vector<std::uint32_t> inside;
    std::vector<std::uint32_t> outside;
    for (std::uint32_t row = 0; row < of_.outcomes.size(); ++row) (holds(slice, of_.codes, row) ? inside : outside).push_back(row);
    return compared(inside, outside);
}

Judged Jury::judge_within(const Slice& slice, const Slice& around) const {
    std::vector<std::uint32_t> inside;
    std::vector<std::uint32_t> outside;
    for (std::uint32_t row = 0; row < of_.outcomes.size(); ++row) {
        if (holds(slice, of_.codes, row)) inside.push_back(row);
        else if (holds(around, of_.codes, row)) outside.push_back(row);
    }
    return compared(inside, outside);
}

Estimate Jury::overall() const {
    std::vector<std::uint32_t> rows(of_.outcomes.size());
    std::iota(rows.begin(), rows.end(), 0u);
    return over(rows);
}

Estimate Jury::over(const std::vector<std::uint32_t>& rows) const { return evaluate(*of_.metric, statistic_of(rows), nullptr, of_.setting); }

}  // namespace metrics::slices
