#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/json.h"
#include "charter/bounds.h"
#include "charter/building.h"

/// The data contract and the populations, line by line made into promises.
namespace charter {

namespace {

/// Ids made from names as people write them. Names that come out the same are told apart by a digest of the name and not by
/// their place, so that an id survives when lines are moved.
std::map<std::string, std::string> ids_of(const std::vector<std::string>& names) {
    std::map<std::string, int> uses;
    for (const auto& name : names) ++uses[id_of(name)];
    std::map<std::string, std::string> ids;
    for (const auto& name : names) {
        const std::string id = id_of(name);
        const std::string digest = base::format(base::digest_of(name)).substr(7, 6);
        ids[name] = id.empty() ? digest : uses[id] == 1 ? id : id + "-" + digest;
    }
    return ids;
}

std::optional<double> number_at(const Node& node, std::string_view key) {
    const Node* item = node.find(key);
    return item == nullptr ? std::nullopt : number_of(*item);
}

bool truth_at(const Node& node, std::string_view key) {
    const Node* item = node.find(key);
    return item != nullptr && truth_of(*item).value_or(false);
}

ColumnContract column_of(const Node& node) {
    using Type = ColumnContract::Type;
    ColumnContract column;
    column.name = node.key;
    column.type = choice_of(node.find("type"), Type::any, {Type::any, Type::number, Type::integer, Type::category, Type::text, Type::time, Type::boolean});
    column.required = truth_at(node, "required");
    column.unique = truth_at(node, "unique");
    column.min = number_at(node, "min");
    column.max = number_at(node, "max");
    if (const Node* allowed = node.find("allowed")) column.allowed = names_of(*allowed);
    if (const Node* pattern = node.find("pattern"); pattern != nullptr && pattern->is_scalar()) column.pattern = pattern->text;
    column.place = node.key_place;
    return column;
}

void check_column(Building& building, const Node& node, const ColumnContract& column) {
    using Type = ColumnContract::Type;
    if (column.min && column.max && *column.min > *column.max) building.faults.add(node.place_of("max"), "no value can be valid: max is below min", "write the lower one as min");
    const bool number = column.type == Type::any || column.type == Type::number || column.type == Type::integer;
    const bool text = column.type == Type::any || column.type == Type::category || column.type == Type::text;
    for (const std::string_view key : {"min", "max"}) {
        if (node.find(key) != nullptr && !number) building.faults.add(node.place_of(key), "only numbers have a " + std::string(key) + ", and the type is: " + std::string(name(column.type)), "remove it, or set type: number");
    }
    if (column.pattern && !text) building.faults.add(node.place_of("pattern"), "only text has a pattern, and the type is: " + std::string(name(column.type)), "remove it, or set type: text");
}

/// The parts of the contract share owner, breach and section.
class ContractBuilder {
public:
    ContractBuilder(Building& building, const Node& data) : building_(building), owner_(text_of(data.find("owner"))), breach_(breach_of(data.find("breach"))) {}

    void columns(const Node& node) {
        if (!node.is_map()) return;
        std::vector<std::string> names;
        for (const Node& item : node.items) names.push_back(item.key);
        const auto ids = ids_of(names);
        for (const Node& item : node.items) {
            if (building_.faults.full()) return;
            ColumnContract made = column_of(item);
            check_column(building_, item, made);
            promise_column(made, "data-" + ids.at(item.key));
            building_.charter.contract.push_back(std::move(made));
        }
    }

    void volume(const Node& node) {
        const auto low = number_at(node, "at_least");
        const auto high = number_at(node, "at_most");
        if (node.is_map() && !low && !high) building_.faults.add(node.place, "one of these keys is missing: at_least, at_most", "add one of them");
        if (!low && !high) return;
        if (low && high && *low > *high) building_.faults.add(node.place_of("at_most"), "no number of rows can be in it: at_most is below at_least", "write the lower one as at_least");
        Promise promise = made("data-volume", "row_count", node.key_place);
        promise.bound = low && high ? between(*low, *high) : low ? at_least(*low) : at_most(*high);
        if (const Node* per = node.find("per")) {
            promise.over = pace_of(per->text);
            expect_column(building_, per->key_place, building_.charter.task.columns.time, "time", "a volume per length of time needs times");
        }
        add_promise(building_, std::move(promise));
    }

