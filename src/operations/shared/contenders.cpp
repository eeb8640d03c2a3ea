#include "operations/shared/contenders.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/nearest.h"
#include "charter/comparison.h"
#include "metrics/intervals/paired_area.h"
#include "models/words.h"
#include "observations/source.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using observations::ScoredVersion;

bool is_there(const std::string& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored) || file.find('*') != std::string::npos;
}

/// `v1=FILE`, a file alone (named by its stem), or the name of a version in the data.
ScoredVersion version_of(const std::string& word, const charter::Charter& document, const Arguments& arguments) {
    ScoredVersion version{.name = word, .files = {}, .score = document.task.columns.score};
    const auto equals = word.find('=');
    if (equals != std::string::npos && equals > 0 && !is_there(word)) {
        version.name = word.substr(0, equals);
        version.files = {word.substr(equals + 1)};
    } else if (is_there(word) || !arguments.has("data")) {
        version.name = std::filesystem::path(word).stem().string();
        version.files = {word};
    } else {
        version.version = word;
        version.files = arguments.list("data");
    }
    return version;
}

base::Result<std::vector<ScoredVersion>> versions_of(const charter::Charter& document, const Arguments& arguments) {
    std::vector<ScoredVersion> versions;
    for (const std::string& word : words_in(arguments.list("versions"))) versions.push_back(version_of(word, document, arguments));
    if (versions.empty()) versions.push_back({.name = "product", .files = arguments.list("data"), .score = document.task.columns.score});
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const ScoredVersion& version = versions[i];
        if (!version.version.empty() && document.task.columns.version.empty()) {
            return Error{Fault::input, "no such file, and the charter names no column of versions: " + version.name, "give files, --versions v1=old.parquet v2=new.parquet, or name the column, task: {columns: {version: ...}}"};
        }
        if (models::kind_of(version.name)) return Error{Fault::input, "a version cannot be called as a reference model is: " + version.name, "name it otherwise: --versions v2=" + version.files.front()};
        for (std::size_t j = 0; j < i; ++j) {
            if (versions[j].name == version.name) return Error{Fault::input, "two versions have the same name: " + version.name, "name them: --versions v1=FILE v2=FILE"};
        }
    }
    return versions;
}

/// `--cost v2=0.002` as names and numbers.
base::Result<std::map<std::string, double>> costs_of(const Arguments& arguments) {
    std::map<std::string, double> costs;
    for (const std::string& word : words_in(arguments.list("cost"))) {
        const auto equals = word.find('=');
        double cost = -1;
        if (equals != std::string::npos) {
            std::stringstream number(word.substr(equals + 1));
            if (!(number >> cost) || !number.eof() || !std::isfinite(cost)) cost = -1;
        }
        if (cost < 0) return Error{Fault::input, "--cost takes NAME=AMOUNT, what a prediction costs, not: " + word, "for example --cost v2=0.002"};
        costs[word.substr(0, equals)] = cost;
    }
    return costs;
}

base::Result<base::Done> check_costs(const std::map<std::string, double>& costs, const std::vector<Contender>& contenders) {
    for (const auto& [name, cost] : costs) {
        const auto same = [&](const Contender& one) { return one.name == name; };
        if (std::any_of(contenders.begin(), contenders.end(), same) || models::kind_of(name)) continue;
        std::vector<std::string> names;
        for (const Contender& one : contenders) names.push_back(one.name);
        const auto nearest = base::nearest_name(name, names);
        return Error{Fault::input, "a cost is given for a model that is not compared: " + name, (nearest.empty() ? "" : "did you mean " + nearest + "? ") + fmt::format("compared are: {}", fmt::join(names, ", "))};
    }
    return base::Done{};
}

base::Result<models::Model> load_model(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return Error{Fault::missing, "cannot read file: " + path, "check the path and its permissions"};
    return models::Model::load(text.str());
}

/// `--model v2=v2.json`: a version whose model "charter fit" wrote, so that its size and speed can be measured.
base::Result<base::Done> attach_models(std::vector<Contender>& contenders, const Arguments& arguments) {
    for (const std::string& word : words_in(arguments.list("model"))) {
        const auto equals = word.find('=');
        if (equals == std::string::npos) return Error{Fault::input, "--model takes NAME=FILE, not: " + word, "for example --model v2=v2.json"};
        const std::string name = word.substr(0, equals);
        const auto found = std::find_if(contenders.begin(), contenders.end(), [&](const Contender& one) { return one.name == name; });
        if (found == contenders.end()) return Error{Fault::input, "a model is given for a version that is not compared: " + name, "name it as in --versions"};
        ASSIGN_OR_RETURN(found->model, load_model(word.substr(equals + 1)));
    }
    return base::Done{};
}

