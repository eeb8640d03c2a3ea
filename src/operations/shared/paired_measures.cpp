#include "operations/shared/paired_measures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "metrics/intervals/paired.h"
#include "metrics/intervals/paired_area.h"
#include "metrics/intervals/paired_supremum.h"
#include "operations/shared/amounts.h"
#include "operations/shared/paired_money.h"
#include "operations/shared/sources.h"

namespace operations {

namespace {

using metrics::Estimate;
using metrics::Kind;
using metrics::Metric;

/// Rows of which the placements of all models are held at once; of more, the area is compared by parts.
constexpr std::int64_t placed_rows_max = 5'000'000;

/// A metric of what a model predicts, on the judged rows alone.
bool is_of_predictions(const Metric& metric) {
    const auto reads = metric.reads();
    const bool one_side = !metric.needs.reference && !metric.needs.versions && !metric.needs.columns && !metric.needs.column && !metric.needs.features && !metric.needs.hourly;
    return one_side && metric.needs.reduction == nullptr && (reads.score || reads.decision) && metric.family != metrics::Family::drift;
}

std::string name_of(const Measure& measure) {
    std::string name(measure.metric->id);
    if (!measure.by.empty()) name += fmt::format(" by {}", fmt::join(measure.by, ", "));
    if (measure.compare != charter::Compare::none) name += fmt::format(", {}", measure.compare == charter::Compare::to_overall ? "to overall" : charter::name(measure.compare));
    if (measure.where) name += " where " + charter::format(*measure.where);
    return name;
}

Measure measure_of(const charter::Promise& promise, const Metric& metric) {
    Measure measure{.metric = &metric, .parameters = promise.with, .where = promise.where, .by = promise.by, .compare = promise.compare};
    // Of groups that are bounded one by one, the worst decides.
    if (!metric.needs.groups && !measure.by.empty() && measure.compare == charter::Compare::none) measure.compare = charter::Compare::worst;
    measure.name = name_of(measure);
    return measure;
}

Measure plain(const Metric& metric) {
    Measure measure{.metric = &metric};
    measure.name = name_of(measure);
    return measure;
}

bool same(const Measure& a, const Measure& b) { return a.metric == b.metric && a.parameters == b.parameters && a.name == b.name; }

/// At most one row of each sort is what "all rows" is.
bool is_whole(const Measure& measure) { return measure.by.empty() && !measure.metric->needs.groups; }

Asking asking_of(const Measure& measure, const charter::Charter& document) {
    Asking asking;
    asking.slice.where = measure.where;
    asking.slice.by = measure.by;
    asking.parameters = measure.parameters;
    asking.parameters.try_emplace("threshold", document.task.threshold);
    return asking;
}

double threshold_of(const Measure& measure, const charter::Charter& document) {
    const auto given = measure.parameters.find("threshold");
    return given == measure.parameters.end() ? document.task.threshold : given->second;
}

Measurement measurement_of(const Measure& measure, const charter::Charter& document, Plan& plan) {
    Plan nothing;
    Measurement measurement = ask(*measure.metric, "", asking_of(measure, document), false, plan, nothing);
    measurement.compare = measure.metric->needs.groups ? charter::Compare::none : measure.compare;
    measurement.setting.amounts = amounts_of(document).value_or(metrics::Amounts{});  // measure_rows takes the place of what rows have amounts for
    if (measure.metric->needs.amounts) measurement.amount_variances = amount_variances(document);
    return measurement;
}

/// Label by both decisions: the contender's confusion, by what the product decided. Only where both use one threshold.
observations::Question table_question(const Measure& measure, const charter::Charter& document, const std::string& product) {
    observations::Question question;
    question.wish.kind = Kind::confusion;
    question.wish.threshold = document.task.threshold;
    question.slice.where = measure.where;
    question.slice.by = {observations::decision_column(product)};
    return question;
}

metrics::PairedTable table_of(const observations::Answer& answer) {
    using Label = metrics::Confusion::Label;
    metrics::PairedTable table;
    for (const auto& cell : answer) {
        const auto& of = std::get<metrics::Split<metrics::Confusion>>(cell.statistic).total;
        const bool product = cell.group.front() == "1";
        const auto rows = [](metrics::Mass mass) { return mass / metrics::mass_one; };
        table.at(Label::positive, true, product) += rows(of.true_positive);
        table.at(Label::positive, false, product) += rows(of.false_negative);
        table.at(Label::negative, true, product) += rows(of.false_positive);
        table.at(Label::negative, false, product) += rows(of.true_negative);
        table.at(Label::unknown, true, product) += rows(of.unlabelled_positive);
        table.at(Label::unknown, false, product) += rows(of.unlabelled_negative);
    }
    return table;
}

bool by_table(const Measure& measure, const charter::Charter& document, const JudgedSide& side) {
    return side.independent && is_whole(measure) && measure.metric->needs.kind == Kind::confusion && threshold_of(measure, document) == document.task.threshold;
}

bool by_placements(const Measure& measure, const charter::Charter& document, const JudgedSide& side) {
    const bool area = measure.metric->id == "roc_auc" || measure.metric->id == "gini";
    return side.independent && area && !measure.where && measure.by.empty() && side.rows.rows <= placed_rows_max && document.late_by.micros == 0;
}

/// Placements of every contender's scores among the rows whose outcome is known; none where only one outcome occurs.
base::Result<std::vector<metrics::Placements>> placements_in(const Contest& contest, const JudgedSide& side, const Surroundings& surroundings) {
    std::vector<observations::Wanted> wanted{{observations::happened_column, observations::Wanted::As::number}};
    for (const Contender& one : contest.contenders) wanted.push_back({observations::score_column(one.name), observations::Wanted::As::number});
    ASSIGN_OR_RETURN(const observations::Frame frame, observations::read_frame({side.file}, wanted, surroundings.stop));
    const auto& happened = frame.columns.front().numbers;
    std::vector<std::uint8_t> positive;
    for (const double one : happened) {
        if (!std::isnan(one)) positive.push_back(one != 0 ? 1 : 0);
    }
    std::vector<metrics::Placements> all;
    const auto hits = std::count(positive.begin(), positive.end(), 1);
    if (hits == 0 || hits == static_cast<std::ptrdiff_t>(positive.size())) return all;
    for (std::size_t i = 1; i < frame.columns.size(); ++i) {
        std::vector<double> scores;
        for (std::size_t row = 0; row < happened.size(); ++row) {
            if (!std::isnan(happened[row])) scores.push_back(frame.columns[i].numbers[row]);
        }
        all.push_back(metrics::placements_of(scores, positive));
    }
    return all;
}

/// Two models that nothing tells apart.
Estimate itself(const Estimate& value) {
    if (!value.value) return Estimate::absent(value.reason, value.detail);
    return Estimate::fact(0, value.rows);
}

void judge(Measure& measure) {
    for (const auto* promise : measure.promises) {
        auto& row = measure.verdicts.emplace_back();
        for (const Estimate& value : measure.values) row.push_back(promise->bound.relative ? verdicts::Verdict::unproven : verdicts::verdict_of(value, promise->bound, promise->about, promise->level));
    }
}

/// What one contender's source answered to a measure.
struct Seen {
    metrics::Estimate value{};
    std::optional<metrics::PairedTable> table{};
    std::vector<std::vector<metrics::NamedEstimate>> groups{};        ///< where groups are compared: of each metric that is, by group
    std::optional<metrics::Split<metrics::Reliability>> reliability{};
    std::optional<metrics::Confusion> decisions{};
};

/// The metrics whose values by group a comparison is made of.
std::vector<const Metric*> compared_in(const Metric& metric) {
    const auto& id = metric.id;
    if (id.starts_with("equalized_odds")) return {metrics::find("recall"), metrics::find("false_positive_rate")};
    if (id.starts_with("predictive")) return {metrics::find("precision")};
    if (id.starts_with("equal_opportunity")) return {metrics::find("recall")};
    return {metrics::find("positive_rate")};
}

metrics::Between between_of(const Measure& measure) {
    using metrics::Between;
    if (measure.metric->needs.groups) return measure.metric->id.ends_with("ratio") ? Between::ratio : Between::difference;
    if (measure.compare == charter::Compare::ratio) return Between::ratio;
    if (measure.compare == charter::Compare::difference) return Between::difference;
    return measure.higher_is_better() ? Between::lowest : Between::highest;
}

std::vector<std::vector<metrics::NamedEstimate>> groups_in(const Measure& measure, const observations::Answer& answer, const std::vector<Measured>& measured) {
    if (!measure.metric->needs.groups) return {measured.front().groups};
    std::vector<std::vector<metrics::NamedEstimate>> all;
    for (const Metric* metric : compared_in(*measure.metric)) {
        metrics::Setting setting;
        setting.numbers = metrics::fallbacks_of(*metric);
        auto& groups = all.emplace_back();
        for (const auto& cell : answer) groups.push_back({group_name(cell.group), metrics::evaluate(*metric, cell.statistic, nullptr, setting)});
    }
    return all;
}

Seen seen_in(const Measure& measure, const Measurement& measurement, const Answers& answers) {
    const auto measured = estimates_in(measurement, answers, {}, 0);
    Seen seen{.value = measured.front().estimate};
    if (measure.metric->needs.groups || (!measure.by.empty() && measure.compare != charter::Compare::to_overall)) seen.groups = groups_in(measure, answers[measurement.question], measured);
    const metrics::Statistic* statistic = measured.front().current;
    if (statistic == nullptr || !is_whole(measure)) return seen;
    if (const auto* reliability = std::get_if<metrics::Split<metrics::Reliability>>(statistic)) seen.reliability = *reliability;
    if (const auto* decisions = std::get_if<metrics::Split<metrics::Confusion>>(statistic)) seen.decisions = decisions->total;
    return seen;
}

base::Result<std::vector<Seen>> look(const std::vector<Measure>& measures, const Contender& contender, const Contest& contest, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto source, seen_by(contender.name, document, side, surroundings));
    Plan plan;
    std::vector<Measurement> measurements;
    std::vector<std::optional<std::size_t>> tables;
    for (const Measure& measure : measures) {
        measurements.push_back(measurement_of(measure, document, plan));
        tables.emplace_back();
        if (by_table(measure, document, side)) tables.back() = plan.ask(table_question(measure, document, contest.contenders[contest.product].name));
    }
    ASSIGN_OR_RETURN(const Answers answers, source->answer(plan.questions()));
    std::vector<Seen> seen;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        seen.push_back(seen_in(measures[i], measurements[i], answers));
        if (tables[i]) seen.back().table = table_of(answers[*tables[i]]);
    }
    return seen;
}

