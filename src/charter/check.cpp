#include "charter/check.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "charter/values.h"

namespace charter {

namespace {

/// Enough of a value to recognise it, without cutting a character in two.
std::string shown(const Node& node) {
    constexpr std::size_t shown_max = 60;
    if (node.is_map()) return "a map";
    if (node.is_list()) return "a list";
    if (node.kind == Node::Kind::nothing) return "nothing";
    if (node.text.size() <= shown_max) return node.quoted ? "\"" + node.text + "\"" : node.text;
    std::size_t end = shown_max;
    while (end > 0 && (static_cast<unsigned char>(node.text[end]) & 0xC0u) == 0x80u) --end;
    return node.text.substr(0, end) + "...";
}

std::vector<std::string> words_of(const Field& field) { return {field.words.begin(), field.words.end()}; }

bool in_range(double value, const Field& field) {
    return field.ends_excluded ? value > field.lowest && value < field.highest : value >= field.lowest && value <= field.highest;
}

class Checker {
public:
    Checker(const Vocabulary& metrics, Faults& faults, std::vector<Note>& notes) : faults_(faults), notes_(notes) {
        std::set<std::string> parameters;
        for (const MetricWord& metric : metrics) {
            metric_ids_.push_back(metric.id);
            for (const ParameterWord& parameter : metric.parameters) parameters.insert(parameter.name);
        }
        parameters_.assign(parameters.begin(), parameters.end());
    }

    void shape(const Node& node, const Shape& shape) {
        if (!node.is_map()) {
            faults_.add(node.place, "expected a map for " + std::string(shape.title) + ": " + shown(node), "write its fields as key: value");
            return;
        }
        for (const Node& item : node.items) {
            if (faults_.full()) return;
            if (const Field* field = shape.find(item.key)) value(item, *field);
            else unknown(item, shape);
        }
        for (const Field& field : shape.fields) {
            if (field.required && node.find(field.key) == nullptr) {
                faults_.add(node.place, "a key is missing in " + std::string(shape.title) + ": " + std::string(field.key), "add it, for example " + std::string(field.key) + ": " + std::string(field.example));
            }
        }
        for (const OneOf& group : shape.one_of) one_of(node, group);
    }

private:
    void unknown(const Node& item, const Shape& shape) {
        std::vector<std::string> allowed, all;
        for (const Field& field : shape.fields) {
            all.emplace_back(field.key);
            if (!field.reserved) allowed.emplace_back(field.key);
        }
        Node key;
        key.kind = Node::Kind::scalar;
        key.text = item.key;
        faults_.add(item.key_place, "unknown key: " + shown(key), did_you_mean(item.key, all) + "allowed here: " + listed(allowed));
    }

    void one_of(const Node& node, const OneOf& group) {
        if (!group.when.empty() && node.find(group.when) == nullptr) return;
        std::vector<std::string> all(group.keys.begin(), group.keys.end()), present;
        Place last = node.place;
        for (const Node& item : node.items) {
            if (std::find(all.begin(), all.end(), item.key) == all.end()) continue;
            present.push_back(item.key);
            last = item.key_place;
        }
        if (present.empty()) faults_.add(node.place, "one of these keys is missing: " + listed(all), "add one of them");
        if (present.size() > 1) faults_.add(last, "only one of these keys can be there: " + listed(present), "keep one and remove the others");
    }

    void wrong(const Node& node, const Field& field, const std::string& more = {}) {
        const std::string key(field.key);
        const std::string example = field.example.empty() ? "" : ", for example " + std::string(field.example);
        faults_.add(node.place, "wrong value for " + key + ": " + shown(node), more + key + " takes " + takes(field) + example);
    }

    void value(const Node& node, const Field& field) {
        if (field.reserved) notes_.push_back({node.key_place, "not yet in use: " + std::string(field.key)});
        if (field.kind == Kind::anything) return;
        if (node.kind == Node::Kind::nothing) {
            faults_.add(node.key_place, "no value for: " + std::string(field.key), "write one, or remove the key");
            return;
        }
        switch (field.kind) {
            case Kind::shape: return shape(node, *field.shape);
            case Kind::list: return list(node, field);
            case Kind::named: return named(node, field);
            case Kind::shares: return shares(node, field);
            case Kind::columns: return columns(node, field);
            case Kind::parameters: return parameters(node, field);
            case Kind::names:
            case Kind::words:
            case Kind::texts:
            case Kind::choices: return texts(node, field);
            case Kind::amount: return amount(node, field);
            case Kind::range: return range(node, field);
            case Kind::money: return money(node, field);
            case Kind::numbers: return numbers(node, field);
            default: return scalar(node, field);
        }
    }

    void scalar(const Node& node, const Field& field) {
        if (!node.is_scalar() || node.text.empty()) return wrong(node, field);
        switch (field.kind) {
            case Kind::id: return expect(is_id(node.text), node, field);
            case Kind::number: return number(node, field);
            case Kind::integer: return number(node, field);
            case Kind::boolean: return expect(truth_of(node).has_value(), node, field);
            case Kind::time: return expect(static_cast<bool>(base::parse_time(node.text)), node, field);
            case Kind::length: return expect(length_of(node).has_value(), node, field);
            case Kind::zone: return expect(static_cast<bool>(base::Zone::find(node.text)), node, field);
            case Kind::currency: return expect(node.text.size() == 3 && std::all_of(node.text.begin(), node.text.end(), [](char c) { return c >= 'A' && c <= 'Z'; }), node, field);
            case Kind::pattern: return pattern(node);
            case Kind::condition: return condition(node);
            case Kind::choice: return choice(node, field);
            case Kind::metric: return metric(node);
            default: return;
        }
    }

