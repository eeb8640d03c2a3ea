#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "base/nearest.h"
#include "metrics/as/definition.h"
#include "metrics/intervals/class_foresight.h"
#include "observations/reopen.h"
#include "operations/operation.h"
#include "operations/shared/measured_row.h"
#include "operations/shared/metric_words.h"
#include "operations/shared/plan.h"
#include "operations/shared/separated.h"
#include "operations/shared/sources.h"
#include "operations/shared/task_columns.h"
#include "verdicts/verdict.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using metrics::Kind;
using metrics::Metric;

constexpr std::array<std::string_view, 3> formats{"text", "json", "markdown"};
constexpr std::array<std::string_view, 4> comparisons{"difference", "ratio", "to_overall", "worst"};
constexpr std::array<std::string_view, 2> kinds{"binary", "multiclass"};
constexpr auto parameters = std::to_array<Parameter>({
    {.name = "METRICS", .kind = Parameter::Kind::list, .sentence = "Metrics, separated by commas; \"charter metrics\" lists them.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "reference", .kind = Parameter::Kind::list, .sentence = "What drift is measured against.", .placeholder = "FILE..."},
    {.name = "label", .sentence = "Column of what really happened.", .placeholder = "C"},
    {.name = "kind", .sentence = "multiclass: labels and predictions are names of classes, and what is about one class holds it against the rest: --positive or --param category=CLASS.", .choices = kinds, .fallback = "binary"},
    {.name = "positive", .sentence = "The label that counts as positive.", .placeholder = "V", .fallback = "1"},
    {.name = "score", .sentence = "Column of the model's score.", .placeholder = "C"},
    {.name = "scores", .kind = Parameter::Kind::list, .sentence = "The column of each class's score, where there are many; the highest decides where there is no prediction.", .placeholder = "CLASS=C..."},
    {.name = "prediction", .sentence = "Column of the model's decision, where there is no score; of the predicted number or answer.", .placeholder = "C"},
    {.name = "column", .kind = Parameter::Kind::list, .sentence = "Columns for data and drift metrics.", .placeholder = "C...", .fallback = "the score for drift, every column for missing and invalid values"},
    {.name = "threshold", .kind = Parameter::Kind::number, .sentence = "Scores from here on are predicted positive.", .placeholder = "T", .fallback = "0.5"},
    {.name = "by", .kind = Parameter::Kind::list, .sentence = "One result for each value of these columns; what fairness metrics compare.", .placeholder = "C..."},
    {.name = "compare", .sentence = "One number instead of one for each group: the largest difference or smallest ratio between groups, the largest difference from all rows, the worst group.", .choices = comparisons},
    {.name = "unit", .sentence = "Column of what is independent of its like: a person, a day, a query.", .placeholder = "C", .fallback = "every row"},
    {.name = "subject", .sentence = "Column of the person concerned; the unit where --unit is not given.", .placeholder = "C"},
    {.name = "query", .sentence = "Column of the query; the unit where neither --unit nor --subject is given.", .placeholder = "C"},
    {.name = "item", .sentence = "Column of what is ranked, recommended or judged.", .placeholder = "C"},
    {.name = "lower", .sentence = "Column of the lower end of a prediction interval.", .placeholder = "C"},
    {.name = "upper", .sentence = "Column of the upper end of a prediction interval.", .placeholder = "C"},
    {.name = "id", .sentence = "Column of what identifies a row.", .placeholder = "C"},
    {.name = "version", .sentence = "Column of the model's version.", .placeholder = "C"},
    {.name = "of-version", .sentence = "Only rows of this version; for metrics that compare two, the one that is judged.", .placeholder = "V"},
    {.name = "against", .sentence = "The version that it is compared with.", .placeholder = "V"},
    {.name = "per", .sentence = "Column to divide by: the metric is then of the ratio of the two sums.", .placeholder = "C"},
    {.name = "adjusted-by", .kind = Parameter::Kind::list, .sentence = "Column of what was known of a subject before (CUPED); with --per two columns.", .placeholder = "C..."},
    {.name = "time", .sentence = "Column of when it happened.", .placeholder = "C"},
    {.name = "as-of", .kind = Parameter::Kind::time, .sentence = "The moment at which it is measured.", .placeholder = "TIME", .fallback = "the newest time in the data"},
    {.name = "where", .sentence = "Only these rows: distance > 500 and origin in ('SFO', 'LAX').", .placeholder = "CONDITION"},
    {.name = "param", .kind = Parameter::Kind::list, .sentence = "Parameters of the metrics: k=10, bins=20, category=Male, true_positive=18, false_positive=-2.5, false_negative, true_negative.", .placeholder = "NAME=VALUE..."},
    {.name = "as", .sentence = "The number that this tool gives, defect for defect: evidently, nannyml, scipy, ...; \"charter metrics ID\" says whose.", .placeholder = "PEER"},
    {.name = "population", .kind = Parameter::Kind::list, .sentence = "Shares that the categories of the column should have: Female=0.51, Male=0.49.", .placeholder = "CATEGORY=SHARE..."},
    {.name = "level", .kind = Parameter::Kind::number, .sentence = "Confidence level of the intervals.", .placeholder = "0.95", .fallback = "0.95"},
    {.name = "estimated", .kind = Parameter::Kind::flag, .sentence = "Before outcomes are known: from the scores of --data and the labels and scores of --reference."},
    {.name = "rejects", .sentence = "Write the rows that could not be read to this file.", .placeholder = "FILE"},
    {.name = "format", .sentence = "How to write the results.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
});

base::Result<std::vector<const Metric*>> metrics_named(const std::vector<std::string>& names) {
    std::vector<std::string> known;
    for (const auto* metric : metrics::catalogue()) known.emplace_back(metric->id);
    std::vector<const Metric*> found;
    for (const auto& name : names) {
        const auto* metric = metrics::find(name);
        if (metric == nullptr) {
            const auto nearest = base::nearest_name(name, known);
            return Error{Fault::input, "no such metric: " + name, (nearest.empty() ? "" : "did you mean " + nearest + "? ") + std::string("run \"charter metrics\" for the list")};
        }
        found.push_back(metric);
    }
    if (found.empty()) return Error{Fault::input, "no metric is named", "run \"charter metrics\" for the list"};
    return found;
}

/// What --param may set, and where it goes.
struct Given {
    std::map<std::string, double> numbers;
    std::string category;
    std::optional<metrics::Amounts> amounts;
};

constexpr std::array<std::pair<std::string_view, double metrics::Amounts::*>, 4> amount_names{{{"true_positive", &metrics::Amounts::true_positive},
                                                                                               {"false_positive", &metrics::Amounts::false_positive},
                                                                                               {"false_negative", &metrics::Amounts::false_negative},
                                                                                               {"true_negative", &metrics::Amounts::true_negative}}};

Error no_such_parameter(const std::string& word, const std::string& name, const std::vector<metrics::Parameter>& known) {
    std::vector<std::string> names{"category"};
    for (const auto& parameter : known) names.emplace_back(parameter.name);
    for (const auto& [amount, place] : amount_names) names.emplace_back(amount);
    const auto nearest = base::nearest_name(name, names);
    return Error{Fault::input, "not a parameter we know: " + word, (nearest.empty() || nearest == name ? "" : "did you mean " + nearest + "? ") + fmt::format("these metrics take {}, each as NAME=VALUE", fmt::join(names, ", "))};
}

/// Faults: a name that none of the metrics has, a value outside its range.
base::Result<Given> given_parameters(const std::vector<std::string>& words, const std::vector<const Metric*>& asked) {
    std::vector<metrics::Parameter> known;
    for (const auto* metric : asked) {
        for (const auto& parameter : metrics::parameters_of(*metric)) {
            const bool there = std::any_of(known.begin(), known.end(), [&](const auto& other) { return other.name == parameter.name; });
            if (!there) known.push_back(parameter);
        }
    }
    Given given;
    for (const auto& word : words) {
        const auto equals = std::min(word.find('='), word.size());
        const std::string name = word.substr(0, equals);
        const std::string text = equals < word.size() ? word.substr(equals + 1) : "";
        if (name == "category") {
            given.category = text;
            continue;
        }
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool good = error == std::errc{} && end == text.data() + text.size() && std::isfinite(number);
        const auto parameter = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.name == name; });
        const auto amount = std::find_if(amount_names.begin(), amount_names.end(), [&](const auto& one) { return one.first == name; });
        if (parameter != known.end()) {
            if (!good || number < parameter->lowest || number > parameter->highest || (parameter->whole && std::floor(number) != number)) {
                return Error{Fault::input, "not a value for " + name + ": " + text,
                             fmt::format("it takes a {}number from {:g} to {:g}", parameter->whole ? "whole " : "", parameter->lowest, parameter->highest)};
            }
            given.numbers[name] = number;
        } else if (amount != amount_names.end() && good) {
            if (!given.amounts) given.amounts.emplace();
            (*given.amounts).*(amount->second) = number;
        } else {
            return no_such_parameter(word, name, known);
        }
    }
    return given;
}

