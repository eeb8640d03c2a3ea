#include "operations/shared/decided.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/digest.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "observations/coded_rows.h"
#include "operations/shared/assessment.h"
#include "operations/shared/worth_measured.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using metrics::Kind;

const observations::ColumnInfo* column_in(const std::vector<observations::ColumnInfo>& columns, const std::string& name) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

base::Result<base::Done> expect_column(const observations::Source& source, const std::string& name, const std::string& what, const std::string& next) {
    if (name.empty()) return Error{Fault::input, "decisions need a " + what + ", and the charter names no column for it", next};
    if (column_in(source.columns(), name) != nullptr) return base::Done{};
    std::vector<std::string> names;
    for (const auto& column : source.columns()) names.push_back(column.name);
    const auto nearest = base::nearest_name(name, names);
    return Error{Fault::input, "the data have no column \"" + name + "\", which the charter names as the " + what, (nearest.empty() ? "" : "did you mean \"" + nearest + "\"? ") + "correct the charter or the data"};
}

base::Result<base::Done> check_task(const charter::Charter& document, const observations::Source& source, const Deciding& deciding) {
    const auto& task = document.task;
    if (task.kind != charter::TaskKind::binary) {
        return Error{Fault::input, fmt::format("a threshold decides between two outcomes, and the task is of kind {}", charter::name(task.kind)), "set task.kind to binary, with one column of scores"};
    }
    if (task.columns.score.empty() && !task.columns.prediction.empty()) return Error{Fault::input, "there are predictions and no scores, so there is no threshold to move", "name a column of scores, task: {columns: {score: ...}}"};
    RETURN_IF_ERROR(expect_column(source, task.columns.score, "score", "name it: task: {columns: {score: ...}}"));
    RETURN_IF_ERROR(expect_column(source, task.columns.label, "label", "name it: task: {columns: {label: ...}}"));
    if (document.observed_when != charter::Observed::always) {
        return Error{Fault::input, fmt::format("outcomes are seen only where the decision was {}, so what another threshold would bring is not known", document.observed_when == charter::Observed::acted ? "acted on" : "not acted on"),
                     "decide a small random part against the score and keep its outcomes, with outcomes: {observed_when: always} for those rows"};
    }
    for (const auto& limit : document.business_limits) {
        for (const auto& name : limit.by) {
            if (deciding.limits) RETURN_IF_ERROR(expect_column(source, name, "group of business_limits.every_group", ""));
        }
    }
    return base::Done{};
}

observations::Slice slice_of(const Deciding& deciding) {
    observations::Slice slice;
    slice.where = deciding.where;
    slice.version = deciding.version;
    return slice;
}

std::shared_ptr<const metrics::Runs> runs_in(const observations::Cell& cell) { return std::get<std::shared_ptr<const metrics::Runs>>(cell.statistic); }

std::vector<std::string> amount_columns(const charter::Worth& worth) {
    std::vector<std::string> names;
    for (const auto* money : {&worth.true_positive, &worth.false_positive, &worth.false_negative, &worth.true_negative}) {
        if (!money->column.empty() && std::find(names.begin(), names.end(), money->column) == names.end()) names.push_back(money->column);
    }
    return names;
}

/// Rows with amounts of their own, in an order that is theirs and not the file's.
class RowFeed {
public:
    RowFeed(observations::CodedRows rows, const charter::Worth& worth, const std::vector<std::string>& columns) : rows_(std::move(rows)) {
        const auto place = [&](const charter::Money& money) { return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), money.column) - columns.begin()); };
        places_ = {place(worth.false_positive), place(worth.true_negative), place(worth.true_positive), place(worth.false_negative)};
        for (std::uint32_t row = 0; row < rows_.rows(); ++row) {
            if (std::isfinite(amount(row, 0)) && std::isfinite(amount(row, 1))) order_.push_back(row);
            else ++without_;
        }
        if (!rows_.units.empty()) {
            units_ = rows_.units;
            std::sort(units_.begin(), units_.end());
            units_.erase(std::unique(units_.begin(), units_.end()), units_.end());
        }
        const auto position = [&](std::uint32_t row) { return std::tuple(rows_.values[row], rows_.keys[row], rows_.outcomes[row], amount(row, 0), amount(row, 1)); };
        std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) { return position(a) < position(b); });
    }
    std::int64_t without() const { return without_; }
    std::int64_t units() const { return static_cast<std::int64_t>(units_.size()); }
    std::size_t rows() const { return order_.size(); }
    /// Of units: each by itself, or in buckets where there are many.
    std::vector<std::uint64_t> keys() const {
        if (units_.size() <= base::limits::unit_parts_max) return units_;
        std::vector<std::uint64_t> buckets(base::limits::unit_buckets);
        std::iota(buckets.begin(), buckets.end(), std::uint64_t{0});
        return buckets;
    }
    void visit(const std::function<void(const value::Item&)>& each) const {
        for (const std::uint32_t row : order_) each({rows_.values[row], part(row), 0, positive(row), 1, amount(row, 0), amount(row, 1)});
    }

