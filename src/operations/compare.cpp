#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/nearest.h"
#include "base/random.h"
#include "charter/comparison.h"
#include "models/words.h"
#include "operations/operation.h"
#include "operations/shared/amounts.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/choice.h"
#include "operations/shared/comparison.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using charter::Charter;

constexpr std::array<std::string_view, 4> formats{"text", "json", "markdown", "html"};
constexpr std::array<Parameter, 18> parameters{{
    {.name = "CHARTER", .sentence = "The charter; - reads it from standard input.", .required = true, .positional = true},
    {.name = "versions", .kind = Parameter::Kind::list, .sentence = "Scored rows of each version, the newest last: NAME=FILE, or FILE; or names of versions in --data.", .placeholder = "FILE..."},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "The judged rows with features and groups, where the versions' files do not have them.", .placeholder = "FILE..."},
    {.name = "train", .kind = Parameter::Kind::list, .sentence = "Rows to train the reference models on; none of them may be judged.", .placeholder = "FILE..."},
    {.name = "features", .kind = Parameter::Kind::list, .sentence = "Columns that reference models learn from.", .placeholder = "COLUMN,...", .fallback = "the charter's features, else all that have no other part"},
    {.name = "by", .kind = Parameter::Kind::list, .sentence = "Columns whose values are groups: who changes sides in each.", .placeholder = "COLUMN,...", .fallback = "those of the charter's promises"},
    {.name = "model", .kind = Parameter::Kind::list, .sentence = "A version's model, as \"charter fit\" wrote it, to measure its size and speed.", .placeholder = "NAME=FILE"},
    {.name = "cost", .kind = Parameter::Kind::list, .sentence = "What a prediction of a model costs, in the charter's currency.", .placeholder = "NAME=AMOUNT", .fallback = "the charter's compare.models"},
    {.name = "metric", .sentence = "The metric that decides what is good enough.", .placeholder = "M", .fallback = "the charter's, else value_per_decision, else roc_auc"},
    {.name = "margin", .kind = Parameter::Kind::number, .sentence = "How much worse in that metric is still good enough.", .placeholder = "X", .fallback = "the charter's"},
    {.name = "choose", .sentence = "A model that was chosen: recorded with its price.", .placeholder = "NAME"},
    {.name = "ledger", .sentence = "Record the choice and its price in the ledger of this folder, made when there is none.", .placeholder = "FOLDER"},
    {.name = "chosen-by", .sentence = "Who chose; kept beside the ledger, where it can be erased.", .placeholder = "NAME"},
    {.name = "level", .kind = Parameter::Kind::number, .sentence = "Confidence level of the intervals.", .placeholder = "0.95", .fallback = "0.95"},
    {.name = "seed", .kind = Parameter::Kind::number, .sentence = "For training and for samples of rows.", .placeholder = "N", .fallback = "1"},
    {.name = "format", .sentence = "How to write the comparison.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
    {.name = "without-slices", .kind = Parameter::Kind::flag, .sentence = "Leaves out the search for rows in which the newest version is worse."},
}};

/// Rows that the tree in the product's stead is fitted to and tried on.
constexpr std::int64_t fidelity_rows_max = 100'000;

base::Result<base::Done> check_document(const Charter& document) {
    if (document.task.kind != charter::TaskKind::binary) return Error{Fault::input, "only models that say yes or no are compared, and the charter's task is: " + std::string(charter::name(document.task.kind)), "compare binary tasks; for others evaluate each version"};
    for (const char* key : {"score", "label"}) {
        const bool missing = std::string_view(key) == "score" ? document.task.columns.score.empty() : document.task.columns.label.empty();
        if (missing) return Error{Fault::input, fmt::format("models are compared by their scores and by what happened, and the charter names no column for the {}", key), fmt::format("name it, task: {{columns: {{{}: ...}}}}", key)};
    }
    return base::Done{};
}