Estimate by_decisions(const Measure& measure, const charter::Charter& document, const metrics::PairedTable& table, std::optional<double>& p) {
    metrics::Setting setting;
    setting.amounts = amounts_of(document).value_or(metrics::Amounts{});
    setting.numbers = metrics::fallbacks_of(*measure.metric);
    for (const auto& [name, number] : measure.parameters) setting.numbers[name] = number;
    if (const auto of = metrics::discordant(*measure.metric, setting, table)) p = metrics::mcnemar(*of);
    return metrics::paired_decisions(*measure.metric, setting, table);
}

Estimate by_groups(const Measure& measure, const Seen& contender, const Seen& product) {
    if (!contender.value.value || !product.value.value) return metrics::limits_apart(contender.value, product.value);
    std::vector<metrics::GroupedPair> pairs;
    for (std::size_t i = 0; i < contender.groups.size(); ++i) {
        const Metric& compared = measure.metric->needs.groups ? *compared_in(*measure.metric)[i] : *measure.metric;
        pairs.push_back({contender.groups[i], product.groups[i], compared.scale == metrics::Scale::share && compared.needs.kind == Kind::confusion});
    }
    return metrics::paired_between_groups(between_of(measure), pairs, *contender.value.value - *product.value.value, measure.metric->highest - measure.metric->lowest, seed_for(measure.name));
}