    void expect(bool good, const Node& node, const Field& field) {
        if (!good) wrong(node, field);
    }

    void number(const Node& node, const Field& field) {
        const auto number = number_of(node);
        const bool whole = number && std::floor(*number) == *number;
        if (number && in_range(*number, field) && (whole || field.kind != Kind::integer)) return;
        Node bare = node;
        bare.quoted = false;
        wrong(node, field, node.quoted && number_of(bare) ? "remove the quotes; " : "");
    }

    void choice(const Node& node, const Field& field) {
        const auto words = words_of(field);
        if (std::find(words.begin(), words.end(), node.text) == words.end()) wrong(node, field, did_you_mean(node.text, words));
    }

    void metric(const Node& node) {
        if (std::find(metric_ids_.begin(), metric_ids_.end(), node.text) != metric_ids_.end()) return;
        faults_.add(node.place, "no such metric: " + shown(node), did_you_mean(node.text, metric_ids_) + "\"charter metrics\" lists them");
    }

    void pattern(const Node& node) {
        RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(1 << 20);
        const RE2 compiled(node.text, options);
        if (!compiled.ok()) faults_.add(node.place, "wrong pattern: " + shown(node), "RE2 says: " + compiled.error());
    }

    void condition(const Node& node) {
        int character = 0;
        const auto parsed = parse_condition(node.text, character);
        if (parsed) return;
        Place place = node.place;
        if (node.verbatim) place.column += character - 1 + (node.quoted ? 1 : 0);
        faults_.add(place, "wrong condition, " + parsed.error().what, parsed.error().next);
    }

    void amount(const Node& node, const Field& field) {
        if (node.is_map()) return shape(node, relative_amount());
        if (node.is_list()) return wrong(node, field);
        const auto amount = amount_of(node);
        if (amount && in_range(amount->value, field)) return;
        const auto length = length_of(node);
        wrong(node, field, length && length->months != 0 ? "months differ in length: write days; " : "");
    }

    void money(const Node& node, const Field& field) {
        if (node.is_map()) return shape(node, uncertain_money());
        number(node, field);
    }

    void numbers(const Node& node, const Field& field) {
        const bool numbers = node.is_list() && !node.items.empty() && std::all_of(node.items.begin(), node.items.end(), [](const Node& item) { return number_of(item).has_value(); });
        if (!numbers) wrong(node, field);
    }

    void range(const Node& node, const Field& field) {
        const bool two = node.is_list() && node.items.size() == 2;
        if (!two || !std::all_of(node.items.begin(), node.items.end(), [](const Node& item) { return !item.is_map() && amount_of(item); })) wrong(node, field);
    }

    /// Lists of single values, each once; `names` also take a single one.
    void texts(const Node& node, const Field& field) {
        const bool single = node.is_scalar() && field.kind == Kind::names && !node.text.empty();
        if (single) return;
        if (!node.is_list() || node.items.empty()) return wrong(node, field);
        std::set<std::string_view> seen;
        for (const Node& item : node.items) {
            if (!item.is_scalar() || (item.text.empty() && field.kind != Kind::texts && field.kind != Kind::words)) wrong(item, field);
            else if (field.kind == Kind::choices) choice(item, field);
            if (item.is_scalar() && !seen.insert(item.text).second && field.kind != Kind::words) faults_.add(item.place, "twice in the list of " + std::string(field.key) + ": " + shown(item), "keep one");
        }
    }

    void list(const Node& node, const Field& field) {
        if (!node.is_list()) {
            faults_.add(node.place, "expected a list for " + std::string(field.key) + ": " + shown(node), "begin each item with \"- \"");
            return;
        }
        for (const Node& item : node.items) shape(item, *field.shape);
    }

    void named(const Node& node, const Field& field) {
        if (!node.is_map()) return wrong(node, field);
        for (const Node& item : node.items) {
            if (item.key.empty()) faults_.add(item.key_place, "an empty name in " + std::string(field.key), "write the name before the colon");
            else shape(item, *field.shape);
        }
    }

    void shares(const Node& node, const Field& field) {
        if (!node.is_map() || node.items.empty()) return wrong(node, field);
        for (const Node& item : node.items) {
            const auto share = number_of(item);
            if (!share || *share < 0 || *share > 1) wrong(item, field);
        }
    }

    void columns(const Node& node, const Field& field) {
        if (!node.is_map() || node.items.empty()) return wrong(node, field);
        for (const Node& item : node.items) {
            if (!item.is_scalar() || item.text.empty()) wrong(item, field);
        }
    }

    /// Whether the metric has the parameter, and its range, is told by who knows the metric.
    void parameters(const Node& node, const Field& field) {
        if (!node.is_map() || node.items.empty()) return wrong(node, field);
        for (const Node& item : node.items) {
            if (std::find(parameters_.begin(), parameters_.end(), item.key) == parameters_.end()) {
                Node key;
                key.kind = Node::Kind::scalar;
                key.text = item.key;
                faults_.add(item.key_place, "no metric has a parameter of this name: " + shown(key), did_you_mean(item.key, parameters_) + "there are: " + listed(parameters_));
            } else if (!number_of(item)) {
                faults_.add(item.place, "wrong value for " + item.key + ": " + shown(item), item.key + " takes a number");
            }
        }
    }

    std::vector<std::string> metric_ids_;
    std::vector<std::string> parameters_;
    Faults& faults_;
    std::vector<Note>& notes_;
};

}  // namespace

void check(const Node& node, const Shape& shape, const Vocabulary& metrics, Faults& faults, std::vector<Note>& notes) { Checker(metrics, faults, notes).shape(node, shape); }

}  // namespace charter