base::Result<std::string> deciding_metric(const Charter& document, const Arguments& arguments) {
    const std::string id = arguments.has("metric") ? arguments.text("metric") : !charter::comparison_of(document).metric.empty() ? charter::comparison_of(document).metric : document.worth ? "value_per_decision" : "roc_auc";
    const auto* metric = metrics::find(id);
    if (metric == nullptr) {
        std::vector<std::string> known;
        for (const auto* one : metrics::catalogue()) known.emplace_back(one->id);
        const auto nearest = base::nearest_name(id, known);
        return Error{Fault::input, "no such metric: " + id, (nearest.empty() ? "" : "did you mean " + nearest + "? ") + std::string("run \"charter metrics\" for the list")};
    }
    const auto reads = metric->reads();
    const bool of_predictions = (reads.score || reads.decision) && !metric->needs.reference && !metric->needs.groups && !metric->needs.column && metric->needs.reduction == nullptr;
    if (!of_predictions || metric->better == metrics::Better::neither) return Error{Fault::input, "models cannot be ranked by a metric that is not one of predictions, or knows no better and worse: " + id, "take one like roc_auc, log_loss, accuracy or value_per_decision"};
    if (metric->needs.amounts && !document.worth) return Error{Fault::input, id + " needs amounts", "add a section value: to the charter"};
    return id;
}

base::Result<double> level_of(const Arguments& arguments) {
    const double level = arguments.has("level") ? arguments.number("level").value_or(0) : 0.95;
    if (level >= 0.5 && level < 1) return level;
    return Error{Fault::input, "--level cannot be " + arguments.text("level"), "give a number from 0.5 up to but without 1"};
}

base::Result<std::optional<double>> margin_of(const Charter& document, const Arguments& arguments) {
    if (!arguments.has("margin")) return charter::comparison_of(document).margin;
    const double margin = arguments.number("margin").value_or(-1);
    if (margin >= 0 && std::isfinite(margin)) return std::optional(margin);
    return Error{Fault::input, "--margin cannot be " + arguments.text("margin"), "give a number of 0 or more, in the unit of the metric"};
}

/// Groups of people: what is named, else whatever the promises divide by, each column by itself.
std::vector<std::string> groups_of(const Charter& document, const Arguments& arguments) {
    std::vector<std::string> columns = words_in(arguments.list("by"));
    if (!columns.empty()) return columns;
    for (const auto& promise : document.promises) {
        if (!promise.evidence.empty()) continue;
        for (const auto& column : promise.by) {
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
        }
    }
    return columns;
}

/// What slices and the tree in the product's stead are made of: those that are in the judged rows.
base::Result<std::vector<std::string>> readable_features(const Contest& contest, const Charter& document, const Arguments& arguments) {
    std::vector<std::string> features = contest.training ? contest.training->features : words_in(arguments.list("features"));
    if (features.empty()) features = document.task.columns.features;
    if (contest.training || features.empty()) return features;
    observations::Reading reading;
    reading.files = contest.data;
    ASSIGN_OR_RETURN(const auto source, observations::open(std::move(reading)));
    std::vector<std::string> names;
    for (const auto& info : source->columns()) names.push_back(info.name);
    std::erase_if(features, [&](const std::string& name) { return std::find(names.begin(), names.end(), name) == names.end(); });
    return features;
}

/// Columns of amounts that rows have of their own.
std::vector<std::string> amount_columns(const Charter& document) {
    std::vector<std::string> names;
    if (!document.worth) return names;
    for (const auto* money : {&document.worth->true_positive, &document.worth->false_positive, &document.worth->false_negative, &document.worth->true_negative}) {
        if (!money->column.empty()) names.push_back(money->column);
    }
    return names;
}

/// Columns to keep, each once, without those that are made anew.
std::vector<std::string> columns_to_keep(const Charter& document, const std::vector<Measure>& measures, const std::vector<std::string>& by, const std::vector<std::string>& features) {
    std::vector<std::string> all;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
    };
    const auto& columns = document.task.columns;
    for (const auto& name : {columns.label, columns.id, columns.unit, columns.time}) add(name);
    for (const auto& list : {columns_of(measures), by, features, amount_columns(document)}) {
        for (const auto& name : list) add(name);
    }
    return all;
}

/// What an outcome is worth in a row, after costs, at the means of what is uncertain.
std::array<observations::RowWorth, 4> row_worth(const charter::Worth& worth) {
    const auto of = [](const charter::Money& money, double cost) {
        if (money.column.empty()) return observations::RowWorth{.plus = money.mean - cost};
        return observations::RowWorth{.column = money.column, .times = money.mean, .plus = -cost};
    };
    const double decided = worth.per_prediction.mean, acted = decided + worth.per_action.mean + worth.per_review.mean;
    return {of(worth.true_positive, acted), of(worth.false_positive, acted), of(worth.false_negative, decided), of(worth.true_negative, decided)};
}