/// CATEGORY=SHARE, as a population is declared. The last equals sign divides: a category may hold others.
base::Result<std::map<std::string, double>> given_population(const std::vector<std::string>& words) {
    std::map<std::string, double> shares;
    double sum = 0;
    for (const auto& word : words) {
        const auto equals = word.rfind('=');
        double share = 0;
        const char* const last = word.data() + word.size();
        const auto [end, error] = equals == std::string::npos ? std::from_chars_result{nullptr, std::errc::invalid_argument} : std::from_chars(word.data() + equals + 1, last, share);
        if (error != std::errc{} || end != last || !(share >= 0 && share <= 1)) return Error{Fault::input, "not a category with its share: " + word, "write --population Female=0.51 Male=0.49"};
        shares[word.substr(0, equals)] = share;
        sum += share;
    }
    if (sum > 1 + 1e-9) return Error{Fault::input, fmt::format("the shares of the population add up to more than 1: {:g}", sum), "correct them; they may add up to less"};
    return shares;
}

/// Every named column must exist before anything is read.
base::Result<base::Done> check_columns(const std::vector<std::string>& needed, const observations::Source& source, std::string_view side) {
    std::vector<std::string> names;
    for (const auto& column : source.columns()) names.push_back(column.name);
    for (const auto& name : needed) {
        if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) continue;
        const auto nearest = base::nearest_name(name, names);
        return Error{Fault::input, fmt::format("the {} have no column \"{}\"", side, name), (nearest.empty() ? "" : "did you mean \"" + nearest + "\"? ") + fmt::format("its columns: {}", fmt::join(names, ", "))};
    }
    return base::Done{};
}

