#include "charter/normal.h"

#include <boost/json.hpp>

#include "charter/condition.h"
#include "charter/description.h"
#include "charter/values.h"

namespace charter {

namespace {

namespace json = base::json;

json::value text_value(std::string_view text) { return json::value(json::string_view(text.data(), text.size())); }

json::value list_of(const std::vector<std::string>& names) {
    json::array list;
    for (const auto& name : names) list.push_back(text_value(name));
    return list;
}

json::value amount_value(const Amount& amount) {
    if (amount.relative) return json::object{{"times_reference", amount.value}};
    return amount.value;
}

/// Reserved parts have no description yet: numbers are numbers, everything else is text.
json::value untyped(const Node& node) {
    if (node.kind == Node::Kind::nothing) return nullptr;
    if (node.is_scalar()) {
        Node plain;
        plain.kind = Node::Kind::scalar;
        plain.text = node.text;
        if (const auto number = number_of(plain)) return *number;
        return text_value(node.text);
    }
    if (node.is_list()) {
        json::array list;
        for (const Node& item : node.items) list.push_back(untyped(item));
        return list;
    }
    json::object map;
    for (const Node& item : node.items) map[item.key] = untyped(item);
    return map;
}

class Normaliser {
public:
    explicit Normaliser(const base::Zone& zone) : zone_(zone) {}

    json::object shape(const Node& node, const Shape& shape) const {
        json::object map;
        for (const Node& item : node.items) {
            const Field* field = shape.find(item.key);
            ASSERT(field != nullptr);
            json::value made = value(item, *field);
            if (!says_nothing(made, *field)) map[item.key] = std::move(made);
        }
        return map;
    }

private:
    /// An absent key would mean the same.
    bool says_nothing(const json::value& made, const Field& field) const {
        const bool empty = (made.is_object() && made.get_object().empty()) || (made.is_array() && made.get_array().empty());
        if (empty) return !field.empty_counts;
        if (field.fallback.empty()) return false;
        Node fallback;
        fallback.kind = Node::Kind::scalar;
        fallback.text = std::string(field.fallback);
        return made == value(fallback, field);
    }

    json::value value(const Node& node, const Field& field) const {
        switch (field.kind) {
            case Kind::number:
            case Kind::integer: return number_of(node).value();
            case Kind::boolean: return truth_of(node).value();
            case Kind::time: return text_value(base::format(time_of(node, zone_).value()));
            case Kind::length: return text_value(base::format(length_of(node).value()));
            case Kind::condition: return text_value(format(*parse_condition(node.text)));
            case Kind::names:
            case Kind::texts:
            case Kind::words:
            case Kind::choices: return list_of(names_of(node));
            case Kind::amount: return amount_value(amount_of(node).value());
            case Kind::range: return range(node);
            case Kind::money: return node.is_map() ? json::value(shape(node, uncertain_money())) : json::value(number_of(node).value());
            case Kind::numbers: return number_list(node);
            case Kind::shape: return shape(node, *field.shape);
            case Kind::list: return list(node, field);
            case Kind::named: return named(node, field);
            case Kind::shares:
            case Kind::parameters: return numbers(node);
            case Kind::columns: return texts(node);
            case Kind::anything: return untyped(node);
            default: return text_value(node.text);
        }
    }

    static json::value range(const Node& node) {
        json::array ends;
        for (const Node& item : node.items) ends.push_back(amount_value(amount_of(item).value()));
        return ends;
    }

    static json::value number_list(const Node& node) {
        json::array list;
        for (const Node& item : node.items) list.push_back(number_of(item).value());
        return list;
    }

    static json::value numbers(const Node& node) {
        json::object map;
        for (const Node& item : node.items) map[item.key] = number_of(item).value();
        return map;
    }

    static json::value texts(const Node& node) {
        json::object map;
        for (const Node& item : node.items) map[item.key] = text_value(item.text);
        return map;
    }

    json::value list(const Node& node, const Field& field) const {
        json::array items;
        for (const Node& item : node.items) items.push_back(shape(item, *field.shape));
        return items;
    }

    json::value named(const Node& node, const Field& field) const {
        json::object map;
        for (const Node& item : node.items) map[item.key] = shape(item, *field.shape);
        return map;
    }

    const base::Zone& zone_;
};

}  // namespace

base::json::value normal(const Node& root, const base::Zone& zone) { return Normaliser(zone).shape(root, document()); }

}  // namespace charter
