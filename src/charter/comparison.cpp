#include "charter/comparison.h"

#include "base/json.h"

namespace charter {

namespace {

using base::json::object;

const object* part(const object& of, const char* key) {
    const auto* found = of.if_contains(key);
    return found != nullptr && found->is_object() ? &found->get_object() : nullptr;
}

}  // namespace

Comparison comparison_of(const Charter& charter) {
    Comparison comparison;
    const auto document = base::parse_json(charter.canonical);
    const object* compare = document && document->is_object() ? part(document->get_object(), "compare") : nullptr;
    if (compare == nullptr) return comparison;
    if (const auto* metric = compare->if_contains("metric"); metric != nullptr && metric->is_string()) comparison.metric = metric->get_string().c_str();
    if (const auto* margin = compare->if_contains("margin"); margin != nullptr && margin->is_number()) comparison.margin = margin->to_number<double>();
    const object* models = part(*compare, "models");
    if (models == nullptr) return comparison;
    for (const auto& [name, model] : *models) {
        const auto* cost = model.is_object() ? model.get_object().if_contains("cost") : nullptr;
        if (cost != nullptr && cost->is_number()) comparison.costs[std::string(name)] = cost->to_number<double>();
    }
    return comparison;
}

}  // namespace charter
