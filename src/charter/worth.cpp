#include "charter/worth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "base/json.h"
#include "charter/building.h"

/// What decisions are worth, and what the business can bear: value, business_limits.
namespace charter {

namespace {

constexpr double days_of_month = 365.25 / 12;

std::string shown(double number) { return base::format_number(number); }

/// Which of the ways to write a distribution is meant, or a fault.
class MoneyReader {
public:
    MoneyReader(Building& building, const Node& node) : building_(building), node_(node) {}

    Money read() {
        money_.place = node_.key_place;
        if (const auto number = number_of(node_)) settle(*number, 0, shown(*number));
        else if (node_.is_map()) distribution();
        if (const Node* column = node_.find("column"); column != nullptr && column->is_scalar()) {
            money_.column = column->text;
            money_.text = column->text + (money_.text == "1" ? "" : " x " + (money_.deviation > 0 ? "(" + money_.text + ")" : money_.text));
        }
        return money_;
    }

private:
    std::optional<double> at(std::string_view key) const {
        const Node* item = node_.find(key);
        return item == nullptr ? std::nullopt : number_of(*item);
    }
    void fault(std::string_view key, std::string what, std::string next) { building_.faults.add(node_.place_of(key), std::move(what), std::move(next)); }
    void settle(double mean, double deviation, std::string text) {
        money_.mean = mean;
        money_.deviation = deviation;
        money_.text = std::move(text);
    }

    void distribution() {
        static constexpr std::array<std::string_view, 8> numbers{"from", "to", "low", "likely", "high", "mean", "sd", "times"};
        std::vector<std::string> given;
        for (const auto key : numbers) {
            if (node_.find(key) != nullptr) given.emplace_back(key);
        }
        using Names = std::vector<std::string>;
        if (given == Names{"from", "to"}) return uniform();
        if (given == Names{"low", "likely", "high"}) return triangular();
        if (given == Names{"mean", "sd"}) return normal();
        if (node_.find("column") != nullptr && (given.empty() || given == Names{"times"})) return settle(at("times").value_or(1), 0, shown(at("times").value_or(1)));
        building_.faults.add(node_.place, "no amount can be made of these keys: " + (given.empty() ? "none" : listed(given)), "write {from, to}, {low, likely, high} or {mean, sd}; for an amount in each row {column} with `times` or one of them");
    }
    /// What is no number has a fault of its own; nothing more is said of the distribution then.
    bool are_numbers(std::initializer_list<std::string_view> keys) const { return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) { return at(key).has_value(); }); }
    void uniform() {
        if (!are_numbers({"from", "to"})) return;
        const double from = at("from").value_or(0), to = at("to").value_or(0);
        if (from >= to) return fault("to", "no amount lies in it: from " + shown(from) + " to " + shown(to), "write the lower one as from");
        money_.shape = Money::Shape::uniform;
        money_.low = from;
        money_.high = to;
        settle((from + to) / 2, (to - from) / std::sqrt(12.0), shown(from) + " to " + shown(to));
    }
    void triangular() {
        if (!are_numbers({"low", "likely", "high"})) return;
        const double low = at("low").value_or(0), likely = at("likely").value_or(0), high = at("high").value_or(0);
        if (low > likely || likely > high || low >= high) return fault("likely", "the likeliest amount is not between the least and the most: " + shown(low) + ", " + shown(likely) + ", " + shown(high), "write low <= likely <= high");
        money_.shape = Money::Shape::triangular;
        money_.low = low;
        money_.likely = likely;
        money_.high = high;
        const double variance = (low * low + likely * likely + high * high - low * likely - low * high - likely * high) / 18;
        settle((low + likely + high) / 3, std::sqrt(variance), shown(low) + " to " + shown(high) + ", likeliest " + shown(likely));
    }
    void normal() {
        money_.shape = Money::Shape::normal;
        settle(at("mean").value_or(0), at("sd").value_or(0), shown(at("mean").value_or(0)) + " with a standard deviation of " + shown(at("sd").value_or(0)));
    }

    Building& building_;
    const Node& node_;
    Money money_;
};

Rate rate_of(const Node& node, std::string_view amount) {
    Rate rate;
    rate.place = node.key_place;
    const Node* number = node.find(amount);
    if (number != nullptr) rate.amount = number_of(*number).value_or(0);
    rate.per = text_of(node.find("per"));
    rate.length = pace_of(rate.per).value_or(base::Duration{});
    return rate;
}