private:
    bool positive(std::uint32_t row) const { return rows_.outcomes[row] / 2 == 1; }
    /// 0: when acted on; 1: when left alone. 1 where no column is named.
    double amount(std::uint32_t row, std::size_t which) const {
        const std::size_t place = places_[(positive(row) ? 2 : 0) + which];
        return place < rows_.numbers.size() ? rows_.numbers[place][row] : 1;
    }
    std::uint32_t part(std::uint32_t row) const {
        if (units_.empty()) return 0;
        if (units_.size() > base::limits::unit_parts_max) return static_cast<std::uint32_t>(rows_.units[row] % base::limits::unit_buckets);
        return static_cast<std::uint32_t>(std::lower_bound(units_.begin(), units_.end(), rows_.units[row]) - units_.begin());
    }

    observations::CodedRows rows_;
    std::array<std::size_t, 4> places_{};
    std::vector<std::uint32_t> order_;
    std::vector<std::uint64_t> units_;
    std::int64_t without_ = 0;
};

/// What is asked of the data, and where its answers are.
struct Asked {
    Plan plan, reference;
    std::size_t extent = 0, runs = 0;
    std::optional<std::size_t> groups;
    struct Promised {
        const charter::Promise* promise;
        Measurement measurement;
        std::size_t question;
    };
    std::vector<Promised> promises;
    std::optional<Measurement> latency;
};

void ask_promises(const charter::Charter& document, const observations::Source& source, const Deciding& deciding, Asked& asked, Decided& decided) {
    Ground ground;
    ground.charter = &document;
    ground.columns = source.columns();
    ground.version = deciding.version;
    for (const auto& promise : document.promises) {
        const metrics::Metric* metric = promise.metric.empty() ? nullptr : metrics::find(promise.metric);
        if (metric == nullptr || metric->needs.kind != Kind::confusion || promise.estimated || promise.with.contains("threshold")) continue;
        const auto skip = [&](const std::string& why) { decided.not_looked_at.push_back(promise.id + " (" + why + ")"); };
        if (is_worth_of_rows(*metric, document)) {
            skip("its amounts are those of each row; the curve of value says what other thresholds are worth");
            continue;
        }
        if (promise.bound.relative) {
            skip("its bound moves with the reference");
            continue;
        }
        Plan ours, theirs;
        Prepared prepared = prepare(promise, ground, ours, theirs);
        if (prepared.measurements.size() != 1) {
            skip("it cannot be measured on these data");
            continue;
        }
        observations::Question question;
        question.wish.kind = Kind::score_runs;
        question.slice.where = promise.where;
        question.slice.by = promise.by;
        question.slice.version = promise.version ? promise.version : deciding.version;
        prepared.measurements.front().question = 0;
        asked.promises.push_back({&promise, std::move(prepared.measurements.front()), asked.plan.ask(std::move(question))});
    }
}

void ask_limits(const charter::Charter& document, const observations::Source& source, const observations::Slice& slice, Asked& asked, Decided& decided) {
    for (const auto& limit : document.business_limits) {
        if (!limit.by.empty()) {
            observations::Question question;
            question.wish.kind = Kind::score_runs;
            question.slice = slice;
            question.slice.by = limit.by;
            asked.groups = asked.plan.ask(std::move(question));
        }
        if (limit.kind != charter::BusinessLimit::Kind::latency) continue;
        const auto* column = column_in(source.columns(), limit.column);
        if (column == nullptr || column->type != observations::ColumnType::number) {
            decided.latency_missing = column == nullptr ? "the data have no column \"" + limit.column + "\"" : "the column \"" + limit.column + "\" holds no numbers";
            continue;
        }
        Asking asking;
        asking.slice = slice;
        asking.parameters["q"] = std::min(0.9999, limit.of / 100);
        asked.latency = ask(*metrics::find("latency"), limit.column, asking, false, asked.plan, asked.reference);
    }
}

