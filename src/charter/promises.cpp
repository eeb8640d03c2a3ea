#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "charter/bounds.h"
#include "charter/building.h"
#include "charter/description.h"

/// The promises that are written: each is read as it stands, then held against its metric and the rest of the document.
namespace charter {

namespace {

const MetricWord* metric_of(const Building& building, const std::string& id) {
    const auto found = std::find_if(building.metrics.begin(), building.metrics.end(), [&](const MetricWord& word) { return word.id == id; });
    return found == building.metrics.end() ? nullptr : &*found;
}

Promise read(const Node& item) {
    Promise promise;
    promise.id = text_of(item.find("id"));
    promise.statement = text_of(item.find("statement"));
    promise.metric = text_of(item.find("metric"));
    promise.evidence = text_of(item.find("evidence"));
    promise.category = text_of(item.find("category"));
    if (const Node* of = item.find("of")) promise.of = names_of(*of);
    if (const Node* by = item.find("by")) promise.by = names_of(*by);
    promise.compare = choice_of(item.find("compare"), Compare::none, {Compare::difference, Compare::ratio, Compare::to_overall, Compare::worst});
    if (const Node* where = item.find("where"); where != nullptr && where->is_scalar()) {
        if (auto condition = parse_condition(where->text)) promise.where = *std::move(condition);
    }
    if (const Node* version = item.find("version"); version != nullptr && version->is_scalar()) promise.version = version->text;
    if (const Node* against = item.find("against"); against != nullptr && against->is_scalar()) promise.against = against->text;
    promise.per = text_of(item.find("per"));
    if (const Node* adjusted = item.find("adjusted_by")) promise.adjusted_by = names_of(*adjusted);
    if (const Node* estimated = item.find("estimated")) promise.estimated = truth_of(*estimated).value_or(false);
    if (const Node* over = item.find("over")) promise.over = length_of(*over);
    promise.season = choice_of(item.find("season"), Season::none, {Season::day, Season::week});
    if (const Node* every = item.find("every")) promise.every = length_of(*every);
    promise.about = choice_of(item.find("about"), About::process, {About::process, About::census});
    if (const Node* level = item.find("level")) promise.level = number_of(*level).value_or(promise.level);
    promise.serves = text_of(item.find("serves"));
    promise.owner = text_of(item.find("owner"));
    promise.breach = breach_of(item.find("breach"));
    promise.place = item.place;
    if (const Node* with = item.find("with"); with != nullptr && with->is_map()) {
        for (const Node& parameter : with->items) {
            if (const auto number = number_of(parameter)) promise.with[parameter.key] = *number;
        }
    }
    return promise;
}

/// Holds one promise on a metric against what the metric needs.
class MetricRules {
public:
    MetricRules(Building& building, const Node& item, const Promise& promise, const MetricWord& word)
        : building_(building), item_(item), promise_(promise), word_(word), columns_(building.charter.task.columns) {}

    void check() {
        slice();
        versions();
        groups();
        column();
        reference();
        season();
        task();
        classes();
        estimate();
        parameters();
    }

    Scope scope() const {
        Scope scope{.lowest = word_.lowest, .highest = word_.highest, .seconds = word_.seconds, .sampled = !word_.fact && promise_.about == About::process, .subject = word_.id};
        if (promise_.compare == Compare::none) return scope;
        if (promise_.compare == Compare::worst) {
            scope.subject = word_.id + " of the worst group";
            return scope;
        }
        scope.subject = promise_.compare == Compare::to_overall ? "the difference of " + word_.id + " between a group and all rows" : "the " + std::string(name(promise_.compare)) + " of " + word_.id + " between groups";
        scope.lowest = 0;
        scope.highest = promise_.compare == Compare::ratio ? 1 : word_.highest - word_.lowest;
        return scope;
    }

private:
    void fault(std::string_view key, std::string what, std::string next) { building_.faults.add(item_.place_of(key), std::move(what), std::move(next)); }
    std::string sentence(std::string_view rest) const { return word_.id + std::string(rest); }

    void slice() {
        if (promise_.over) expect_column(building_, item_.place_of("over"), columns_.time, "time", "windows need times");
        if (promise_.version) expect_column(building_, item_.place_of("version"), columns_.version, "version", "a promise about a version needs to know versions");
        if (item_.find("every") != nullptr) fault("every", "only records are renewed: every", "use over for the windows of a metric");
    }