/// What is spent cannot be earned, and is the same for every row. The check has seen plain numbers.
void check_cost(Building& building, std::string_view key, const Money& money) {
    const double least = money.shape == Money::Shape::known ? 0 : money.shape == Money::Shape::normal ? money.mean - 2 * money.deviation : money.low;
    if (!money.column.empty()) building.faults.add(money.place, "a cost is the same for every row, or uncertain: " + std::string(key), "take the cost off the amounts of the outcomes, which may name a column");
    else if (least < 0) building.faults.add(money.place, "a cost is written as it is paid, and this is negative: " + std::string(key), "write it without the minus");
}

void build_value(Building& building, const Node& value) {
    Worth worth;
    for (const auto& [key, money] : money_keys()) {
        const Node* node = value.find(key);
        if (node == nullptr) continue;
        worth.*money = MoneyReader(building, *node).read();
        if (key.starts_with("per_")) check_cost(building, key, worth.*money);
        if (key.ends_with("estimate")) worth.errors = true;
    }
    if (const Node* positions = value.find("by_position"); positions != nullptr && positions->is_list()) {
        for (const Node& item : positions->items) worth.by_position.push_back(number_of(item).value_or(0));
    }
    if (const Node* capacity = value.find("capacity"); capacity != nullptr && capacity->is_map()) worth.capacity = rate_of(*capacity, "at_most");
    if (const Node* volume = value.find("volume"); volume != nullptr && volume->is_map()) worth.volume = rate_of(*volume, "decisions");

    const TaskKind kind = building.charter.task.kind;
    const std::string said = "and the task is of kind " + std::string(name(kind));
    if (worth.errors && kind != TaskKind::regression) building.faults.add(value.place_of(value.find("overestimate") != nullptr ? "overestimate" : "underestimate"), "what errors are worth is about predicted numbers, " + said, "give true_positive, false_positive, false_negative and true_negative");
    if (!worth.by_position.empty() && kind != TaskKind::ranking) building.faults.add(value.place_of("by_position"), "value by position is about rankings, " + said, "remove it, or set task.kind to ranking");
    if (worth.errors && (!worth.overestimate.column.empty() || !worth.underestimate.column.empty())) building.faults.add(value.place, "what a unit of error is worth is the same for every row", "give a number or a distribution");

    const double act = worth.per_action.mean + worth.per_review.mean, each = worth.per_prediction.mean;
    // Of amounts that every row has of its own only a factor stands here, which is no amount; errors and positions have other ones.
    if (!worth.by_row() && kind != TaskKind::regression && kind != TaskKind::ranking) building.charter.amounts = Amounts{.true_positive = worth.true_positive.mean - act - each, .false_positive = worth.false_positive.mean - act - each,
                                       .false_negative = worth.false_negative.mean - each, .true_negative = worth.true_negative.mean - each};
    building.charter.worth = std::move(worth);
}

/// `at most 3 of 100 flagged are wrong`.
std::string sentence_of(const BusinessLimit& limit, const std::string& currency) {
    using Kind = BusinessLimit::Kind;
    const std::string money = (currency.empty() ? "" : currency + " ") + shown(limit.bound);
    const std::string out_of = shown(limit.bound) + " of " + shown(limit.of);
    const bool of_class = !limit.category.empty();
    const std::string places = limit.first > 0 ? " in the first " + shown(limit.first) + (limit.first == 1 ? " place" : " places") : "";
    switch (limit.kind) {
        case Kind::earn: return "at least " + money + " a " + limit.per.per;
        case Kind::flagged_wrong: return "at most " + out_of + " flagged" + (of_class ? " as " + limit.category : "") + " are wrong";
        case Kind::cases_found: return "at least " + out_of + " cases" + (of_class ? " of " + limit.category : "") + " are found" + places;
        case Kind::reviews: return "at most " + shown(limit.bound) + " flagged" + (of_class ? " as " + limit.category : "") + " a " + limit.per.per;
        case Kind::every_group: {
            const std::string what = limit.share == BusinessLimit::Share::found ? " cases found" : limit.share == BusinessLimit::Share::flagged ? " flagged" : " flagged rightly";
            return "at least " + out_of + what + (of_class ? " as " + limit.category : "") + " in every group by " + listed(limit.by);
        }
        case Kind::budget: return "at most " + money + " spent a " + limit.per.per;
        case Kind::latency: return shown(limit.of) + " of 100 predictions take at most " + shown(limit.bound) + " (" + limit.column + ")";
        case Kind::off_by: {
            const std::string how = limit.of == 0 ? shown(limit.bound) + " on average" : out_of + " in all";
            return "predictions are off by at most " + how + (limit.by.empty() ? "" : ", in every group by " + listed(limit.by));
        }
        case Kind::leaning: return "predictions are too high or too low by at most " + shown(limit.bound) + " on average";
        case Kind::ranges_hold: return "at least " + out_of + " ranges hold what happens";
        case Kind::shown_wrong: return "at most " + out_of + " shown" + places + " are irrelevant";
        case Kind::answered: return "at least " + out_of + " queries are shown something relevant" + places;
    }
    return {};
}