    void freshness(const Node& node) {
        const Node* most = node.find("at_most");
        const auto length = most == nullptr ? std::nullopt : amount_of(*most);
        expect_column(building_, node.key_place, building_.charter.task.columns.time, "time", "freshness needs times");
        if (!length) {
            if (most != nullptr && length_of(*most)) building_.faults.add(most->place, "months differ in length: " + most->text, "write days: 30d");
            return;
        }
        Promise promise = made("data-freshness", "freshness", node.key_place);
        promise.bound = at_most(length->value, true);
        add_promise(building_, std::move(promise));
    }

    void rejected(const Node& node) {
        const auto share = number_at(node, "at_most");
        if (!share) return;
        if (*share >= 1) building_.faults.add(node.find("at_most")->place, "every share keeps it: at most 1", "choose a smaller share");
        Promise promise = made("data-rejected", "invalid_share", node.key_place);
        promise.bound = at_most(*share);
        add_promise(building_, std::move(promise));
    }

private:
    Promise made(std::string id, std::string metric, Place place) const {
        Promise promise;
        promise.id = std::move(id);
        promise.section = "data";
        promise.metric = std::move(metric);
        promise.owner = owner_;
        promise.breach = breach_;
        promise.place = place;
        return promise;
    }

    void promise_column(const ColumnContract& column, const std::string& id) {
        const bool restricted = column.type != ColumnContract::Type::any || column.min || column.max || !column.allowed.empty() || column.pattern;
        if (column.required) promise_none(column, id + "-present", "missing_share");
        if (restricted) promise_none(column, id + "-valid", "invalid_share");
        if (column.unique) promise_none(column, id + "-unique", "duplicate_share");
    }

    void promise_none(const ColumnContract& column, std::string id, std::string metric) {
        Promise promise = made(std::move(id), std::move(metric), column.place);
        promise.of = {column.name};
        promise.bound = at_most(0);
        add_promise(building_, std::move(promise));
    }

    Building& building_;
    std::string owner_;
    Breach breach_;
};

/// One promise for each group of a population.
void build_population(Building& building, const Node& item) {
    const Node* shares = item.find("shares");
    const auto within = number_at(item, "within");
    expect_role(building, item.find("owner"));
    if (item.find("over") != nullptr) expect_column(building, item.place_of("over"), building.charter.task.columns.time, "time", "windows need times");
    if (shares == nullptr || !shares->is_map() || !within) return;
    std::vector<std::string> names;
    double sum = 0;
    for (const Node& share : shares->items) {
        names.push_back(share.key);
        sum += number_of(share).value_or(0);
    }
    if (tidy(sum) > 1) building.faults.add(shares->key_place, "shares of one population add up to more than 1: " + base::format_number(tidy(sum)), "correct them; they may add up to less");
    Population population{text_of(item.find("column")), {}};
    for (const Node& share : shares->items) population.shares[share.key] = number_of(share).value_or(0);
    building.charter.populations.push_back(std::move(population));
    const auto ids = ids_of(names);
    for (const Node& share : shares->items) {
        const double centre = number_of(share).value_or(0);
        const double low = std::max(0.0, tidy(centre - *within));
        const double high = std::min(1.0, tidy(centre + *within));
        if (low <= 0 && high >= 1) building.faults.add(item.place_of("within"), "every share keeps it: within " + base::format_number(*within), "choose a smaller one");
        Promise promise;
        promise.id = text_of(item.find("id")) + "-" + ids.at(share.key);
        promise.section = "populations";
        promise.metric = "category_share";
        promise.category = share.key;
        promise.of = {text_of(item.find("column"))};
        promise.bound = between(low, high);
        if (const Node* over = item.find("over")) promise.over = length_of(*over);
        promise.owner = text_of(item.find("owner"));
        promise.breach = breach_of(item.find("breach"));
        promise.place = share.key_place;
        add_promise(building, std::move(promise));
    }
}

}  // namespace

void build_contract(Building& building) {
    const Node* data = building.root.find("data");
    if (data == nullptr || !data->is_map()) return;
    expect_role(building, data->find("owner"));
    ContractBuilder contract(building, *data);
    if (const Node* columns = data->find("columns")) contract.columns(*columns);
    if (const Node* volume = data->find("volume")) contract.volume(*volume);
    if (const Node* freshness = data->find("freshness")) contract.freshness(*freshness);
    if (const Node* rejected = data->find("rejected")) contract.rejected(*rejected);
}

void build_populations(Building& building) {
    const Node* populations = building.root.find("populations");
    if (populations == nullptr || !populations->is_list()) return;
    for (const Node& item : populations->items) {
        if (building.faults.full()) return;
        if (item.is_map()) build_population(building, item);
    }
}

}  // namespace charter