bool many_classes(const Arguments& arguments) { return arguments.text("kind", "binary") == "multiclass"; }

/// CLASS=COLUMN each; what has no equals sign has an empty column.
std::vector<std::pair<std::string, std::string>> class_scores(const Arguments& arguments) {
    std::vector<std::pair<std::string, std::string>> scores;
    for (const auto& word : separated(arguments.list("scores"))) {
        const auto equals = std::min(word.find('='), word.size());
        scores.emplace_back(word.substr(0, equals), equals < word.size() ? word.substr(equals + 1) : "");
    }
    return scores;
}

/// In a task of many classes predictions name classes, and a score is that of the positive class.
base::Result<base::Done> check_classes(const Metric& metric, const Arguments& arguments, const std::string& category) {
    const auto scores = class_scores(arguments);
    for (const auto& [name, column] : scores) {
        if (name.empty() || column.empty()) return Error{Fault::input, "not the column of a class's score: " + name, "write each as CLASS=COLUMN"};
    }
    if (metric.takes_class_scores() && scores.empty()) return Error{Fault::input, fmt::format("{} needs --scores", metric.id), "give the column of every class's score, CLASS=COLUMN"};
    const bool decided = arguments.has("prediction") || !scores.empty();
    if (metric.takes_classes() && !decided) return Error{Fault::input, fmt::format("{} of many classes needs --prediction", metric.id), "name the column of the predicted class"};
    if (!metric.takes_one_class()) return base::Done{};
    if (!arguments.has("positive") && category.empty()) {
        return Error{Fault::input, fmt::format("{} is about one class against the rest, and none is named", metric.id), "give --positive CLASS, or choose a metric of all classes, like macro_recall"};
    }
    const bool of_score = metric.reads().score || !decided;
    if (of_score && !category.empty() && category != arguments.text("positive")) {
        return Error{Fault::input, fmt::format("{} reads the score, which is that of --positive, not of: {}", metric.id, category), "give --positive the class whose score the column holds"};
    }
    return base::Done{};
}