    void versions() {
        if (word_.compares_versions) {
            if (!promise_.version) fault("metric", sentence(" compares two versions, and the one that is judged is not named: version"), "add version: v2");
            if (!promise_.against) fault("metric", sentence(" compares two versions, and the one to compare with is not named: against"), "add against: v1");
            if (promise_.version && promise_.version == promise_.against) fault("against", "the same version twice: " + *promise_.against, "name two versions");
            expect_column(building_, item_.place_of("metric"), columns_.version, "version", sentence(" needs to know versions"));
        } else if (promise_.against) {
            fault("against", "does not compare versions: " + word_.id, "remove against; uplift and relative_uplift compare them");
        }
        if (!word_.takes_ratio && !promise_.per.empty()) fault("per", "not taken of a ratio: " + word_.id, "remove per");
        if (!word_.compares_versions && !promise_.adjusted_by.empty()) fault("adjusted_by", "not adjusted by what was known before: " + word_.id, "remove adjusted_by");
        const std::size_t most = promise_.per.empty() ? 1 : 2;
        const bool as_many = promise_.adjusted_by.empty() || promise_.adjusted_by.size() == most;
        if (!as_many) fault("adjusted_by", "one column for each of what is compared: adjusted_by", most == 1 ? "name the column that was known before" : "with per, name two columns: what was known before of either");
    }

    void groups() {
        if (word_.needs_groups && promise_.by.empty()) fault("metric", sentence(" compares groups, and none are named: by"), "add by, the column whose values are the groups");
        if (promise_.compare == Compare::none) return;
        if (word_.needs_groups) fault("compare", "already compares groups: " + word_.id, "remove compare");
        else if (promise_.by.empty()) fault("compare", "nothing to compare: compare", "add by, the column whose values are the groups");
        if (promise_.compare == Compare::ratio && word_.lowest < 0) fault("compare", "a ratio needs values that are never negative: " + word_.id, "compare by difference");
        if (promise_.compare == Compare::worst && word_.neutral) fault("compare", "neither more nor less of it is better, so no group is worst: " + word_.id, "bound each group, without compare");
        if (relative()) fault("compare", "a comparison of groups cannot also be relative to the reference", "choose one of the two");
    }

    bool relative() const {
        return std::any_of(item_.items.begin(), item_.items.end(), [](const Node& item) { return item.find("times_reference") != nullptr; });
    }

    void column() {
        if (word_.needs_column && promise_.of.empty()) fault("metric", sentence(" is about a column, and none is named: of"), "add of, a column or a list of columns");
        if (word_.needs_features && promise_.of.empty() && columns_.features.empty()) fault("metric", sentence(" is about several columns together, and none are named"), "name them under task.columns.features, or with of");
        if (!word_.takes_column && !promise_.of.empty()) fault("of", "not about a column of its own: " + word_.id, "remove of");
        if (word_.needs_pair && promise_.of.size() == 1) fault("of", sentence(" is about two columns, and one is named: of"), "name two, or more for every pair of them");
        if (word_.needs_population) population();
        const bool of_category = word_.id == "category_share";
        if (of_category && promise_.category.empty()) fault("metric", sentence(" is about one value of the column: category"), "add category, the value whose share is meant");
        if (!of_category && !of_one_class() && !promise_.category.empty()) fault("category", "not about one value of a column: " + word_.id, "remove category");
    }

    bool many_classes() const { return building_.charter.task.kind == TaskKind::multiclass; }
    bool of_one_class() const { return many_classes() && word_.takes_one_class; }

    /// In a task of many classes predictions name classes, and a score is that of one class.
    void classes() {
        if (word_.needs_class_scores && columns_.scores.empty()) {
            fault("metric", sentence(" needs a score for each class: scores"), "set task.kind to multiclass, and name them, task: {columns: {scores: {CLASS: COLUMN, ...}}}");
        }
        if (!many_classes()) return;
        const Task& task = building_.charter.task;
        if (word_.takes_classes && columns_.scores.empty()) expect_column(building_, item_.place_of("metric"), columns_.prediction, "prediction", sentence(" of many classes needs predictions"));
        if (!word_.takes_one_class) return;
        if (promise_.category.empty() && !task.positive_named) {
            fault("metric", sentence(" is about one class against the rest, and none is named: category"), "add category, the class that is meant; or choose a metric of all classes, like macro_recall");
        }
        const bool decided = !columns_.prediction.empty() || !columns_.scores.empty();
        const bool of_score = !decided || std::find(word_.reads.begin(), word_.reads.end(), "score") != word_.reads.end();
        if (of_score && !promise_.category.empty() && promise_.category != task.positive) {
            fault("category", sentence(" reads the score, which is that of task.positive, not of: ") + promise_.category.substr(0, 60), "remove category, and set task.positive to the class whose score the column holds");
        }
    }