void describe(Contender& contender) {
    if (!contender.model) return;
    contender.bytes = static_cast<std::int64_t>(contender.model->save().size());
    contender.terms = models::terms(*contender.model);
    contender.model->threads = 1;
}

using Infos = std::vector<observations::ColumnInfo>;

base::Result<Infos> columns_in(const std::vector<std::string>& files) {
    observations::Reading reading;
    reading.files = files;
    ASSIGN_OR_RETURN(const auto source, observations::open(std::move(reading)));
    return source->columns();
}

const observations::ColumnInfo* find_in(const Infos& infos, const std::string& name) {
    const auto found = std::find_if(infos.begin(), infos.end(), [&](const auto& one) { return one.name == name; });
    return found == infos.end() ? nullptr : &*found;
}

/// What is named; else the charter's features; else every column of both that a model can read and that has no other part.
base::Result<std::vector<std::string>> features_of(const charter::Charter& document, const Arguments& arguments, const Infos& training, const Infos& judged) {
    std::vector<std::string> features = words_in(arguments.list("features"));
    if (features.empty()) features = document.task.columns.features;
    const bool named = !features.empty();
    const charter::Columns& columns = document.task.columns;
    for (const auto& info : training) {
        const auto keys = charter::column_keys();
        const bool other_part = std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return columns.*key.column == info.name; });
        const bool fits = info.type != observations::ColumnType::time && info.type != observations::ColumnType::other;
        if (!named && fits && !other_part && find_in(judged, info.name) != nullptr) features.push_back(info.name);
    }
    const auto check = [&](const Infos& infos, const std::string& where) -> base::Result<base::Done> {
        std::vector<std::string> names;
        for (const auto& info : infos) names.push_back(info.name);
        for (const std::string& feature : features) {
            if (find_in(infos, feature) != nullptr) continue;
            const auto nearest = base::nearest_name(feature, names);
            return Error{Fault::input, fmt::format("{} have no column \"{}\", which reference models are to learn from", where, feature), nearest.empty() ? "name other columns with --features" : "did you mean \"" + nearest + "\"?"};
        }
        return base::Done{};
    };
    RETURN_IF_ERROR(check(training, "the training rows"));
    RETURN_IF_ERROR(check(judged, "the judged rows"));
    if (std::find(features.begin(), features.end(), columns.label) != features.end()) return Error{Fault::input, "the label cannot be a feature: " + columns.label, "take it out of the features"};
    if (features.empty()) return Error{Fault::input, "there is nothing to train reference models on: no column is in both the training rows and the judged rows", "name the features, --features a,b, and give files that have them"};
    return features;
}

/// Rows, and the times that they cover.
base::Result<metrics::Extent> extent_of(const std::vector<std::string>& files, const std::string& time, const std::optional<std::string>& version, const charter::Charter& document) {
    observations::Reading reading;
    reading.files = files;
    reading.columns.time = time;
    reading.columns.version = version ? document.task.columns.version : "";
    reading.zone = document.zone;
    ASSIGN_OR_RETURN(const auto source, observations::open(std::move(reading)));
    observations::Question question;
    question.slice.version = version;
    ASSIGN_OR_RETURN(const auto answers, source->answer({question}));
    metrics::Extent extent;
    for (const auto& cell : answers.front()) extent.merge(std::get<metrics::Extent>(cell.statistic));
    return extent;
}