/// What a metric needs and the command line does not give; empty when nothing is missing.
base::Result<base::Done> check_needs(const Metric& metric, const Arguments& arguments, bool has_amounts) {
    const bool over_classes = many_classes(arguments) && arguments.has("scores") && metrics::estimable_over_classes(metric);
    if (arguments.flag("estimated") && !over_classes && (!metric.estimable || (many_classes(arguments) && metric.takes_classes()))) {
        if (metrics::estimable_over_classes(metric)) return Error{Fault::input, fmt::format("{} needs --kind multiclass and --scores to be estimated", metric.id), "give the column of every class's score, CLASS=COLUMN"};
        return Error{Fault::input, fmt::format("{} cannot be estimated without outcomes", metric.id), "leave --estimated out; \"charter metrics --json\" says which metrics can be"};
    }
    const auto lacks = [&](std::string_view option) { return Error{Fault::input, fmt::format("{} needs --{}", metric.id, option), fmt::format("run \"charter metrics {}\" to see what it measures", metric.id)}; };
    for (const auto& key : keys_of(metric.reads())) {
        const bool by_scores = arguments.has("scores") && (key == "decision" || key == "score");
        if (key == "decision" && !arguments.has("score") && !arguments.has("prediction") && !by_scores) return lacks("score or --prediction");
        if (key != "decision" && !arguments.has(key) && !by_scores) return lacks(key);
    }
    if (metric.needs.versions) {
        for (const std::string_view key : {"version", "of-version", "against"}) {
            if (!arguments.has(std::string(key))) return lacks(key);
        }
        if (arguments.text("of-version") == arguments.text("against")) return Error{Fault::input, "the same version twice: " + arguments.text("against"), "name two versions"};
        const std::size_t known = separated(arguments.list("adjusted-by")).size();
        if (known > 0 && known != (arguments.has("per") ? 2u : 1u)) return Error{Fault::input, "one column for each of what is compared: --adjusted-by", "without --per name one column, with it two"};
    }
    if (metric.learns_labels) {
        if (!arguments.has("label")) return lacks("label");
    }
    if (arguments.flag("estimated") && !over_classes && !arguments.has("score")) return lacks("score");
    if ((metric.needs.reference || arguments.flag("estimated")) && !arguments.has("reference")) return lacks("reference");
    if (metric.needs.groups && !arguments.has("by")) return lacks("by");
    if (metric.needs.population && !arguments.has("population")) return lacks("population");
    if (metric.needs.pair && arguments.list("column").size() == 1) return Error{Fault::input, fmt::format("{} is about two columns, and --column names one", metric.id), "name two, or more for every pair of them"};
    if (metric.needs.amounts && !has_amounts) return Error{Fault::input, fmt::format("{} needs amounts", metric.id), "give --param true_positive=18 false_positive=-2.5 and so on"};
    return base::Done{};
}

/// How the peer computes the metric; null when no peer is asked for.
base::Result<const metrics::as::Definition*> definition_of(const Metric& metric, const std::string& peer, bool estimated, bool over_classes) {
    if (peer.empty()) return nullptr;
    const auto serves = [&](const metrics::as::Definition& one) { return one.estimated == estimated && (!estimated || (one.needs.kind == Kind::row_sample) == over_classes); };
    for (const auto* one : metrics::as::of_metric(metric.id)) {
        if (one->peer == peer && estimated && serves(*one)) return one;
    }
    if (const auto* found = metrics::as::find(metric.id, peer)) {
        if (serves(*found)) return found;
        if (found->estimated && estimated) return Error{Fault::input, fmt::format("{} as {} is estimated {}", metric.id, peer, over_classes ? "in tasks of two classes" : "from the scores of many classes"), over_classes ? "leave --kind multiclass out" : "give --kind multiclass and --scores"};
        const std::string what = estimated ? "a realised" : "an estimated";
        return Error{Fault::input, fmt::format("{} as {} is {} number", metric.id, peer, what), estimated ? "leave --estimated out" : "add --estimated"};
    }
    std::vector<std::string> names;
    for (const auto* one : metrics::as::of_metric(metric.id)) names.emplace_back(name_of(*one));
    const std::string next = names.empty() ? std::string("no tool's definition of it is known; leave --as out for ours") : fmt::format("{} can be had as {}", metric.id, fmt::join(names, ", "));
    return Error{Fault::input, fmt::format("{} has no definition as {}", metric.id, peer), next};
}