/// Which tasks a limit is about.
bool is_about(BusinessLimit::Kind limit, TaskKind task) {
    using Kind = BusinessLimit::Kind;
    switch (limit) {
        case Kind::earn:
        case Kind::latency: return true;
        case Kind::budget: return task != TaskKind::generation;
        case Kind::cases_found: return task == TaskKind::binary || task == TaskKind::multiclass || task == TaskKind::ranking;
        case Kind::flagged_wrong:
        case Kind::reviews:
        case Kind::every_group: return task == TaskKind::binary || task == TaskKind::multiclass;
        case Kind::off_by:
        case Kind::leaning:
        case Kind::ranges_hold: return task == TaskKind::regression;
        case Kind::shown_wrong:
        case Kind::answered: return task == TaskKind::ranking;
    }
    return false;
}

/// The limits that there are for a task, as names.
std::string limits_of(TaskKind task);

/// A class is named where there are many, and only there; places only of rankings.
void check_class_and_places(Building& building, const Node& node, const BusinessLimit& limit) {
    using Kind = BusinessLimit::Kind;
    const TaskKind task = building.charter.task.kind;
    const bool of_class = limit.kind == Kind::flagged_wrong || limit.kind == Kind::cases_found || limit.kind == Kind::reviews || limit.kind == Kind::every_group;
    if (task == TaskKind::multiclass && of_class && limit.category.empty()) building.faults.add(node.key_place, "of many classes one is meant, and none is named: " + node.key, "add category, the class that is meant");
    if (task != TaskKind::multiclass && of_class && !limit.category.empty()) building.faults.add(node.place_of("category"), "a class is named, and the task is of kind " + std::string(name(task)) + ": category", "remove category");
    if (task != TaskKind::ranking && limit.kind == Kind::cases_found && limit.first > 0) building.faults.add(node.place_of("first"), "places are those of rankings, and the task is of kind " + std::string(name(task)) + ": first", "remove first");
}

/// What it is measured from.
void check_columns(Building& building, const Node& node, const BusinessLimit& limit) {
    using Kind = BusinessLimit::Kind;
    if (!is_about(limit.kind, building.charter.task.kind)) return;
    const Columns& columns = building.charter.task.columns;
    const auto needs = [&](const std::string& column, const std::string& key) {
        if (column.empty()) building.faults.add(node.key_place, limit.text + ": that needs a column of the task, and none is named: " + key, "name it: task: {columns: {" + key + ": ...}}");
    };
    if (limit.kind == Kind::off_by || limit.kind == Kind::leaning) needs(columns.prediction, "prediction");
    if (limit.kind == Kind::ranges_hold) needs(columns.lower, "lower"), needs(columns.upper, "upper");
    if (limit.kind == Kind::shown_wrong || limit.kind == Kind::answered) needs(columns.query, "query");
}

void check_limit(Building& building, const Node& node, const BusinessLimit& limit) {
    using Kind = BusinessLimit::Kind;
    const bool counted = limit.kind == Kind::flagged_wrong || limit.kind == Kind::cases_found || limit.kind == Kind::every_group || limit.kind == Kind::ranges_hold || limit.kind == Kind::shown_wrong || limit.kind == Kind::answered;
    const std::string bound = limit.at_least() ? "at_least" : "at_most";
    // What is no number, or none that is allowed, has a fault of its own.
    const auto number_at = [&](const std::string& key) { return node.find(key) != nullptr && number_of(*node.find(key)).has_value(); };
    const bool readable = number_at(bound) && (node.find("of") == nullptr || number_at("of")) && (!counted || limit.of > 0);
    if (!readable) return;
    if (counted && limit.bound > limit.of) building.faults.add(node.place_of(bound), "more than there are: " + shown(limit.bound) + " of " + shown(limit.of), "choose at most " + shown(limit.of));
    else if (counted && limit.bound == (limit.at_least() ? 0 : limit.of)) building.faults.add(node.place_of(bound), "every model keeps it: " + limit.text, "choose another number, or remove it");
    if (!is_about(limit.kind, building.charter.task.kind)) {
        building.faults.add(node.key_place, "no limit of a task of kind " + std::string(name(building.charter.task.kind)) + ": " + node.key, "there are: " + limits_of(building.charter.task.kind));
    }
    check_class_and_places(building, node, limit);
    check_columns(building, node, limit);
    if (limit.kind == Kind::earn && !building.charter.worth) building.faults.add(node.key_place, "what decisions are worth is not known: earn", "add value: {true_positive: ..., false_positive: ...}");
    if (limit.kind == Kind::budget && !(building.charter.worth && building.charter.worth->costs())) building.faults.add(node.key_place, "a budget bounds costs, and the charter names none: budget", "add per_action, per_review or per_prediction under value");
}

