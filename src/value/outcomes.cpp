#include "value/outcomes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "base/assert.h"
#include "base/limits.h"
#include "base/random.h"

namespace value {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double rounded_down(double value, int exponent) {
    std::array<char, 64> text{};
    const double units = std::floor(value / std::pow(10.0, exponent));
    auto written = std::to_chars(text.data(), text.data() + text.size(), units, std::chars_format::fixed, 0);
    *written.ptr++ = 'e';
    written = std::to_chars(written.ptr, text.data() + text.size(), exponent);
    double result = value;
    std::from_chars(text.data(), written.ptr, result);
    return result;
}

}  // namespace

double simplest(double low, double high) {
    if (low < 0 && high >= 0) return 0;
    const int largest = static_cast<int>(std::floor(std::log10(std::max(std::abs(low), std::abs(high)) + 1e-300))) + 1;
    for (int exponent = largest; exponent > largest - 18; --exponent) {
        const double candidate = rounded_down(high, exponent);
        if (candidate > low && candidate <= high) return candidate;
    }
    return high;
}

void Sums::merge(const Sums& other, double sign) {
    rows += sign * other.rows;
    act += sign * other.act;
    pass += sign * other.pass;
    act_act += sign * other.act_act;
    pass_pass += sign * other.pass_pass;
    act_pass += sign * other.act_pass;
    act_act_act += sign * other.act_act_act;
    pass_pass_pass += sign * other.pass_pass_pass;
    act_act_pass += sign * other.act_act_pass;
    act_pass_pass += sign * other.act_pass_pass;
}

Feed feed_of(std::vector<const metrics::Runs*> groups, const metrics::Runs& whole) {
    std::vector<std::vector<std::uint32_t>> part_of(groups.size());
    for (std::size_t group = 0; group < groups.size(); ++group) {
        for (const auto key : groups[group]->keys) {
            const auto found = [&](std::uint64_t wanted) { return std::lower_bound(whole.keys.begin(), whole.keys.end(), wanted); };
            auto place = found(key);
            if (place == whole.keys.end() || *place != key) place = found(key % base::limits::unit_buckets);
            ASSERT(place != whole.keys.end());
            part_of[group].push_back(static_cast<std::uint32_t>(place - whole.keys.begin()));
        }
    }
    return [all = std::move(groups), part_of = std::move(part_of)](const std::function<void(const Item&)>& each) {
        for (std::uint32_t group = 0; group < all.size(); ++group) {
            all[group]->visit([&](const metrics::Run& run) {
                const std::uint32_t part = part_of[group].empty() ? 0 : part_of[group][run.unit];
                each({metrics::Runs::value_of(run.key), part, group, run.label == 1, metrics::weight_of(run.mass), 1, 1});
            });
        }
    };
}

Outcomes::Outcomes(const Feed& feed, Options options)
    : groups_(options.groups.empty() ? std::vector<std::string>{""} : std::move(options.groups)), keys_(std::move(options.keys)), clustered_(!keys_.empty()), units_(options.units),
      units_exact_(options.units_exact), parts_(clustered_ ? keys_.size() : folds) {
    divide(options.seed);
    choose(feed, std::move(options.thresholds));
    choose_coarse();
    count(feed, options.seed);
}

/// Folds and halves of the parts, in an order that a seed decides.
void Outcomes::divide(std::uint64_t seed) {
    std::vector<std::size_t> order(parts_);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto rank = [&](std::size_t part) { return base::Random::mix((clustered_ ? keys_[part] : part) ^ base::Random::mix(seed + 1)); };
    if (clustered_) std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    fold_of_.resize(parts_);
    first_half_.resize(parts_);
    for (std::size_t place = 0; place < order.size(); ++place) {
        fold_of_[order[place]] = place % folds;
        first_half_[order[place]] = place % 2 == 0;
    }
}