/// Numbers that a file holds as whole ones.
bool whole_numbers(const observations::Source& source, const std::string& column) {
    for (const auto& info : source.columns()) {
        if (info.name == column) return info.declared.find("INT") != std::string::npos;
    }
    return false;
}

bool holds_text(const observations::Source& source, const std::string& column) {
    const auto is = [&](const auto& info) { return info.name == column && info.type != observations::ColumnType::number; };
    return std::any_of(source.columns().begin(), source.columns().end(), is);
}

/// The columns that a metric is measured for, where none are named.
base::Result<std::vector<std::string>> columns_for(const Metric& metric, const Arguments& arguments, const observations::Source& source) {
    if (!metric.needs.column && !metric.needs.features) {
        const bool whole_rows = metric.needs.kind == Kind::quality;
        return whole_rows && arguments.has("column") ? arguments.list("column") : std::vector<std::string>{""};
    }
    if (metric.needs.features) return std::vector<std::string>{""};
    if (arguments.has("column")) return arguments.list("column");
    if (metric.needs.reference && arguments.has("score")) return std::vector<std::string>{arguments.text("score")};
    if (metric.needs.kind != Kind::quality) return Error{Fault::input, fmt::format("{} needs --column", metric.id), "name the column, or several"};
    std::vector<std::string> all;
    for (const auto& column : source.columns()) all.push_back(column.name);
    return all;
}

/// Columns that a metric of several takes together: those that are named, else all that a model can learn from and that are
/// nothing else.
std::vector<std::string> features_for(const Arguments& arguments, const observations::Source& source) {
    if (arguments.has("column")) return arguments.list("column");
    std::vector<std::string> all;
    for (const auto& column : source.columns()) {
        using observations::ColumnType;
        const bool learnable = column.type == ColumnType::number || column.type == ColumnType::text || column.type == ColumnType::boolean;
        const auto keys = charter::column_keys();
        const bool taken = std::any_of(keys.begin(), keys.end(), [&](const charter::ColumnKey& one) { return arguments.text(one.key) == column.name; });
        if (learnable && !taken) all.push_back(column.name);
    }
    return all;
}

observations::Reading reading_of(const Arguments& arguments, const std::string& files) {
    observations::Reading reading;
    reading.files = arguments.list(files);
    for (const auto& [key, column] : charter::column_keys()) reading.columns.*column = arguments.text(key);
    reading.columns.unit = arguments.text("unit", arguments.text("subject", arguments.text("query")));
    reading.positive = arguments.text("positive", "1");
    reading.many_classes = many_classes(arguments);
    for (const auto& [name, column] : class_scores(arguments)) reading.columns.scores[name] = column;
    settle_score(reading.columns, reading.positive);
    if (arguments.has("as-of") && files == "data") reading.as_of = *base::parse_time(arguments.text("as-of"));
    return reading;
}

base::Result<base::Done> check_level(double level) {
    if (level > 0.5 && level < 1) return base::Done{};
    return Error{Fault::input, fmt::format("--level cannot be {:g}", level), "it lies between 0.5 and 1, like 0.95"};
}

base::Result<std::unique_ptr<observations::Source>> open_side(const Arguments& arguments, const std::string& files, std::string_view side, std::vector<std::string> needed, bool reads_labels, const Surroundings& surroundings) {
    auto reading = reading_of(arguments, files);
    // What is estimated has no labels yet: those that there are, are not looked at.
    if (files == "data" && !reads_labels) reading.columns.label.clear();
    const auto& columns = reading.columns;
    for (const auto& [key, column] : charter::column_keys()) {
        if (files == "data") needed.push_back(columns.*column);
    }
    for (const auto& [name, column] : columns.scores) {
        if (files == "data") needed.push_back(column);
    }
    connect(reading, surroundings, files == "data" ? 0.3 : 0, files == "data" ? 1 : 0.3);
    auto probe = observations::Reading{};
    probe.files = reading.files;
    probe.threads = reading.threads;
    probe.stop = reading.stop;
    ASSIGN_OR_RETURN(auto schema, observations::open(std::move(probe)));
    RETURN_IF_ERROR(check_columns(needed, *schema, side));
    // The reference may be inputs alone, without labels: what drift needs is asked for by name.
    if (files == "reference") reading.columns = present(reading.columns, schema->columns());
    return observations::reopen(std::move(schema), std::move(reading));
}

