#include "models/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "base/assert.h"
#include "base/exact_sum.h"
#include "base/json.h"

namespace models {

namespace {

struct Part {
    double rows = 0;
    double sum = 0;

    Part operator+(const Part& other) const { return {rows + other.rows, sum + other.sum}; }
    Part operator-(const Part& other) const { return {rows - other.rows, sum - other.sum}; }
    /// What of the squared error its own mean explains.
    double explained() const { return rows > 0 ? sum * (sum / rows) : 0; }
};

struct Split {
    double gain = 0;
    Tree::Node node;
};

/// The shortest decimal number in [low, high): what a person would write.
double between(double low, double high) {
    const double middle = low + (high - low) / 2;
    for (int digits = 1; digits <= 17; ++digits) {
        const std::string text = fmt::format("{:.{}g}", middle, digits);
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        if (low <= number && number < high) return number;
    }
    return low;
}

class Grower {
public:
    Grower(const Encoded& rows, const std::vector<double>& targets, const TreeRules& rules) : rows_(rows), targets_(targets), rules_(rules) {}

    Tree grow() {
        std::vector<std::uint32_t> all(rows_.rows());
        std::iota(all.begin(), all.end(), 0u);
        overall_ = mean_of(all);
        add(all, 0);
        return std::move(tree_);
    }

private:
    /// Exact: the mean of the same targets does not depend on their order.
    double mean_of(const std::vector<std::uint32_t>& rows) const {
        base::ExactSum sum;
        for (const std::uint32_t row : rows) sum.add(targets_[row]);
        return rows.empty() ? 0 : sum.value() / static_cast<double>(rows.size());
    }

    int add(const std::vector<std::uint32_t>& rows, int depth) {
        const auto place = static_cast<std::size_t>(tree_.nodes.size());
        Tree::Node node;
        node.rows = static_cast<std::int64_t>(rows.size());
        node.mean = mean_of(rows);
        const double count = static_cast<double>(rows.size());
        node.value = (node.mean * count + overall_) / (count + 1);
        tree_.nodes.push_back(node);
        if (depth >= rules_.depth || node.rows < 2 * rules_.rows_min) return static_cast<int>(place);
        const Split split = best(rows, node);
        if (split.node.feature < 0) return static_cast<int>(place);
        std::vector<std::uint32_t> first, second;
        for (const std::uint32_t row : rows) (goes_first(split.node, row) ? first : second).push_back(row);
        node.feature = split.node.feature;
        node.cut = split.node.cut;
        node.level = split.node.level;
        node.missing_first = split.node.missing_first;
        node.first = add(first, depth + 1);
        node.second = add(second, depth + 1);
        tree_.nodes[place] = node;
        return static_cast<int>(place);
    }

    bool goes_first(const Tree::Node& node, std::size_t row) const {
        const auto feature = static_cast<std::size_t>(node.feature);
        if (rows_.features()[feature].categorical) return rows_.level(feature, row) == node.level;
        const double value = rows_.number(feature, row);
        return std::isnan(value) ? node.missing_first : value <= node.cut;
    }

    /// The first of the features with the largest gain; a gain that only rounding makes larger is none.
    Split best(const std::vector<std::uint32_t>& rows, const Tree::Node& node) const {
        // Taken about the node's mean: what is explained is then the gain itself, without cancellation.
        Split best;
        double spread = 0;
        for (const std::uint32_t row : rows) spread += (targets_[row] - node.mean) * (targets_[row] - node.mean);
        const double least = 1e-10 * spread;
        best.gain = least;
        if (!(spread > 0)) return best;
        for (std::size_t feature = 0; feature < rows_.features().size(); ++feature) {
            const Split split = rows_.features()[feature].categorical ? by_category(feature, rows, node.mean) : by_number(feature, rows, node.mean);
            if (split.gain > best.gain + least) best = split;
        }
        return best;
    }

    double gain(const Part& first, const Part& all) const {
        const Part second = all - first;
        const double rows_min = static_cast<double>(rules_.rows_min);
        return first.rows < rows_min || second.rows < rows_min ? 0 : first.explained() + second.explained() - all.explained();
    }