    /// The populations are read later: here only whether the document has one.
    void population() {
        const Node* populations = building_.root.find("populations");
        for (const std::string& column : promise_.of) {
            const bool there = populations != nullptr && std::any_of(populations->items.begin(), populations->items.end(), [&](const Node& item) { return text_of(item.find("column")) == column; });
            if (!there) fault("metric", sentence(" compares with a population, and none is declared for the column: ") + column.substr(0, 60), "add populations: [{id: ..., column: " + column.substr(0, 60) + ", shares: {...}, within: ...}]");
        }
    }

    void reference() {
        const Charter& charter = building_.charter;
        if (building_.root.find("reference") == nullptr && (word_.needs_reference || relative())) {
            fault(relative() ? "id" : "metric", sentence(relative() ? " is bounded by the reference, and there is none: reference" : " compares with a reference, and there is none: reference"),
                  "add reference: {period: {from: ..., to: ...}} or reference: {file: ...}");
        }
        if (word_.needs_reference && relative()) fault("metric", "already compares with the reference: " + word_.id, "bound it by a number");
        const bool by_row = charter.worth && charter.worth->by_row();
        if (word_.needs_amounts && by_row && promise_.estimated) fault("estimated", sentence(" of amounts that every row has of its own cannot be estimated before outcomes are known"), "remove estimated: true, or give amounts that are the same for every row");
        const bool of_errors = charter.worth && charter.worth->errors, of_positions = charter.worth && !charter.worth->by_position.empty();
        if (word_.needs_amounts && charter.task.kind == TaskKind::regression && !of_errors) fault("metric", sentence(" needs to know what errors cost: value"), "add value: {overestimate: ..., underestimate: ...}, costs being negative");
        else if (word_.needs_amounts && charter.task.kind == TaskKind::ranking && !of_positions) fault("metric", sentence(" needs to know what positions are worth: value"), "add value: {by_position: [5, 2, 1]}");
        else if (word_.needs_amounts && !by_row && !charter.amounts && !of_errors && !of_positions) fault("metric", sentence(" needs to know what outcomes are worth: value"), "add value: {true_positive: ..., false_positive: ..., false_negative: ...}");
    }

    /// Windows of the same time of day or week lie as many windows apart as the season has.
    void season() {
        if (promise_.season == Season::none) return;
        const std::string word(name(promise_.season));
        if (!word_.takes_season) fault("season", "not compared with a reference's windows: " + word_.id, "remove season");
        if (!promise_.over) fault("season", "windows of the same time of the " + word + " need a length: over", promise_.season == Season::day ? "add over: 1h" : "add over: 1d");
        else if (windows_in(promise_.season, *promise_.over) == 0) fault("season", "a " + word + " is not made of several windows of " + base::format(*promise_.over), promise_.season == Season::day ? "use over: 1h, or another part of a day" : "use over: 1h or over: 1d, or another part of a week");
        if (promise_.estimated) fault("season", "an estimate is learnt from all of the reference: season", "remove season");
    }

    void task() {
        const Place place = item_.place_of("metric");
        for (const std::string& read : word_.reads) {
            const bool decision = read == "decision";
            if (decision && (!columns_.prediction.empty() || !columns_.scores.empty())) continue;
            if (read == "score" && columns_.scores.contains(building_.charter.task.positive)) continue;
            const std::string key = decision ? "score" : read;
            const auto known = std::find_if(column_keys().begin(), column_keys().end(), [&](const ColumnKey& one) { return one.key == key; });
            ASSERT(known != column_keys().end());
            expect_column(building_, place, columns_.*(known->column), key, sentence(decision ? " needs scores or predictions" : " needs " + plural(key)));
        }
    }

    void estimate() {
        if (!promise_.estimated) return;
        const Place place = item_.place_of("estimated");
        const bool over_classes = building_.charter.task.kind == TaskKind::multiclass && (word_.takes_classes || (word_.takes_one_class && std::find(word_.reads.begin(), word_.reads.end(), "score") == word_.reads.end()));
        if (over_classes && word_.estimable && columns_.scores.empty()) building_.faults.add(place, "is estimated from the scores of all classes, and none are named: " + word_.id, "add scores: {CLASS: COLUMN, ...} to the columns, or remove estimated");
        if (!word_.estimable) building_.faults.add(place, "cannot be estimated without outcomes: " + word_.id, "remove estimated");
        if (building_.root.find("reference") == nullptr) building_.faults.add(place, "an estimate is learnt from a reference, and there is none: reference", "add reference: {period: {from: ..., to: ...}} or reference: {file: ...}");
        if (promise_.about == About::census) building_.faults.add(place, "a census counts outcomes, and an estimate is made without them", "remove about, or estimated");
        if (relative()) building_.faults.add(place, "an estimate cannot also be relative to the reference", "bound it by a number");
        if (!over_classes) expect_column(building_, place, columns_.score, "score", "an estimate is made from scores");
    }

