#include "observations/worker.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/limits.h"

namespace observations {

namespace {

/// Times that DuckDB calls infinite lie at the ends of what 64 bits hold.
constexpr std::int64_t micros_max = std::int64_t{1} << 62;

Label label_of(charter::Absent absent_means) {
    switch (absent_means) {
        case charter::Absent::negative: return Label::negative;
        case charter::Absent::positive: return Label::positive;
        default: return Label::unknown;
    }
}

}  // namespace

Worker::Worker(const Plan& plan, std::shared_ptr<SpillFile> spill, std::size_t runs_bytes_max) : plan_(plan) {
    dictionaries_.resize(plan.feeds.sql().size());
    for (const auto feed : plan.feeds.texts()) dictionaries_[feed] = plan.feeds.few(feed) ? std::make_unique<Dictionary>(base::limits::categories_max) : std::make_unique<Dictionary>();
    const auto reader = [&](const LabelFeed& feed, Label missing) { return LabelReader(feed, dictionaries_[feed.text].get(), missing, plan.matured); };
    if (plan.label) label_.emplace(reader(*plan.label, label_of(plan.absent_means)));
    if (plan.prediction) prediction_.emplace(reader(*plan.prediction, Label::unknown));
    if (plan.time) clock_.emplace(plan.time->zone);
    const Workbench bench{&dictionaries_, std::move(spill), runs_bytes_max, std::make_shared<std::size_t>(0)};
    for (const Grouping& grouping : plan.groupings) {
        auto& part = parts_.emplace_back(std::make_unique<Part>(grouping, plan.has_units(grouping)));
        for (const Task& task : grouping.tasks) part->accumulators.push_back(make_accumulator(task, bench));
    }
    rows_.codes.resize(plan.feeds.sql().size());
}

/// The first row that a flag is true in is one too many.
void Worker::complain_if(const std::optional<std::size_t>& flag, const Complaint& complaint) {
    if (!flag || complaint_) return;
    for (std::size_t row = 0; row < rows_.count && !complaint_; ++row) {
        if (rows_.used[row] != 0 && rows_.flag(*flag, row)) complaint_ = complaint;
    }
}

/// A word among numbers is a third value of a label.
void Worker::complain_if_odd(const LabelFeed& feed) {
    if (!feed.number) return;
    complain_if(feed.number->unreadable,
                {"column " + feed.column + " must hold " + feed.positive_text + " (the positive value) and one other number, and holds", feed.number->unreadable_sql,
                 "correct the value, or leave it empty where it is not known", feed.column});
}

void Worker::process(const duck::Look& chunk) {
    rows_.count = chunk.size();
    rows_.feeds.clear();
    for (std::size_t feed = 0; feed < plan_.feeds.sql().size(); ++feed) rows_.feeds.push_back(chunk.vector(feed));
    rows_.used.assign(rows_.count, 1);
    if (plan_.malformed) {
        for (std::size_t row = 0; row < rows_.count; ++row) {
            if (!rows_.flag(*plan_.malformed, row)) continue;
            rows_.used[row] = 0;
            ++counts_.malformed;
        }
    }
    read_times();
    counts_.rows += std::count(rows_.used.begin(), rows_.used.end(), 1);
    for (const auto feed : plan_.feeds.texts()) dictionaries_[feed]->encode(rows_.feeds[feed], rows_.count, rows_.codes[feed]);
    read_units();
    read_labels_and_scores();
    count_unreadable();
    if (complaint_) return;
    for (auto& part : parts_) {
        part->partitions.assign(rows_, part->slots, part->accumulators);
        rows_.stretches = &part->partitions.stretches();
        for (auto& accumulator : part->accumulators) accumulator->add(rows_, part->slots);
    }
    see(rows_);
}

void Worker::read_times() {
    rows_.times.assign(rows_.count, no_time);
    if (!plan_.time) return;
    const TimeFeed& feed = *plan_.time;
    complain_if(feed.unreadable, {"column " + feed.column + " holds something that is no time", feed.unreadable_sql, "write times like 2001-03-01T08:30:00Z", feed.column});
    convert_times(feed);
    if (plan_.from || plan_.until || plan_.as_of) leave_period();
    for (std::size_t row = 0; row < rows_.count; ++row) {
        if (rows_.used[row] == 0) continue;
        counts_.timeless += rows_.times[row] == no_time ? 1 : 0;
        counts_.newest = std::max(counts_.newest, rows_.times[row]);
    }
}

void Worker::convert_times(const TimeFeed& feed) {
    const duck::Vector& values = rows_.feeds[feed.micros];
    const bool plain = feed.always_utc || clock_->is_utc();
    const auto* const micros = values.as<std::int64_t>();
    const auto* const days = values.as<std::int32_t>();
    for (std::size_t row = 0; row < rows_.count; ++row) {
        if (!values.known(row)) continue;
        if (feed.days && std::abs(std::int64_t{days[row]}) >= micros_max / base::micros_per_day) continue;
        const std::int64_t written = feed.days ? days[row] * base::micros_per_day : micros[row];
        if (std::abs(written / 2) >= micros_max / 2) continue;
        const bool utc = plain || (feed.utc && rows_.flag(*feed.utc, row));
        rows_.times[row] = utc ? written : clock_->to_utc(written);
    }
}

/// Rows outside the period, and those of which nobody knows whether they are.
void Worker::leave_period() {
    for (std::size_t row = 0; row < rows_.count; ++row) {
        const std::int64_t time = rows_.times[row];
        const bool early = plan_.from && (time == no_time || time < plan_.from->micros);
        const bool late = (plan_.until && (time == no_time || time >= plan_.until->micros)) || (plan_.as_of && time != no_time && time > plan_.as_of->micros);
        if (early || late) rows_.used[row] = 0;
    }
}

void Worker::read_units() {
    if (plan_.hours) {
        rows_.hours.resize(rows_.count);
        for (std::size_t row = 0; row < rows_.count; ++row) {
            rows_.hours[row] = rows_.times[row] == no_time ? hash_of_missing : hash_of(rows_.times[row] / (3'600 * base::micros_per_second));
        }
    }
    if (!plan_.unit) return;
    const KeyFeed& unit = *plan_.unit;
    const duck::Vector& feed = rows_.feeds[unit.values];
    rows_.units.resize(rows_.count);
    const auto alike = [&](std::size_t row) {
        if (unit.layout == KeyLayout::text || feed.validity != nullptr) return false;
        return unit.layout == KeyLayout::day ? feed.as<std::int32_t>()[row] == feed.as<std::int32_t>()[row - 1] : feed.as<std::int64_t>()[row] == feed.as<std::int64_t>()[row - 1];
    };
    for (std::size_t row = 0; row < rows_.count; ++row) {
        rows_.units[row] = row > 0 && alike(row) ? rows_.units[row - 1] : unit.hash(rows_, row).value_or(hash_of_missing);
    }
}

void Worker::read_labels_and_scores() {
    if (!plan_.score && !plan_.prediction && !plan_.label) return;
    rows_.labels.assign(rows_.count, Label::unknown);
    rows_.labelled.assign(rows_.count, 0);
    if (label_) {
        complain_if_odd(*plan_.label);
        label_->read(rows_, rows_.labels);
        if (label_->complaint() && !complaint_) complaint_ = label_->complaint();
    }
    if (!plan_.score && !plan_.prediction) return;
    read_scores();
    for (std::size_t row = 0; row < rows_.count; ++row) {
        rows_.labelled[row] = rows_.labels[row] != Label::unknown && std::isfinite(rows_.scores[row]) ? 1 : 0;
    }
}

void Worker::read_scores() {
    rows_.scores.resize(rows_.count);
    if (prediction_) {
        complain_if_odd(*plan_.prediction);
        prediction_->read(rows_, predicted_);
        if (prediction_->complaint() && !complaint_) complaint_ = prediction_->complaint();
        // On the right side of every threshold.
        constexpr double far = std::numeric_limits<double>::infinity();
        for (std::size_t row = 0; row < rows_.count; ++row) {
            rows_.scores[row] = predicted_[row] == Label::unknown ? std::nan("") : predicted_[row] == Label::positive ? far : -far;
        }
        return;
    }
    const NumberFeed& feed = *plan_.score;
    complain_if(feed.unreadable, {"column " + feed.column + " holds something that is no number", feed.unreadable_sql, "write scores as numbers, and nothing where there is none", feed.column});
    const duck::Vector& values = rows_.feeds[feed.values];
    const double* const all = values.as<double>();
    const double highest = plan_.probabilities ? 1 : std::numeric_limits<double>::infinity();
    const double lowest = plan_.probabilities ? 0 : -highest;
    for (std::size_t row = 0; row < rows_.count; ++row) {
        const double score = values.known(row) ? all[row] : std::nan("");
        rows_.scores[row] = score;
        if ((score < lowest || score > highest) && !complaint_ && rows_.used[row] != 0) {
            complaint_ = Complaint{"column " + feed.column + " holds a score outside 0 to 1", "NOT isnan(" + feed.sql + ") AND NOT (" + feed.sql + ") BETWEEN 0 AND 1",
                                   "give probabilities, or leave out the metrics that need them (log_loss, brier_score, expected_calibration_error)", feed.column};
        }
    }
}

void Worker::count_unreadable() {
    for (const auto flag : plan_.unreadable) {
        for (std::size_t row = 0; row < rows_.count; ++row) {
            if (rows_.used[row] != 0 && rows_.flag(flag, row)) ++counts_.unreadable;
        }
    }
}

void Worker::finish() {
    for (auto& part : parts_) {
        for (auto& accumulator : part->accumulators) accumulator->finish();
    }
}

std::optional<base::Error> Worker::failure() const {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        for (const auto& accumulator : parts_[i]->accumulators) {
            if (auto failed = accumulator->failure()) return failed;
        }
        if (auto failed = limit_error(plan_.groupings[i], parts_[i]->partitions.groups(), parts_[i]->partitions.windows())) return failed;
    }
    return std::nullopt;
}

std::optional<base::Error> limit_error(const Grouping& grouping, std::size_t groups, std::size_t windows) {
    if (!grouping.by.empty() && groups > base::limits::groups_max) {
        std::string columns;
        for (const auto& name : grouping.by_columns) columns += (columns.empty() ? "" : ", ") + name;
        return base::Error{base::Fault::input, "there are more than " + std::to_string(base::limits::groups_max.value) + " groups by: " + columns, "group by a column with fewer values, or gather them first"};
    }
    if (windows > base::limits::windows_max) {
        return base::Error{base::Fault::input, "there are more than " + std::to_string(base::limits::windows_max.value) + " windows of " + base::format(*grouping.window.length()), "use longer windows"};
    }
    return std::nullopt;
}

}  // namespace observations