observations::Judging judging_of(const Contest& contest, const Charter& document, const Arguments& arguments, const Surroundings& surroundings) {
    observations::Judging judging;
    judging.versions = contest.versions;
    if (arguments.has("data")) judging.data = arguments.list("data");
    judging.id = document.task.columns.id;
    judging.version_column = document.task.columns.version;
    judging.label = document.task.columns.label;
    judging.positive = document.task.positive;
    if (document.absent_means != charter::Absent::unknown && document.late_by.micros == 0) judging.absent_label = document.absent_means == charter::Absent::positive;
    judging.threshold = document.task.threshold;
    if (document.worth) {
        judging.worth = row_worth(*document.worth);
        judging.worth_apart = document.worth->by_row();
    }
    judging.stop = surroundings.stop;
    for (const Contender& one : contest.contenders) {
        if (!one.model) continue;
        // A version's own model is only timed: its scores are those of its file.
        const std::string name = one.is_version() ? "model of " + one.name : one.name;
        judging.models.push_back({name, one.model->wanted(), [model = &*one.model](const observations::Frame& piece) { return model->score(piece); }});
    }
    if (surroundings.progress) judging.progress = [&](std::int64_t rows) { surroundings.progress(-1, rows); };
    return judging;
}

void take_times(Contest& contest, const observations::JudgedRows& rows) {
    std::size_t i = 0;
    for (Contender& one : contest.contenders) {
        if (one.model) one.seconds = rows.seconds[i++];
    }
}

/// Days that the judged rows cover: whole days, where times are dates.
base::Result<std::optional<double>> days_of(const Charter& document, const JudgedSide& side, const std::string& contender, const Surroundings& surroundings) {
    if (document.task.columns.time.empty()) return std::optional<double>();
    ASSIGN_OR_RETURN(const auto source, seen_by(contender, document, side, surroundings, Independent::without_parts));
    ASSIGN_OR_RETURN(const auto answers, source->answer({observations::Question{}}));
    metrics::Extent extent;
    for (const auto& cell : answers.front()) extent.merge(std::get<metrics::Extent>(cell.statistic));
    if (!extent.first || !extent.last) return std::optional<double>();
    const bool dates = extent.first->micros % base::micros_per_day == 0 && extent.last->micros % base::micros_per_day == 0;
    const double days = static_cast<double>(extent.last->micros - extent.first->micros) / static_cast<double>(base::micros_per_day) + (dates ? 1 : 0);
    return days > 0 ? std::optional(days) : std::nullopt;
}

