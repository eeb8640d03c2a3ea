#include "charter/bounds.h"

#include <cmath>

#include "base/json.h"
#include "charter/values.h"

namespace charter {

namespace {

/// `0.6`, or `2h` where the metric is in seconds.
std::string spelled(double value, bool seconds) {
    constexpr double seconds_max = 1e11;  // some three thousand years: beyond it a length no longer fits
    const double micros = value * static_cast<double>(base::micros_per_second);
    if (!seconds || value <= 0 || value > seconds_max || std::floor(value) != value) return base::format_number(value);
    return base::format(base::Duration{static_cast<std::int64_t>(micros), 0});
}

std::string spelled(const Amount& amount, bool seconds) {
    if (amount.relative) return base::format_number(amount.value) + " times the reference";
    return spelled(amount.value, seconds || amount.length);
}

class BoundReader {
public:
    BoundReader(const Node& promise, const Scope& scope, Faults& faults) : promise_(promise), scope_(scope), faults_(faults) {}

    std::optional<Bound> read() {
        const Node* within = promise_.find("within");
        if (within != nullptr && promise_.find("equals") == nullptr) {
            faults_.add(within->key_place, "a tolerance without equality: within", "use it with equals, or remove it");
            return std::nullopt;
        }
        if (const Node* node = promise_.find("at_least")) return one_end(*node, Bound::Kind::at_least);
        if (const Node* node = promise_.find("at_most")) return one_end(*node, Bound::Kind::at_most);
        if (const Node* node = promise_.find("between")) return two_ends(*node);
        if (const Node* node = promise_.find("equals")) return equality(*node, within);
        return std::nullopt;
    }

private:
    std::optional<Amount> amount(const Node& node) {
        const auto amount = amount_of(node);
        if (!amount) return std::nullopt;
        if (amount->length && !scope_.seconds) {
            fault(node, "a length of time cannot bound " + scope_.subject + ": " + node.text, "write a number");
            return std::nullopt;
        }
        if (!amount->relative && (amount->value < scope_.lowest || amount->value > scope_.highest)) {
            fault(node, "outside what " + scope_.subject + " can be: " + node.text, range());
            return std::nullopt;
        }
        return amount;
    }

    std::optional<Bound> one_end(const Node& node, Bound::Kind kind) {
        const auto end = amount(node);
        if (!end) return std::nullopt;
        const bool least = kind == Bound::Kind::at_least;
        Bound bound{.kind = kind, .relative = end->relative, .text = (least ? "at least " : "at most ") + spelled(*end, scope_.seconds)};
        (least ? bound.low : bound.high) = end->value;
        return sensible(node, std::move(bound));
    }

    std::optional<Bound> two_ends(const Node& node) {
        if (!node.is_list() || node.items.size() != 2) return std::nullopt;
        const auto low = amount(node.items[0]);
        const auto high = amount(node.items[1]);
        if (!low || !high) return std::nullopt;
        std::string text = "between " + spelled(*low, scope_.seconds) + " and " + spelled(*high, scope_.seconds);
        if (low->value > high->value) {
            fault(node, "no value can be in it: " + text, "write the lower end first");
            return std::nullopt;
        }
        return sensible(node, Bound{.kind = Bound::Kind::between, .low = low->value, .high = high->value, .text = std::move(text)});
    }

    std::optional<Bound> equality(const Node& node, const Node* within) {
        const auto centre = amount(node);
        if (!centre || !absolute(node, *centre)) return std::nullopt;
        if (within == nullptr && scope_.sampled) {
            fault(node, "a sample never shows exact equality: equals " + node.text, "say how far off it may be, for example within: 0.05");
            return std::nullopt;
        }
        const auto tolerance = within == nullptr ? Amount{} : amount_of(*within).value_or(Amount{});
        if (within != nullptr && !absolute(*within, tolerance)) return std::nullopt;
        if (tolerance.length && !scope_.seconds) {
            fault(*within, "a length of time cannot bound " + scope_.subject + ": " + within->text, "write a number");
            return std::nullopt;
        }
        std::string text = "equal to " + spelled(*centre, scope_.seconds);
        if (within != nullptr) text += " within " + spelled(tolerance, scope_.seconds);
        return sensible(node, Bound{.kind = Bound::Kind::equals, .low = tidy(centre->value - tolerance.value), .high = tidy(centre->value + tolerance.value), .text = std::move(text)});
    }

    bool absolute(const Node& node, const Amount& amount) {
        if (amount.relative) fault(node, "equality cannot be relative to the reference", "use at_least or at_most with times_reference");
        return !amount.relative;
    }

    /// A bound that every value keeps promises nothing.
    std::optional<Bound> sensible(const Node& node, Bound bound) {
        if (bound.relative || bound.low > scope_.lowest || bound.high < scope_.highest) return bound;
        fault(node, "every value of " + scope_.subject + " keeps it: " + bound.text, range());
        return std::nullopt;
    }

    std::string range() const {
        const bool low = std::isfinite(scope_.lowest), high = std::isfinite(scope_.highest);
        if (low && high) return "it lies from " + spelled(scope_.lowest, false) + " to " + spelled(scope_.highest, false) + ": choose a bound between them";
        if (low) return "it is never below " + spelled(scope_.lowest, false) + ": choose a bound above";
        return "choose another bound";
    }

    void fault(const Node& node, std::string what, std::string next) { faults_.add(node.place, std::move(what), std::move(next)); }

    const Node& promise_;
    const Scope& scope_;
    Faults& faults_;
};

}  // namespace

std::optional<Bound> bound_of(const Node& promise, const Scope& scope, Faults& faults) { return BoundReader(promise, scope, faults).read(); }

Bound at_least(double low) { return {.kind = Bound::Kind::at_least, .low = low, .text = "at least " + spelled(low, false)}; }

Bound at_most(double high, bool seconds) { return {.kind = Bound::Kind::at_most, .high = high, .text = "at most " + spelled(high, seconds)}; }

Bound between(double low, double high) {
    return {.kind = Bound::Kind::between, .low = low, .high = high, .text = "between " + spelled(low, false) + " and " + spelled(high, false)};
}

}  // namespace charter