base::Result<base::Done> check_amount_columns(const observations::Source& source, const std::vector<std::string>& names) {
    for (const auto& name : names) {
        RETURN_IF_ERROR(expect_column(source, name, "amount of each row", ""));
        const auto* column = column_in(source.columns(), name);
        if (column->type == observations::ColumnType::number || column->type == observations::ColumnType::integer) continue;
        return Error{Fault::input, "amounts are numbers, and the column \"" + name + "\" holds " + (column->type == observations::ColumnType::text ? "text" : column->declared), "name a column of numbers under value"};
    }
    return base::Done{};
}

Error no_rows(const Decided& decided) {
    if (decided.rows == 0) return {Fault::input, "no row is left to decide about", "check that the files have rows, and --where and --version where they are given"};
    return {Fault::input, "no row has both a score and a known label" + std::string(decided.without_amount > 0 ? ", and an amount" : ""), "give data whose outcomes are in"};
}

value::Outcomes::Options options_for(const charter::Charter& document) {
    value::Outcomes::Options options;
    options.thresholds = value::hundredths();
    options.thresholds.push_back(document.task.threshold);
    options.seed = seed_for("decisions/" + base::format(document.digest));
    return options;
}

base::Result<base::Done> set_outcomes_by_row(const charter::Charter& document, observations::Source& source, const observations::Slice& slice, Decided& decided) {
    const auto names = amount_columns(*document.worth);
    observations::Coding coding;
    coding.question.wish.kind = Kind::confusion;
    coding.question.slice = slice;
    coding.outcomes = {true, true, true, true, false, false};
    coding.scores = coding.numbers = true;
    coding.columns = names;
    ASSIGN_OR_RETURN(observations::CodedRows rows, source.coded(coding));
    decided.sampled = rows.eligible > static_cast<std::int64_t>(rows.rows());
    const RowFeed feed(std::move(rows), *document.worth, names);
    decided.without_amount = feed.without();
    if (feed.rows() == 0) return no_rows(decided);
    auto options = options_for(document);
    options.keys = feed.keys();
    options.units = feed.units();
    decided.outcomes = std::make_shared<value::Outcomes>([&](const auto& each) { feed.visit(each); }, std::move(options));
    return base::Done{};
}

void set_outcomes(const charter::Charter& document, const observations::Answer& answer, const metrics::Runs& whole, Decided& decided) {
    std::vector<const metrics::Runs*> groups;
    auto options = options_for(document);
    for (const auto& cell : answer) {
        if (runs_in(cell)->tally.rows == 0) continue;
        groups.push_back(runs_in(cell).get());
        options.groups.push_back(group_name(cell.group));
    }
    options.keys = whole.keys;
    options.units = whole.units;
    options.units_exact = whole.units_exact;
    const auto feed = value::feed_of(std::move(groups), whole);
    decided.outcomes = std::make_shared<value::Outcomes>(feed, std::move(options));
}

}  // namespace

base::Result<Deciding> deciding(const charter::Charter& document, const Arguments& arguments) {
    Deciding all;
    if (arguments.has("where")) {
        ASSIGN_OR_RETURN(all.where, charter::parse_condition(arguments.text("where")));
    }
    if (arguments.has("version")) {
        if (document.task.columns.version.empty()) return Error{Fault::input, "--version needs a version column", "name it in the charter: task: {columns: {version: ...}}"};
        all.version = arguments.text("version");
    }
    all.level = arguments.has("level") ? arguments.number("level").value_or(0) : 0.95;
    if (!(all.level >= 0.5 && all.level < 1)) return Error{Fault::input, "--level cannot be " + arguments.text("level"), "give a number from 0.5 to below 1"};
    return all;
}