/// A model that has seen a row knows its answer: such rows prove nothing.
base::Result<base::Done> check_apart(Training& training, const Contest& contest, const charter::Charter& document, const Infos& training_columns, const Infos& judged_columns, const Surroundings& surroundings) {
    const auto& columns = document.task.columns;
    const auto both = [&](const std::string& name) { return !name.empty() && find_in(training_columns, name) != nullptr && find_in(judged_columns, name) != nullptr; };
    if (both(columns.id)) {
        ASSIGN_OR_RETURN(const std::int64_t shared, observations::shared_ids(contest.data, training.files, columns.id, surroundings.stop));
        if (shared > 0) {
            return Error{Fault::input, fmt::format("{} of the judged rows are training rows too, by their id in column: {}", shared, columns.id),
                         "a model knows the answers that it was trained on: train on other rows, such as earlier ones"};
        }
    }
    const std::string training_time = find_in(training_columns, columns.time) != nullptr ? columns.time : "";
    ASSIGN_OR_RETURN(const metrics::Extent seen, extent_of(training.files, training_time, std::nullopt, document));
    training.rows = seen.rows;
    training.last = seen.last;
    if (both(columns.time)) {
        const std::string& version = contest.versions.front().version;
        ASSIGN_OR_RETURN(const metrics::Extent judged, extent_of(contest.data, columns.time, version.empty() ? std::nullopt : std::optional(version), document));
        if (seen.last && judged.first && *seen.last >= *judged.first) {
            training.overlap = fmt::format("Training rows reach to {}, judged rows begin at {}: what happened in between was known to the reference models, which flatters them.", base::format(*seen.last), base::format(*judged.first));
        }
    } else if (!both(columns.id)) {
        training.overlap = "Neither an id nor a time is in both the training rows and the judged rows, so nobody can tell whether a model is judged on rows that it was trained on.";
    }
    return base::Done{};
}

/// A column that teaches nothing is left out and named; anything else that is wrong with the rows is an error.
void leave_out_constants(models::Frame& table, const std::string& label, Training& training) {
    const auto teaches = [&](const models::Column& column) {
        if (column.name == label) return true;
        models::Frame alone;
        alone.columns.push_back(column);
        if (models::learn(alone, "")) return true;
        return std::any_of(column.numbers.begin(), column.numbers.end(), [](double value) { return std::isinf(value); });
    };
    std::vector<models::Column> kept;
    for (models::Column& column : table.columns) {
        const std::size_t rows = column.rows();
        if (column.categorical && column.categories.size() * 2 > rows && column.name != label && rows > 20) training.left_out.emplace_back(column.name, "nearly every row has a value of its own");
        else if (!teaches(column)) training.left_out.emplace_back(column.name, "all training rows have the same value");
        else kept.push_back(std::move(column));
    }
    table.columns = std::move(kept);
    training.features.clear();
    for (const models::Column& column : table.columns) {
        if (column.name != label) training.features.push_back(column.name);
    }
}

std::vector<std::uint8_t> positives_in(const models::Column& label, const std::string& positive) {
    std::vector<std::uint8_t> out;
    const std::string as_number = positive == "true" ? "1" : positive == "false" ? "0" : positive;
    if (label.categorical) {
        for (const std::int32_t code : label.codes) out.push_back(code >= 0 && label.categories[static_cast<std::size_t>(code)] == positive ? 1 : 0);
    } else {
        const double wanted = std::strtod(as_number.c_str(), nullptr);
        for (const double value : label.numbers) out.push_back(value == wanted ? 1 : 0);
    }
    return out;
}

/// How well a feature ranks by itself, whichever way round; a category by the share of positives of every other row.
double area_alone(const models::Column& column, const std::vector<std::uint8_t>& positive) {
    std::vector<double> scores;
    std::vector<std::uint8_t> labels;
    if (!column.categorical) {
        for (std::size_t row = 0; row < positive.size(); ++row) {
            if (std::isnan(column.numbers[row])) continue;
            scores.push_back(column.numbers[row]);
            labels.push_back(positive[row]);
        }
    } else {
        std::vector<double> rows(column.categories.size() + 1), hits(column.categories.size() + 1);
        const auto level = [&](std::size_t row) { return static_cast<std::size_t>(column.codes[row] + 1); };
        for (std::size_t row = 0; row < positive.size(); row += 2) {
            rows[level(row)] += 1;
            hits[level(row)] += positive[row];
        }
        for (std::size_t row = 1; row < positive.size(); row += 2) {
            scores.push_back((hits[level(row)] + 0.5) / (rows[level(row)] + 1));
            labels.push_back(positive[row]);
        }
    }
    const auto hits = std::count(labels.begin(), labels.end(), 1);
    if (hits == 0 || hits == static_cast<std::ptrdiff_t>(labels.size())) return 0.5;
    const double area = metrics::placements_of(scores, labels).area;
    return std::max(area, 1 - area);
}