    static std::string plural(const std::string& key) {
        if (key == "query") return "queries";
        if (key == "lower" || key == "upper") return "the " + key + " ends of prediction intervals";
        return key + "s";
    }

    void parameters() {
        const Node* with = item_.find("with");
        if (with == nullptr || !with->is_map()) return;
        for (const Node& item : with->items) parameter(item);
    }

    void parameter(const Node& item) {
        std::vector<std::string> names;
        for (const ParameterWord& known : word_.parameters) names.push_back(known.name);
        const auto found = std::find(names.begin(), names.end(), item.key);
        if (found == names.end()) {
            building_.faults.add(item.key_place, "does not depend on " + item.key.substr(0, 60) + ": " + word_.id, names.empty() ? "remove it" : "remove it; " + word_.id + " takes " + listed(names));
            return;
        }
        const ParameterWord& word = word_.parameters[static_cast<std::size_t>(found - names.begin())];
        const auto number = number_of(item);
        const bool good = number && *number >= word.lowest && *number <= word.highest && (!word.whole || std::floor(*number) == *number);
        if (!good) {
            const Field field{.key = word.name, .kind = word.whole ? Kind::integer : Kind::number, .lowest = word.lowest, .highest = word.highest};
            building_.faults.add(item.place, "wrong value for " + word.name + ": " + item.text.substr(0, 60), word.name + " takes " + takes(field));
        }
        if (word.name == "threshold") expect_column(building_, item.key_place, columns_.score, "score", "a threshold divides scores");
    }

    Building& building_;
    const Node& item_;
    const Promise& promise_;
    const MetricWord& word_;
    const Columns& columns_;
};

/// A promise on a record has a role and a term, and nothing that only numbers have.
void check_record(Building& building, const Node& item, Promise& promise) {
    for (const std::string_view key : {"at_least", "at_most", "between", "equals", "within", "of", "category", "compare", "where", "version", "against", "per", "adjusted_by", "with", "estimated", "on", "over", "season", "about", "level"}) {
        if (item.find(key) != nullptr) building.faults.add(item.place_of(key), "a record has none: " + std::string(key), "promises on records take by and every");
    }
    for (const std::string_view key : {"by", "every"}) {
        if (item.find(key) == nullptr) building.faults.add(item.place_of("evidence"), "a promise on a record needs: " + std::string(key), key == "by" ? "add by, the role whose record counts" : "add every, how often it must be renewed: 365d");
    }
    if (const Node* by = item.find("by")) {
        if (promise.by.size() > 1) building.faults.add(by->place, "a record has one role: by", "name one; write a promise for each");
        const Node* role = by->is_list() && !by->items.empty() ? &by->items.front() : by;
        expect_role(building, role);
        promise.evidence_by = text_of(role);
    }
    promise.by.clear();
}

void expect_objective(Building& building, const Node* serves) {
    const std::string id = text_of(serves);
    if (id.empty()) return;
    std::vector<std::string> ids;
    for (const Objective& objective : building.charter.objectives) ids.push_back(objective.id);
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
    building.faults.add(serves->place, "no such objective: " + id.substr(0, 60), did_you_mean(id, ids) + (ids.empty() ? "declare it under objectives" : "the objectives declared are " + listed(ids)));
}

void build(Building& building, const Node& item) {
    Promise promise = read(item);
    expect_role(building, item.find("owner"));
    expect_objective(building, item.find("serves"));
    if (!promise.evidence.empty()) check_record(building, item, promise);
    if (const MetricWord* word = metric_of(building, promise.metric)) {
        MetricRules rules(building, item, promise, *word);
        rules.check();
        if (auto bound = bound_of(item, rules.scope(), building.faults)) promise.bound = *std::move(bound);
    }
    add_promise(building, std::move(promise));
}

}  // namespace

void build_promises(Building& building) {
    const Node* promises = building.root.find("promises");
    if (promises == nullptr || !promises->is_list()) return;
    for (const Node& item : promises->items) {
        if (building.faults.full()) return;
        if (item.is_map()) build(building, item);
    }
}

void add_promise(Building& building, Promise promise) {
    if (building.charter.promises.size() >= base::limits::promises_max) {
        building.faults.add(promise.place, "too many promises in one charter", "the most is promises_max, " + std::to_string(base::limits::promises_max));
        return;
    }
    if (!promise.id.empty() && !building.promise_ids.insert(promise.id).second) {
        const Promise* other = building.charter.find(promise.id);
        building.faults.add(promise.place, "this id is taken: " + promise.id, "give each promise an id of its own; the other is in line " + std::to_string(other->place.line));
    }
    building.charter.promises.push_back(std::move(promise));
}

}  // namespace charter