    Split by_number(std::size_t feature, const std::vector<std::uint32_t>& rows, double mean) const {
        std::vector<std::pair<double, double>> known;
        known.reserve(rows.size());
        std::vector<double> missing;
        for (const std::uint32_t row : rows) {
            const double value = rows_.number(feature, row);
            if (std::isnan(value)) missing.push_back(targets_[row] - mean);
            else known.emplace_back(value, targets_[row] - mean);
        }
        // By value and target, so that sums do not depend on the order of rows.
        std::sort(known.begin(), known.end());
        std::sort(missing.begin(), missing.end());
        const Part absent{static_cast<double>(missing.size()), std::accumulate(missing.begin(), missing.end(), 0.0)};
        Part all = absent;
        for (const auto& [value, target] : known) all = all + Part{1, target};
        Split split;
        const auto consider = [&](const Part& first, double cut, bool missing_first) {
            const double found = gain(first, all);
            if (!(found > split.gain * (1 + 1e-12))) return;
            split.gain = found;
            split.node.feature = static_cast<int>(feature);
            split.node.cut = cut;
            split.node.missing_first = missing_first;
        };
        Part below;
        for (std::size_t i = 0; i < known.size(); ++i) {
            below = below + Part{1, known[i].second};
            const bool last = i + 1 == known.size();
            if (!last && known[i + 1].first == known[i].first) continue;
            if (last && missing.empty()) break;
            // Only a split that is taken needs its cut; the neighbours are kept until then.
            const double cut = last ? known[i].first : known[i].first + (known[i + 1].first - known[i].first) / 2;
            consider(below, last ? cut : at_most(cut, known[i], known[i + 1]), false);
            if (!last && !missing.empty()) consider(below + absent, at_most(cut, known[i], known[i + 1]), true);
        }
        if (split.node.feature >= 0) split.node.cut = shortened(split.node.cut, known);
        return split;
    }

    static double at_most(double cut, const std::pair<double, double>& low, const std::pair<double, double>& high) { return cut < high.first ? cut : low.first; }

    /// The cut as a short number between the values on its two sides.
    static double shortened(double cut, const std::vector<std::pair<double, double>>& known) {
        const auto above = std::upper_bound(known.begin(), known.end(), cut, [](double value, const auto& one) { return value < one.first; });
        if (above == known.end() || above == known.begin()) return cut;
        return between(std::prev(above)->first, above->first);
    }

    Split by_category(std::size_t feature, const std::vector<std::uint32_t>& rows, double mean) const {
        std::vector<std::pair<int, double>> known;
        known.reserve(rows.size());
        for (const std::uint32_t row : rows) known.emplace_back(rows_.level(feature, row), targets_[row] - mean);
        std::sort(known.begin(), known.end());
        std::vector<Part> levels(static_cast<std::size_t>(rows_.features()[feature].levels()));
        Part all;
        for (const auto& [level, target] : known) {
            levels[static_cast<std::size_t>(level)] = levels[static_cast<std::size_t>(level)] + Part{1, target};
            all = all + Part{1, target};
        }
        Split split;
        for (std::size_t level = 0; level < levels.size(); ++level) {
            const double found = gain(levels[level], all);
            if (!(found > split.gain * (1 + 1e-12))) continue;
            split.gain = found;
            split.node.feature = static_cast<int>(feature);
            split.node.level = static_cast<int>(level);
        }
        return split;
    }

    const Encoded& rows_;
    const std::vector<double>& targets_;
    TreeRules rules_;
    double overall_ = 0;
    Tree tree_;
};

std::string level_name(const Feature& feature, int level) {
    if (level == feature.missing()) return "(missing)";
    return level == feature.other() ? "(other)" : feature.categories[static_cast<std::size_t>(level)];
}

int depth_below(const Tree& tree, int place) {
    const Tree::Node& node = tree.nodes[static_cast<std::size_t>(place)];
    return node.feature < 0 ? 0 : 1 + std::max(depth_below(tree, node.first), depth_below(tree, node.second));
}

}  // namespace

std::size_t Tree::leaves() const {
    return static_cast<std::size_t>(std::count_if(nodes.begin(), nodes.end(), [](const Node& node) { return node.feature < 0; }));
}

int Tree::depth() const { return nodes.empty() ? 0 : depth_below(*this, 0); }

Tree fit_tree(const Encoded& rows, const std::vector<double>& targets, const TreeRules& rules) {
    ASSERT(rows.rows() == targets.size());
    return Grower(rows, targets, rules).grow();
}

std::vector<double> score(const Tree& tree, const Encoded& rows) {
    std::vector<double> scores;
    scores.reserve(rows.rows());
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const Tree::Node* node = &tree.nodes.front();
        while (node->feature >= 0) {
            const auto feature = static_cast<std::size_t>(node->feature);
            bool first = false;
            if (rows.features()[feature].categorical) {
                first = rows.level(feature, row) == node->level;
            } else {
                const double value = rows.number(feature, row);
                first = std::isnan(value) ? node->missing_first : value <= node->cut;
            }
            node = &tree.nodes[static_cast<std::size_t>(first ? node->first : node->second)];
        }
        scores.push_back(node->value);
    }
    return scores;
}

std::string condition_in_words(const Tree::Node& node, const Feature& feature, bool first) {
    if (feature.categorical) return fmt::format("{} {} {}", feature.name, first ? "=" : "is not", level_name(feature, node.level));
    const std::string missing = feature.missing_seen && node.missing_first == first ? " or missing" : "";
    return fmt::format("{} {} {}{}", feature.name, first ? "<=" : ">", base::format_number(node.cut), missing);
}

}  // namespace models