std::vector<ThresholdPromise::Stands> ThresholdPromise::at(const std::vector<double>& thresholds) const {
    std::vector<std::vector<metrics::Split<metrics::Confusion>>> decisions;
    for (const auto& cell : runs_) decisions.push_back(value::decisions_at(*runs_in(cell), thresholds));
    std::vector<Stands> all;
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
        Answers answers(1);
        for (std::size_t c = 0; c < runs_.size(); ++c) answers[0].push_back({0, runs_[c].group, decisions[c][i]});
        std::vector<verdicts::Judgement> judgements;
        const auto measured = estimates_in(measurement_, answers, {}, 0);
        for (const auto& one : measured) judgements.push_back(verdicts::judge(one.estimate, promise_->bound, promise_->about, promise_->level));
        Stands stands;
        stands.verdict = verdicts::together(judgements, promise_->breach, promise_->level);
        for (std::size_t j = 0; j < measured.size(); ++j) {
            if (j == 0 || judgements[j].verdict == stands.verdict) stands.value = measured[j].estimate.value;
            if (judgements[j].verdict == stands.verdict) break;
        }
        all.push_back(stands);
    }
    return all;
}

void set_pace(const charter::Charter& document, const observations::Source& source, const metrics::Extent& extent, Decided& decided) {
    if (document.worth && document.worth->volume) {
        decided.per_month = document.worth->volume->per_month();
        decided.pace = fmt::format("{} decisions a {}, as the charter says", report::grouped(static_cast<std::int64_t>(std::llround(document.worth->volume->amount))), document.worth->volume->per);
        return;
    }
    if (!extent.first || !extent.last) return;
    const auto* time = column_in(source.columns(), document.task.columns.time);
    double days = static_cast<double>(extent.last->micros - extent.first->micros) / static_cast<double>(base::micros_per_day);
    if (time != nullptr && time->declared == "DATE") days += 1;  // the last day is in the data too
    if (days <= 0) return;
    decided.per_month = static_cast<double>(extent.rows) * 365.25 / 12 / days;
    decided.pace = fmt::format("{} decisions in the {} days of the data", report::grouped(extent.rows), report::grouped(days, days < 10 ? 1 : 0));
}

base::Result<Decided> read_decisions(const charter::Charter& document, observations::Source& source, const Deciding& deciding) {
    RETURN_IF_ERROR(check_task(document, source, deciding));
    const bool by_row = document.worth && document.worth->by_row();
    if (by_row) RETURN_IF_ERROR(check_amount_columns(source, amount_columns(*document.worth)));
    Decided decided;
    decided.level = deciding.level;
    decided.threshold = document.task.threshold;
    const auto slice = slice_of(deciding);
    Asked asked;
    asked.extent = asked.plan.ask({{.kind = Kind::extent}, slice, {}});
    asked.runs = asked.plan.ask({{.kind = Kind::score_runs}, slice, {}});
    ask_promises(document, source, deciding, asked, decided);
    if (deciding.limits) ask_limits(document, source, slice, asked, decided);
    ASSIGN_OR_RETURN(const Answers answers, source.answer(asked.plan.questions()));

    metrics::Extent extent;
    for (const auto& cell : answers[asked.extent]) extent.merge(std::get<metrics::Extent>(cell.statistic));
    decided.rows = extent.rows;
    const metrics::Runs* whole = nullptr;
    for (const auto& cell : answers[asked.runs]) whole = runs_in(cell).get();
    if (whole == nullptr || whole->tally.rows == 0) return no_rows(decided);
    decided.unlabelled = whole->left_out;
    set_pace(document, source, extent, decided);
    if (by_row) {
        if (asked.groups) return Error{Fault::input, "groups cannot be told apart where every row has an amount of its own", "give plain amounts under value, or remove business_limits.every_group"};
        RETURN_IF_ERROR(set_outcomes_by_row(document, source, slice, decided));
    } else {
        set_outcomes(document, answers[asked.groups.value_or(asked.runs)], *whole, decided);
    }
    if (document.worth) decided.stakes = std::make_shared<value::Stakes>(*document.worth, seed_for("amounts/" + base::format(document.digest)));
    decided.present = decided.outcomes->index_of(document.task.threshold);
    for (auto& one : asked.promises) decided.promises.emplace_back(*one.promise, std::move(one.measurement), answers[one.question]);
    if (asked.latency) decided.latency = estimates_in(*asked.latency, answers, {}, 0).front().estimate;
    return decided;
}

}  // namespace operations