void build_limit(Building& building, const Node& node, BusinessLimit::Kind kind) {
    if (!node.is_map()) return;
    BusinessLimit limit;
    limit.kind = kind;
    limit.place = node.key_place;
    limit.per = rate_of(node, limit.at_least() ? "at_least" : "at_most");
    limit.bound = limit.per.amount;
    limit.of = kind == BusinessLimit::Kind::latency ? 95 : kind == BusinessLimit::Kind::off_by ? 0 : 100;
    if (const Node* of = node.find("of")) limit.of = number_of(*of).value_or(limit.of);
    if (const Node* by = node.find("by")) limit.by = names_of(*by);
    limit.share = choice_of(node.find("share"), BusinessLimit::Share::found, {BusinessLimit::Share::found, BusinessLimit::Share::flagged, BusinessLimit::Share::right});
    limit.column = text_of(node.find("column"));
    limit.category = text_of(node.find("category"));
    if (const Node* first = node.find("first")) limit.first = number_of(*first).value_or(0);
    limit.owner = text_of(node.find("owner"));
    limit.breach = std::string(name(breach_of(node.find("breach"))));
    limit.text = sentence_of(limit, building.charter.currency);
    expect_role(building, node.find("owner"));
    check_limit(building, node, limit);
    building.charter.business_limits.push_back(std::move(limit));
}

constexpr std::array<BusinessLimit::Kind, 12> limit_kinds{BusinessLimit::Kind::earn, BusinessLimit::Kind::flagged_wrong, BusinessLimit::Kind::cases_found, BusinessLimit::Kind::reviews,
                                                         BusinessLimit::Kind::every_group, BusinessLimit::Kind::budget, BusinessLimit::Kind::latency, BusinessLimit::Kind::off_by,
                                                          BusinessLimit::Kind::leaning, BusinessLimit::Kind::ranges_hold, BusinessLimit::Kind::shown_wrong, BusinessLimit::Kind::answered};

std::string limits_of(TaskKind task) {
    std::vector<std::string> names;
    for (const auto kind : limit_kinds) {
        if (is_about(kind, task)) names.emplace_back(name(kind));
    }
    return listed(names);
}

}  // namespace

double days_of(const base::Duration& length) { return static_cast<double>(length.micros) / static_cast<double>(base::micros_per_day) + static_cast<double>(length.months) * days_of_month; }

double Rate::per_month() const { return days_of(length) > 0 ? amount * days_of_month / days_of(length) : 0; }

std::span<const MoneyKey> money_keys() {
    static constexpr std::array<MoneyKey, 9> keys{{{"true_positive", &Worth::true_positive}, {"false_positive", &Worth::false_positive}, {"false_negative", &Worth::false_negative},
                                                   {"true_negative", &Worth::true_negative}, {"per_action", &Worth::per_action}, {"per_review", &Worth::per_review},
                                                   {"per_prediction", &Worth::per_prediction}, {"overestimate", &Worth::overestimate}, {"underestimate", &Worth::underestimate}}};
    return keys;
}

std::string_view name(BusinessLimit::Kind kind) {
    switch (kind) {
        case BusinessLimit::Kind::earn: return "earn";
        case BusinessLimit::Kind::flagged_wrong: return "flagged_wrong";
        case BusinessLimit::Kind::cases_found: return "cases_found";
        case BusinessLimit::Kind::reviews: return "reviews";
        case BusinessLimit::Kind::every_group: return "every_group";
        case BusinessLimit::Kind::budget: return "budget";
        case BusinessLimit::Kind::latency: return "latency";
        case BusinessLimit::Kind::off_by: return "off_by";
        case BusinessLimit::Kind::leaning: return "leaning";
        case BusinessLimit::Kind::ranges_hold: return "ranges_hold";
        case BusinessLimit::Kind::shown_wrong: return "shown_wrong";
        case BusinessLimit::Kind::answered: return "answered";
    }
    return {};
}

std::string_view name(BusinessLimit::Share share) {
    switch (share) {
        case BusinessLimit::Share::found: return "found";
        case BusinessLimit::Share::flagged: return "flagged";
        case BusinessLimit::Share::right: return "right";
    }
    return {};
}

void build_worth(Building& building) {
    const Node* value = building.root.find("value");
    if (value != nullptr && value->is_map()) build_value(building, *value);
    const Node* limits = building.root.find("business_limits");
    if (limits == nullptr || !limits->is_map()) return;
    for (const auto kind : limit_kinds) {
        if (const Node* node = limits->find(name(kind))) build_limit(building, *node, kind);
    }
}

}  // namespace charter