/// Less the product's, by the method that holds for such a metric.
Estimate difference_of(const Measure& measure, const Seen& contender, const Seen& product, const charter::Charter& document, std::optional<double>& p) {
    if (contender.table) return by_decisions(measure, document, *contender.table, p);
    if (!contender.groups.empty() && !product.groups.empty()) return by_groups(measure, contender, product);
    if (measure.metric->id == "expected_calibration_error" && contender.reliability && product.reliability && contender.value.value && product.value.value) {
        return metrics::paired_calibration_error(*contender.reliability, *product.reliability, *contender.value.value - *product.value.value, seed_for(measure.name));
    }
    if (is_whole(measure) && metrics::is_smooth(*measure.metric)) return metrics::paired_parts(*measure.metric, contender.value, product.value);
    return metrics::limits_apart(contender.value, product.value);
}

/// Money at uncertain amounts, and at amounts that every row has of its own.
base::Result<base::Done> measure_money(Measure& measure, const std::vector<const Seen*>& seen, const Contest& contest, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings) {
    if (!measure.metric->needs.amounts || !document.worth || !is_whole(measure)) return base::Done{};
    if (document.worth->by_row()) return measure.where ? base::Result<base::Done>(base::Done{}) : measure_rows(measure, contest, document, side, surroundings);
    std::vector<value::Quantities> quantities;
    for (const Seen* one : seen) {
        const auto &own = one->decisions, &product = seen[contest.product]->decisions;
        quantities.push_back(own && product ? beside(*own, *product) : value::Quantities{});
    }
    carry_amounts(measure, document, quantities);
    return base::Done{};
}

}  // namespace