base::Result<base::Done> train(Contest& contest, const charter::Charter& document, std::uint64_t seed, const Surroundings& surroundings) {
    Training& training = *contest.training;
    const std::string& label = document.task.columns.label;
    std::vector<observations::Wanted> wanted{{label}};
    for (const std::string& feature : training.features) wanted.push_back({feature});
    ASSIGN_OR_RETURN(models::Frame table, observations::read_frame(training.files, wanted, surroundings.stop, {.rows_max = training_rows_max, .seed = seed}));
    training.rows_used = static_cast<std::int64_t>(table.rows());
    leave_out_constants(table, label, training);
    if (training.features.empty()) return Error{Fault::input, "no column teaches a model anything: each has a single value", "train on more data"};
    const auto* labels = table.find(label);
    for (const models::Kind kind : models::kinds) {
        Contender contender{.name = std::string(models::name(kind)), .kind = kind};
        ASSIGN_OR_RETURN(contender.model, models::fit(table, label, kind, {.positive = document.task.positive, .seed = seed, .stop = surroundings.stop}));
        describe(contender);
        ASSIGN_OR_RETURN(const auto scores, contender.model->score(table));
        training.areas[contender.name] = metrics::placements_of(scores, positives_in(*labels, document.task.positive)).area;
        contest.contenders.push_back(std::move(contender));
    }
    const auto positive = positives_in(*labels, document.task.positive);
    for (const models::Column& column : table.columns) {
        if (column.name != label) training.alone.emplace_back(column.name, area_alone(column, positive));
    }
    std::stable_sort(training.alone.begin(), training.alone.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return base::Done{};
}

}  // namespace

std::string Contender::called() const { return kind ? std::string(models::called(*kind)) : name; }

std::vector<std::string> words_in(const std::vector<std::string>& lists) {
    std::vector<std::string> words;
    for (const std::string& list : lists) {
        std::stringstream parts(list);
        for (std::string word; std::getline(parts, word, ',');) {
            if (!word.empty()) words.push_back(word);
        }
    }
    return words;
}

base::Result<Contest> gather_contest(const charter::Charter& document, const Arguments& arguments, const Surroundings& surroundings) {
    Contest contest;
    if (!arguments.has("versions") && !arguments.has("data")) return Error{Fault::input, "there is nothing to compare", "give the scored rows: --versions v1.parquet v2.parquet, or --data scored.parquet with --train"};
    ASSIGN_OR_RETURN(contest.versions, versions_of(document, arguments));
    contest.data = arguments.has("data") ? arguments.list("data") : contest.versions.front().files;
    for (const ScoredVersion& version : contest.versions) contest.contenders.push_back({.name = version.name});
    contest.product = contest.contenders.size() - 1;
    if (contest.versions.size() < 2 && !arguments.has("train")) return Error{Fault::input, "there is only one model, and nothing to compare it with", "name another version, or training rows for reference models: --train FILE"};
    RETURN_IF_ERROR(attach_models(contest.contenders, arguments));
    for (Contender& contender : contest.contenders) describe(contender);
    if (arguments.has("train")) {
        Training training{.files = arguments.list("train")};
        ASSIGN_OR_RETURN(const Infos seen, columns_in(training.files));
        ASSIGN_OR_RETURN(const Infos judged, columns_in(contest.data));
        if (find_in(seen, document.task.columns.label) == nullptr) return Error{Fault::input, "the training rows have no label, column: " + document.task.columns.label, "train on rows whose outcome is known"};
        ASSIGN_OR_RETURN(training.features, features_of(document, arguments, seen, judged));
        RETURN_IF_ERROR(check_apart(training, contest, document, seen, judged, surroundings));
        contest.training = std::move(training);
        const auto seed = static_cast<std::uint64_t>(std::max(0.0, arguments.number("seed").value_or(1)));
        RETURN_IF_ERROR(train(contest, document, seed, surroundings));
    }
    ASSIGN_OR_RETURN(auto costs, costs_of(arguments));
    RETURN_IF_ERROR(check_costs(costs, contest.contenders));
    // The charter may name models that are not compared today; its costs stand behind those of the command line.
    costs.merge(charter::comparison_of(document).costs);
    for (Contender& contender : contest.contenders) {
        if (const auto cost = costs.find(contender.name); cost != costs.end()) contender.cost = cost->second;
    }
    return contest;
}

}  // namespace operations
