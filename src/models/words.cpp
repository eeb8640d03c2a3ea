#include "models/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace models {

namespace {

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

void tell(const Tree& tree, const std::vector<Feature>& features, int place, const std::string& so_far, std::vector<std::string>& lines) {
    const Tree::Node& node = tree.nodes[static_cast<std::size_t>(place)];
    if (node.feature < 0) {
        lines.push_back(fmt::format("{}: {} ({} rows)", so_far.empty() ? "everyone" : so_far, percent(node.value), node.rows));
        return;
    }
    const Feature& feature = features[static_cast<std::size_t>(node.feature)];
    for (const bool first : {true, false}) {
        const std::string condition = condition_in_words(node, feature, first);
        tell(tree, features, first ? node.first : node.second, so_far.empty() ? condition : so_far + " and " + condition, lines);
    }
}

/// Leaves of all trees, from XGBoost's own JSON: a binary tree of n nodes has (n + 1) / 2.
std::int64_t leaves_of(const Boosted& boosted) {
    const auto json = base::parse_json(boosted.text());
    if (!json) return 0;
    std::int64_t leaves = 0;
    try {
        const auto& trees = json->at("learner").at("gradient_booster").at("model").at("trees").as_array();
        for (const auto& tree : trees) leaves += (static_cast<std::int64_t>(tree.at("left_children").as_array().size()) + 1) / 2;
    } catch (const std::exception&) {
        return 0;  // not as XGBoost writes it: how many there are is not known
    }
    return leaves;
}

}  // namespace

std::int64_t terms(const Model& model) {
    const auto& learnt = model.learnt();
    if (const auto* rule = std::get_if<Rule>(&learnt)) return static_cast<std::int64_t>(rule->tree.leaves());
    if (const auto* tree = std::get_if<Tree>(&learnt)) return static_cast<std::int64_t>(tree->leaves());
    if (const auto* boosted = std::get_if<Boosted>(&learnt)) return leaves_of(*boosted);
    if (const auto* logistic = std::get_if<Logistic>(&learnt)) {
        return 1 + std::count_if(logistic->coefficients.begin(), logistic->coefficients.end(), [](double one) { return one != 0; });
    }
    return 1;
}

std::string_view term_words(Kind kind) { return kind == Kind::logistic ? "terms" : kind == Kind::constant ? "number" : "leaves"; }

std::vector<std::string> in_words(const Tree& tree, const std::vector<Feature>& features) {
    std::vector<std::string> lines;
    tell(tree, features, 0, "", lines);
    return lines;
}

std::vector<std::string> in_words(const Model& model) {
    const auto& learnt = model.learnt();
    if (const auto* constant = std::get_if<Constant>(&learnt)) return {fmt::format("everyone: {}", percent(constant->share))};
    if (const auto* rule = std::get_if<Rule>(&learnt)) return in_words(rule->tree, model.features());
    if (const auto* tree = std::get_if<Tree>(&learnt)) return in_words(*tree, model.features());
    return {};
}

std::string_view called(Kind kind) {
    switch (kind) {
        case Kind::constant: return "a constant";
        case Kind::rule: return "a single rule";
        case Kind::tree: return "a shallow tree";
        case Kind::logistic: return "logistic regression";
        case Kind::boosted: return "a boosted model";
    }
    return {};
}

}  // namespace models