/// The rows by score are gone through once in each group. Scores are gathered until there are too many; then only those are
/// kept at which one of the parts that rows and positives are divided into ends.
void Outcomes::choose(const Feed& feed, std::vector<double> wanted) {
    std::map<double, std::array<double, 2>> masses;  // by score: negatives, positives
    std::size_t group = 0;
    double last = -infinity;
    bool ascending = true;
    feed([&](const Item& item) {
        all_[item.positive ? 1 : 0].add(item.rows, item.act, item.pass);
        if (item.group != group) {
            group = item.group;
            last = -infinity;
        }
        ascending = ascending && item.score >= last;
        last = item.score;
        if (masses.size() <= candidates_max) masses[item.score][item.positive ? 1 : 0] += item.rows;
    });
    ASSERT(ascending);
    ASSERT(!masses.empty());
    if (masses.size() <= candidates_max) {
        double below = -infinity;
        lowest_ = masses.begin()->first;
        highest_ = masses.rbegin()->first;
        for (const auto& [score, mass] : masses) {
            wanted.push_back(std::isfinite(below) ? simplest(below, score) : score);
            below = score;
        }
    } else {
        exact_ = false;
        // Where the least and greatest of each small step of rows and positives lie; several groups are joined on these steps.
        constexpr std::size_t steps = 8 * candidates_max;
        const double n = std::max(1.0, rows()), p = std::max(1.0, positives());
        std::vector<std::pair<double, double>> marks;  // score, measure below it
        std::vector<std::pair<double, double>> own;
        double done = 0;
        std::size_t at = 0;
        const auto close = [&] {
            marks.insert(marks.end(), own.begin(), own.end());
            own.clear();
        };
        lowest_ = infinity;
        highest_ = -infinity;
        group = 0;
        double gathered = 0;
        feed([&](const Item& item) {
            if (item.group != group) {
                own.emplace_back(last, gathered);
                gathered = 0;
                close();
                group = item.group;
            }
            lowest_ = std::min(lowest_, item.score);
            highest_ = std::max(highest_, item.score);
            if (item.score != last && gathered * static_cast<double>(steps) >= 1) {
                own.emplace_back(last, gathered);
                gathered = 0;
            }
            gathered += 0.5 * item.rows / n + (item.positive ? 0.5 * item.rows / p : 0);
            last = item.score;
        });
        own.emplace_back(last, gathered);
        close();
        std::sort(marks.begin(), marks.end());
        wanted.push_back(lowest_);
        double low = lowest_;
        for (std::size_t i = 0; i < marks.size(); ++i) {
            done += marks[i].second;
            const double target = static_cast<double>(at + 1) / static_cast<double>(candidates_max);
            if (done < target - 0.25 / static_cast<double>(candidates_max)) low = marks[i].first;
            if (done < target) continue;
            const double high = i + 1 < marks.size() ? marks[i + 1].first : highest_;
            if (high > low) wanted.push_back(simplest(low, high));
            while (static_cast<double>(at + 1) / static_cast<double>(candidates_max) <= done) ++at;
            low = marks[i].first;
        }
    }
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    for (const double threshold : wanted) {
        if (threshold > lowest_ || thresholds_.empty()) thresholds_.push_back(std::min(threshold, infinity));
        else thresholds_.back() = threshold;  // all that decide for everybody are one: the highest of them
    }
    while (thresholds_.size() > 1 && thresholds_.back() > highest_) thresholds_.pop_back();
    thresholds_.push_back(infinity);
}

void Outcomes::choose_coarse() {
    const std::size_t count = std::min(coarse_max, thresholds_.size());
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t i = count == 1 ? 0 : k * (thresholds_.size() - 1) / (count - 1);
        if (coarse_.empty() || coarse_.back() != i) coarse_.push_back(i);
    }
}

void Outcomes::count(const Feed& feed, std::uint64_t seed) {
    by_part_.assign(parts_ * width(), Labels{});
    std::vector<std::size_t> coarse_of(thresholds_.size() + 1, 0);  // how many coarse candidates are at most the candidate below
    for (std::size_t i = 0, k = 0; i <= thresholds_.size(); ++i) {
        while (k < coarse_.size() && coarse_[k] < i) ++k;
        coarse_of[i] = k;
    }
    const std::size_t by_part = coarse_.size() + 1;
    by_group_.assign(groups_.size() * parts_ * by_part, {0, 0});
    base::Random random(seed ^ 0x6F7574636F6D6573ull);
    std::size_t bin = 0, group = 0;  // bin: candidates that the score reaches
    const auto put = [&](const Item& item, std::size_t part, double rows) {
        by_part_[part * width() + bin][item.positive ? 1 : 0].add(rows, item.act, item.pass);
        by_group_[(item.group * parts_ + part) * by_part + coarse_of[bin]][item.positive ? 1 : 0] += static_cast<std::int64_t>(std::llround(rows));
    };
    feed([&](const Item& item) {
        if (item.group != group) {
            group = item.group;
            bin = 0;
        }
        while (bin < thresholds_.size() && item.score >= thresholds_[bin]) ++bin;
        if (clustered_) return put(item, item.part, item.rows);
        // Rows that are alike may be dealt out as chance has it: so would they be, one by one.
        if (item.rows == 1) return put(item, random.below(parts_), 1);
        std::array<double, folds> dealt{};
        for (double row = 0; row < item.rows; ++row) dealt[random.below(parts_)] += 1;
        for (std::size_t part = 0; part < parts_; ++part) {
            if (dealt[part] > 0) put(item, part, dealt[part]);
        }
    });
    // From rows between candidates to rows above them: place i then holds what reaches candidate i.
    above_.assign(thresholds_.size(), Labels{});
    for (std::size_t part = 0; part < parts_; ++part) {
        Labels* const own = by_part_.data() + part * width();
        for (std::size_t i = thresholds_.size(); i-- > 0;) {
            for (std::size_t label = 0; label < 2; ++label) own[i][label].merge(own[i + 1][label]);
        }
        for (std::size_t i = 0; i + 1 < width(); ++i) own[i] = own[i + 1];
        own[thresholds_.size()] = {};
        // Whoever lies below the first candidate is in no place now: the first candidate is the least score.
        for (std::size_t i = 0; i < thresholds_.size(); ++i) {
            for (std::size_t label = 0; label < 2; ++label) above_[i][label].merge(own[i][label]);
        }
    }
    for (std::size_t place = 0; place < groups_.size() * parts_; ++place) {
        auto* const own = by_group_.data() + place * by_part;
        for (std::size_t k = coarse_.size(); k-- > 0;) {
            for (std::size_t label = 0; label < 2; ++label) own[k][label] += own[k + 1][label];
        }
        for (std::size_t k = 0; k + 1 < by_part; ++k) own[k] = own[k + 1];
    }
    if (exact_) return;
    for (std::size_t i = 0; i + 1 < thresholds_.size(); ++i) {
        const double rows_between = above_[i][0].rows + above_[i][1].rows - above_[i + 1][0].rows - above_[i + 1][1].rows;
        between_ = std::max(between_, rows_between / rows());
    }
}