base::Result<std::unique_ptr<observations::Source>> seen_by(const std::string& contender, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings, Independent rows) {
    observations::Reading reading;
    reading.files = {side.file};
    const auto kept = [&](const std::string& name) { return std::find(side.columns.begin(), side.columns.end(), name) != side.columns.end() ? name : std::string(); };
    const auto& columns = document.task.columns;
    reading.columns.time = kept(columns.time);
    reading.columns.label = columns.label;
    reading.columns.unit = !side.independent ? columns.unit : rows == Independent::in_parts ? observations::row_column : "";
    reading.columns.subject = kept(columns.subject);
    reading.columns.score = observations::score_column(contender);
    reading.positive = document.task.positive;
    reading.absent_means = document.absent_means;
    reading.late_by = document.late_by;
    reading.zone = document.zone;
    reading.stop = surroundings.stop;
    return observations::open(std::move(reading));
}

std::vector<Measure> measures_for(const charter::Charter& document, const std::string& deciding) {
    std::vector<Measure> measures;
    const auto take = [&](Measure measure, const charter::Promise* promise) {
        auto found = std::find_if(measures.begin(), measures.end(), [&](const Measure& one) { return same(one, measure); });
        if (found == measures.end()) found = measures.insert(measures.end(), std::move(measure));
        if (promise != nullptr) found->promises.push_back(promise);
    };
    take(plain(*metrics::find(deciding)), nullptr);
    if (document.worth) take(plain(*metrics::find("value_per_decision")), nullptr);
    take(plain(*metrics::find("roc_auc")), nullptr);
    for (const auto& promise : document.promises) {
        const Metric* metric = promise.metric.empty() ? nullptr : metrics::find(promise.metric);
        if (metric == nullptr || promise.estimated || !is_of_predictions(*metric)) continue;
        // Amounts of each row's own are looked at over all rows alone.
        if (metric->needs.amounts && document.worth && document.worth->by_row() && (promise.where || !promise.by.empty())) continue;
        take(measure_of(promise, *metric), &promise);
    }
    return measures;
}

std::vector<std::string> columns_of(const std::vector<Measure>& measures) {
    std::vector<std::string> all;
    for (const Measure& measure : measures) {
        all.insert(all.end(), measure.by.begin(), measure.by.end());
        if (!measure.where) continue;
        for (const auto& name : measure.where->columns()) all.push_back(name);
    }
    return all;
}

base::Result<base::Done> measure_all(std::vector<Measure>& measures, const Contest& contest, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings) {
    std::vector<std::vector<Seen>> seen;  // by contender, by measure
    for (std::size_t i = 0; i < contest.contenders.size(); ++i) {
        ASSIGN_OR_RETURN(auto one, look(measures, contest.contenders[i], contest, document, side, surroundings));
        seen.push_back(std::move(one));
        if (surroundings.progress) surroundings.progress(0.5 + 0.3 * static_cast<double>(i + 1) / static_cast<double>(contest.contenders.size()), side.rows.rows);
    }
    std::vector<metrics::Placements> placements;
    if (std::any_of(measures.begin(), measures.end(), [&](const Measure& one) { return by_placements(one, document, side); })) {
        ASSIGN_OR_RETURN(placements, placements_in(contest, side, surroundings));
    }
    for (std::size_t m = 0; m < measures.size(); ++m) {
        Measure& measure = measures[m];
        std::vector<const Seen*> row;
        for (const auto& one : seen) row.push_back(&one[m]);
        const Seen& product = *row[contest.product];
        for (std::size_t i = 0; i < row.size(); ++i) {
            measure.values.push_back(row[i]->value);
            std::optional<double> p;
            if (i == contest.product) measure.differences.push_back(itself(product.value));
            else if (!placements.empty() && by_placements(measure, document, side)) measure.differences.push_back(metrics::paired_area(placements[i], placements[contest.product], measure.metric->id == "gini" ? 2 : 1));
            else measure.differences.push_back(difference_of(measure, *row[i], product, document, p));
            measure.mcnemar.push_back(p);
        }
        RETURN_IF_ERROR(measure_money(measure, row, contest, document, side, surroundings));
        judge(measure);
    }
    return base::Done{};
}

}  // namespace operations