/// The command line, understood.
struct Request {
    std::vector<const Metric*> metrics;
    Given given;
    double level = 0.95;
    Asking asking;
    std::vector<std::string> slicing;  ///< columns of groups and conditions
    charter::Compare compare = charter::Compare::none;
};

base::Result<Request> understand(const Arguments& arguments) {
    Request request;
    ASSIGN_OR_RETURN(request.metrics, metrics_named(separated(arguments.list("METRICS"))));
    ASSIGN_OR_RETURN(request.given, given_parameters(separated(arguments.list("param")), request.metrics));
    request.asking.prediction = arguments.text("prediction");
    request.asking.label = arguments.text("label");
    if (arguments.flag("estimated")) request.asking.estimated_from = arguments.text("score");
    request.level = arguments.number("level").value_or(0.95);
    RETURN_IF_ERROR(check_level(request.level));
    for (const auto* metric : request.metrics) {
        RETURN_IF_ERROR(check_needs(*metric, arguments, request.given.amounts.has_value()));
        if (metric->takes_class_scores() && !many_classes(arguments)) return Error{Fault::input, fmt::format("{} is about many classes", metric->id), "give --kind multiclass"};
        if (many_classes(arguments)) RETURN_IF_ERROR(check_classes(*metric, arguments, request.given.category));
    }

    request.asking.slice.by = separated(arguments.list("by"));
    request.asking.parameters = request.given.numbers;
    request.asking.classes = many_classes(arguments) && (arguments.has("prediction") || arguments.has("scores"));
    request.asking.class_scores = in_order_of_classes(class_scores(arguments));
    request.asking.one_class = request.given.category.empty() ? arguments.text("positive", "1") : request.given.category;
    ASSIGN_OR_RETURN(request.asking.population, given_population(separated(arguments.list("population"))));
    if (const auto threshold = arguments.number("threshold")) request.asking.parameters["threshold"] = *threshold;
    request.slicing = request.asking.slice.by;
    if (arguments.has("of-version")) {
        if (!arguments.has("version")) return Error{Fault::input, "--of-version needs --version", "name the column of the model's version"};
        request.asking.slice.version = arguments.text("of-version");
    }
    request.asking.against = arguments.text("against");
    request.asking.per = arguments.text("per");
    request.asking.adjusted_by = separated(arguments.list("adjusted-by"));
    request.slicing.insert(request.slicing.end(), request.asking.adjusted_by.begin(), request.asking.adjusted_by.end());
    if (!request.asking.per.empty()) request.slicing.push_back(request.asking.per);
    if (arguments.has("where")) {
        ASSIGN_OR_RETURN(request.asking.slice.where, charter::parse_condition(arguments.text("where")));
        for (const auto& name : request.asking.slice.where->columns()) request.slicing.push_back(name);
    }
    if (!arguments.has("compare")) return request;
    if (request.asking.slice.by.empty()) return Error{Fault::input, "--compare needs --by", "name the columns whose values are the groups"};
    for (const auto compare : {charter::Compare::difference, charter::Compare::ratio, charter::Compare::to_overall, charter::Compare::worst}) {
        if (charter::name(compare) == arguments.text("compare")) request.compare = compare;
    }
    for (const auto* metric : request.metrics) {
        if (request.compare == charter::Compare::ratio && metric->lowest < 0) return Error{Fault::input, fmt::format("a ratio needs values that are never negative: {}", metric->id), "compare by difference"};
        if (request.compare == charter::Compare::worst && metric->better == metrics::Better::neither) return Error{Fault::input, fmt::format("neither more nor less of it is better, so no group is worst: {}", metric->id), "look at each group, without --compare"};
    }
    return request;
}

/// What is to be measured, and the questions that it takes on either side.
struct Planned {
    Plan current, reference;
    std::vector<Measurement> measurements;
};