std::size_t Outcomes::index_of(double threshold) const {
    const auto found = std::lower_bound(thresholds_.begin(), thresholds_.end(), threshold);
    return found == thresholds_.end() ? thresholds_.size() - 1 : static_cast<std::size_t>(found - thresholds_.begin());
}

template <class Flagged>
metrics::Split<metrics::Confusion> Outcomes::split(Which which, const Flagged& flagged) const {
    metrics::Split<metrics::Confusion> split;
    const auto mass = [](double rows) { return static_cast<metrics::Mass>(std::llround(rows)) * metrics::mass_one; };
    for (std::size_t part = 0; part < parts_; ++part) {
        if (!counts(part, which)) continue;
        const auto [negatives, positives, all_negatives, all_positives] = flagged(part);
        metrics::Confusion own;
        own.true_positive = mass(positives);
        own.false_positive = mass(negatives);
        own.false_negative = mass(all_positives - positives);
        own.true_negative = mass(all_negatives - negatives);
        const auto rows = static_cast<std::int64_t>(std::llround(all_negatives + all_positives));
        own.labelled = own.all = metrics::Tally{rows, rows * metrics::mass_one, rows * metrics::mass_one};
        split.total.merge(own);
        if (!clustered_ || rows == 0) continue;
        split.parts.push_back(own);
        split.keys.push_back(keys_[part]);
    }
    split.units = !clustered_ ? split.total.all.rows : which == Which::all ? units_ : std::min(units_, std::max<std::int64_t>(units_ / 2, static_cast<std::int64_t>(split.parts.size())));
    split.units_exact = units_exact_;
    return split;
}

metrics::Split<metrics::Confusion> Outcomes::decisions(std::size_t i, Which which) const {
    return split(which, [&](std::size_t part) { return std::array{above(part, i)[0].rows, above(part, i)[1].rows, all(part)[0].rows, all(part)[1].rows}; });
}

metrics::Split<metrics::Confusion> Outcomes::decisions(std::size_t group, std::size_t coarse, Which which) const {
    return split(which, [&](std::size_t part) {
        const auto* const own = by_group_.data() + (group * parts_ + part) * (coarse_.size() + 1);
        const auto& flagged = own[coarse];
        return std::array{static_cast<double>(flagged[0]), static_cast<double>(flagged[1]), static_cast<double>(own[0][0]), static_cast<double>(own[0][1])};
    });
}

std::vector<metrics::Split<metrics::Confusion>> decisions_at(const metrics::Runs& runs, const std::vector<double>& thresholds) {
    const std::size_t parts = std::max<std::size_t>(1, runs.parts), width = thresholds.size() + 1;
    std::vector<std::array<metrics::Mass, 2>> masses(parts * width, {0, 0});
    std::size_t bin = 0;
    runs.visit([&](const metrics::Run& run) {
        while (bin < thresholds.size() && metrics::Runs::value_of(run.key) >= thresholds[bin]) ++bin;
        masses[run.unit * width + bin][run.label] += run.mass;
    });
    std::vector<metrics::Split<metrics::Confusion>> all(thresholds.size());
    const auto row_tally = [](metrics::Mass mass) { return metrics::Tally{mass / metrics::mass_one, mass, mass}; };
    for (std::size_t part = 0; part < parts; ++part) {
        const auto* const own = masses.data() + part * width;
        std::array<metrics::Mass, 2> flagged{}, whole{};
        for (std::size_t i = 0; i < width; ++i) whole = {whole[0] + own[i][0], whole[1] + own[i][1]};
        for (std::size_t i = thresholds.size(); i-- > 0;) {
            flagged = {flagged[0] + own[i + 1][0], flagged[1] + own[i + 1][1]};
            metrics::Confusion confusion;
            confusion.true_positive = flagged[1];
            confusion.false_positive = flagged[0];
            confusion.false_negative = whole[1] - flagged[1];
            confusion.true_negative = whole[0] - flagged[0];
            confusion.labelled = confusion.all = row_tally(whole[0] + whole[1]);
            all[i].total.merge(confusion);
            if (!runs.clustered() || confusion.all.rows == 0) continue;
            all[i].parts.push_back(confusion);
            all[i].keys.push_back(runs.keys[part]);
        }
    }
    for (auto& split : all) {
        split.units = runs.clustered() ? runs.units : split.total.all.rows;
        split.units_exact = runs.units_exact;
    }
    return all;
}

}  // namespace value