/// A readable tree in the product's stead: fitted to its score on one half of a sample, and tried on the other.
base::Result<std::optional<Fidelity>> fidelity_of(const Comparison& of, const std::vector<std::string>& features, const Surroundings& surroundings) {
    const std::string score = observations::score_column(of.product().name);
    std::vector<observations::Wanted> wanted{{score, observations::Wanted::As::number}};
    for (const std::string& feature : features) wanted.push_back({feature});
    ASSIGN_OR_RETURN(observations::Frame all, observations::read_frame({of.side.file}, wanted, surroundings.stop, {.rows_max = fidelity_rows_max, .seed = 2}));
    observations::Frame fitted, tried;
    for (const auto& column : all.columns) {
        for (auto* half : {&fitted, &tried}) half->columns.push_back({.name = column.name, .categorical = column.categorical, .categories = column.categories});
        for (std::size_t row = 0; row < column.rows(); ++row) {
            auto& into = (base::Random::mix(row + 1) & 1 ? fitted : tried).columns.back();
            if (column.categorical) into.codes.push_back(column.codes[row]);
            else into.numbers.push_back(column.numbers[row]);
        }
    }
    // What does not vary teaches a tree nothing.
    for (std::size_t i = fitted.columns.size(); i-- > 1;) {
        models::Frame alone;
        alone.columns.push_back(fitted.columns[i]);
        if (models::learn(alone, "")) continue;
        fitted.columns.erase(fitted.columns.begin() + static_cast<std::ptrdiff_t>(i));
        tried.columns.erase(tried.columns.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const std::vector<double> targets = fitted.columns.front().numbers, seen = tried.columns.front().numbers;
    if (fitted.columns.size() < 2 || targets.size() < 100 || seen.size() < 100) return std::optional<Fidelity>();
    ASSIGN_OR_RETURN(const auto learnt, models::learn(fitted, score));
    ASSIGN_OR_RETURN(const auto lessons, models::Encoded::of(fitted, learnt));
    ASSIGN_OR_RETURN(const auto questions, models::Encoded::of(tried, learnt));
    const models::Tree tree = models::fit_tree(lessons, targets, {.depth = 4, .rows_min = 50});
    const auto answers = models::score(tree, questions);
    double mean = 0, spread = 0, missed = 0, agreed = 0;
    for (const double one : seen) mean += one / static_cast<double>(seen.size());
    const double threshold = of.document->task.threshold;
    for (std::size_t row = 0; row < seen.size(); ++row) {
        spread += (seen[row] - mean) * (seen[row] - mean);
        missed += (seen[row] - answers[row]) * (seen[row] - answers[row]);
        agreed += (seen[row] >= threshold) == (answers[row] >= threshold) ? 1 : 0;
    }
    if (!(spread > 0)) return std::optional<Fidelity>();
    const auto rows = static_cast<std::int64_t>(seen.size());
    return std::optional(Fidelity{1 - missed / spread, agreed / static_cast<double>(rows), static_cast<std::int64_t>(tree.leaves()), rows, models::in_words(tree, learnt)});
}

void add_notes(Comparison& of) {
    const auto& rows = of.side.rows;
    if (rows.by_position && of.contest.versions.size() > 1) of.notes.emplace_back("The charter names no id: rows of the versions were taken to belong together by their position.");
    if (rows.unscored > 0) of.notes.push_back(fmt::format("{} rows are left out because some version has no score for them.", rows.unscored));
    if (rows.labels_differ > 0) of.notes.push_back(fmt::format("In {} rows the versions' files disagree about what happened; the outcomes of {} count.", rows.labels_differ, of.contest.data.front()));
    if (of.side.independent) of.notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    const bool timed = std::any_of(of.contest.contenders.begin(), of.contest.contenders.end(), [](const Contender& one) { return one.seconds.has_value(); });
    if (timed) of.notes.emplace_back("The time a row takes was measured on this machine, in pieces of up to 2,048 rows on one thread; reading the features is not in it.");
    if (!of.product().cost && of.money) of.notes.push_back(fmt::format("What a prediction of {} costs is not known, so money is before the cost of models: give it with --cost {}=AMOUNT, or in the charter under compare.models.", of.product().name, of.product().name));
    if (of.money && !of.side.rows_a_month()) of.notes.emplace_back("The charter names neither a volume nor a column of times, so money is per 1,000 decisions and not a month.");
    if (of.contest.training) {
        of.notes.emplace_back("Reference models are not tuned; a team that tunes them may do a little better. The best of several is chosen on the rows it is judged on, which flatters it a little.");
        if (!of.contest.training->overlap.empty()) of.notes.push_back(of.contest.training->overlap);
    }
}

base::Result<std::optional<std::size_t>> chosen_of(const Comparison& of, const Arguments& arguments) {
    if (!arguments.has("choose")) return std::optional<std::size_t>();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < of.size(); ++i) {
        names.push_back(of.contest.contenders[i].name);
        if (names.back() == arguments.text("choose")) return std::optional(i);
    }
    const auto nearest = base::nearest_name(arguments.text("choose"), names);
    return Error{Fault::input, "no such model was compared: " + arguments.text("choose"), (nearest.empty() ? "" : "did you mean " + nearest + "? ") + fmt::format("compared were: {}", fmt::join(names, ", "))};
}

base::Result<base::Done> check_outcomes(const Comparison& of) {
    for (const Measure& measure : of.measures) {
        if (measure.metric->id != "roc_auc" || measure.where) continue;
        const auto& value = measure.values[of.contest.product];
        if (value.reason == metrics::Reason::no_labels) return Error{Fault::input, "no judged row has a known outcome, column: " + of.document->task.columns.label, "compare models on rows whose outcome is known"};
        if (value.reason == metrics::Reason::one_class) return Error{Fault::input, "all judged rows have the same outcome, column: " + of.document->task.columns.label, "judge on rows in which both outcomes occur, and check the charter's task.positive"};
    }
    return base::Done{};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const Charter document, load_charter(arguments.text("CHARTER")));
    RETURN_IF_ERROR(check_document(document));
    Comparison comparison;
    comparison.document = &document;
    comparison.charter_file = arguments.text("CHARTER");
    ASSIGN_OR_RETURN(const std::string deciding, deciding_metric(document, arguments));
    ASSIGN_OR_RETURN(comparison.margin, margin_of(document, arguments));
    ASSIGN_OR_RETURN(comparison.level, level_of(arguments));
    if (arguments.has("ledger") && !arguments.has("choose")) return Error{Fault::input, "--ledger records a choice, and none was made", "say which model was chosen: --choose NAME"};
    if (arguments.has("chosen-by") && !arguments.has("ledger")) return Error{Fault::input, "--chosen-by needs --ledger", "name the ledger's folder"};
    ASSIGN_OR_RETURN(comparison.contest, gather_contest(document, arguments, surroundings));
    ASSIGN_OR_RETURN(comparison.chosen, chosen_of(comparison, arguments));
    Contest& contest = comparison.contest;
    comparison.measures = measures_for(document, deciding);
    for (std::size_t i = 0; i < comparison.measures.size(); ++i) {
        if (comparison.measures[i].name == "value_per_decision" && !comparison.money) comparison.money = i;
    }
    const auto by = groups_of(document, arguments);
    ASSIGN_OR_RETURN(const auto features, readable_features(contest, document, arguments));

    ASSIGN_OR_RETURN(const auto file, observations::PassingFile::make("judged.parquet"));
    observations::Judging judging = judging_of(contest, document, arguments, surroundings);
    judging.columns = columns_to_keep(document, comparison.measures, by, features);
    judging.output = file.path();
    JudgedSide& side = comparison.side;
    side.file = file.path();
    side.columns = judging.columns;
    side.independent = document.task.columns.unit.empty();
    if (document.worth && document.worth->volume) side.declared_a_month = document.worth->volume->per_month();
    ASSIGN_OR_RETURN(side.rows, observations::join_judged(judging));
    take_times(contest, side.rows);
    ASSIGN_OR_RETURN(side.days, days_of(document, side, comparison.product().name, surroundings));

    RETURN_IF_ERROR(measure_all(comparison.measures, contest, document, side, surroundings));
    RETURN_IF_ERROR(check_outcomes(comparison));
    comparison.leaks = leaks_in(contest, comparison.measures);
    if (!features.empty()) {
        ASSIGN_OR_RETURN(comparison.fidelity, fidelity_of(comparison, features, surroundings));
    }
    if (contest.versions.size() > 1) {
        ASSIGN_OR_RETURN(comparison.changes, change_of_sides(contest, document, side, by, arguments.flag("without-slices") ? std::vector<std::string>() : features, surroundings));
    }
    add_notes(comparison);
    if (arguments.has("ledger")) {
        ASSIGN_OR_RETURN(auto note, remember_choice(comparison, arguments.text("ledger"), arguments.text("chosen-by"), surroundings.now));
        comparison.notes.push_back(std::move(note));
    }
    const std::string format = arguments.flag("json") ? "json" : arguments.text("format", "text");
    if (format == "json") return Output{base::pretty(json_of(comparison)), 0};
    const report::Study study = study_of(comparison);
    return Output{format == "html" ? report::html(study) : format == "markdown" ? report::markdown(study) : report::text(study, {.colour = surroundings.terminal, .width = surroundings.width}), 0};
}

}  // namespace

extern const Operation compare{
    .id = "compare",
    .command = "compare",
    .scope = on_this_machine,
    .summary = "Says whether a simpler model would be enough, and who changes sides between two versions.",
    .about = "Trains a constant, a single rule, a shallow tree, logistic regression and boosted trees on training rows, never on those that are judged, and compares them with the product's model on the same rows: every promised metric and "
             "money with paired intervals, against the margin that the charter sets; time, cost, size, and how much a person must read. Of two versions it says who newly gets a yes and who loses it, how many of them rightly, in "
             "each group, and where the newer one is worse. docs/compare.md has the definitions.",
    .parameters = parameters,
    .example = "charter compare my.charter.yaml --train train.parquet --versions v1.parquet v2.parquet --format html --output compare.html",
    .run = run,
};

}  // namespace operations