base::Result<Planned> planned(const Request& request, const Arguments& arguments, const observations::Source& source) {
    Planned all;
    for (const auto* metric : request.metrics) {
        ASSIGN_OR_RETURN(const auto columns, columns_for(*metric, arguments, source));
        ASSIGN_OR_RETURN(const auto* as, definition_of(*metric, arguments.text("as"), arguments.flag("estimated"), is_over_classes(*metric, request.asking)));
        if (metric->needs.columns) {
            all.measurements.push_back(ask_columns(*metric, columns, [&](const std::string&) { return request.asking; }, all.current, all.reference));
            continue;
        }
        for (const auto& subject : subjects_of(*metric, columns)) {
            const std::string& column = subject.first;
            Asking asking = request.asking;
            asking.other = subject.second;
            asking.as = as;
            asking.text = holds_text(source, column);
            if (as != nullptr && asking.text && metric->needs.column && !as->evaluate_text) {
                return Error{Fault::input, fmt::format("{} gives {} of numbers only, and this column holds none: {}", as->peer, metric->id, column), "name a column of numbers, or leave --as out"};
            }
            if (metric->needs.features) asking.features = features_for(arguments, source);
            if (metric->needs.features && asking.features.empty()) return Error{Fault::input, fmt::format("{} needs columns that a model can learn from", metric->id), "name them with --column"};
            auto measurement = ask(*metric, column, asking, false, all.current, all.reference);
            if (!request.given.category.empty()) measurement.setting.category = request.given.category;
            measurement.setting.amounts = request.given.amounts;
            if (!metric->needs.groups) measurement.compare = request.compare;
            all.measurements.push_back(std::move(measurement));
        }
    }
    return all;
}

/// Opens the reference with the columns that it is asked about.
base::Result<std::unique_ptr<observations::Source>> open_reference(const Request& request, const Planned& plan, const Arguments& arguments, const Surroundings& surroundings) {
    std::vector<std::string> needed = request.slicing;
    for (const auto& question : plan.reference.questions()) {
        needed.push_back(question.wish.column);
        needed.insert(needed.end(), question.wish.columns.begin(), question.wish.columns.end());
    }
    if (arguments.flag("estimated")) {
        needed.push_back(arguments.text("label"));
        needed.push_back(arguments.text("score"));
    }
    return open_side(arguments, "reference", "reference data", needed, true, surroundings);
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const Request request, understand(arguments));
    std::vector<std::string> named = request.slicing;
    for (const auto& name : arguments.list("column")) named.push_back(name);
    const bool reads_labels = !arguments.flag("estimated") && std::any_of(request.metrics.begin(), request.metrics.end(), [](const Metric* metric) { return metric->needs_labels(); });
    ASSIGN_OR_RETURN(auto current, open_side(arguments, "data", "data", named, reads_labels, surroundings));
    ASSIGN_OR_RETURN(Planned plan, planned(request, arguments, *current));

    std::unique_ptr<observations::Source> reference;
    Answers reference_answers;
    if (!plan.reference.questions().empty()) {
        ASSIGN_OR_RETURN(reference, open_reference(request, plan, arguments, surroundings));
        ASSIGN_OR_RETURN(reference_answers, reference->answer(plan.reference.questions()));
    }
    ASSIGN_OR_RETURN(const Answers answers, current->answer(plan.current.questions()));
    if (arguments.has("rejects")) RETURN_IF_ERROR(write_rejects(arguments.text("rejects"), {reference.get(), current.get()}));

    std::vector<MeasuredRow> rows;
    for (auto& measurement : plan.measurements) {
        measurement.setting.whole_numbers = whole_numbers(*current, measurement.column) && (!reference || whole_numbers(*reference, measurement.column));
        measurement.setting.as_of = arguments.has("as-of") ? *base::parse_time(arguments.text("as-of")) : current->newest();
        for (auto& measured : estimates_in(measurement, answers, reference_answers, 0)) {
            rows.push_back({measurement.metric, measurement.as, measurement.column, measured.group, std::move(measured.estimate)});
        }
    }
    return Output{written(rows, request.level, arguments.text("format", "text")), 0};
}

}  // namespace

extern const Operation measure{
    .id = "measure",
    .command = "measure",
    .scope = on_this_machine,
    .summary = "Measures metrics of a data file, each with its interval: the calculator beside the document.",
    .about = "One result for each metric, column and group: its value (or the reason why there is none), its interval, the rows and independent units that it rests on, and the method. With --as the number is that of another tool, and what differs from ours is said beside it.",
    .parameters = parameters,
    .example = "charter measure recall,roc_auc,psi --data now.csv --reference then.csv --label y --score p --by sex --json",
    .run = run,
};

}  // namespace operations
