#include "records/ledger/recompute.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "metrics/intervals/proportion.h"

namespace records {

namespace {

using base::json::object;
using base::json::value;

const object* object_in(const object& from, const char* name) {
    const value* found = from.if_contains(name);
    return found == nullptr ? nullptr : found->if_object();
}

std::optional<double> number_in(const object& from, const char* name) {
    const value* found = from.if_contains(name);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    return found->to_number<double>();
}

/// An end that is not there is infinitely far.
double end_in(const object& bound, const char* name, double absent) { return number_in(bound, name).value_or(absent); }

std::string_view verdict_from(const metrics::Limits& limits, double low, double high) {
    if (limits.low >= low && limits.high <= high) return "kept";
    return limits.high < low || limits.low > high ? "broken" : "unproven";
}

bool near(double a, double b) { return std::fabs(a - b) <= 1e-9 * std::max(1.0, std::fabs(a)); }

}  // namespace

Recomputed recompute(const Entry& entry) {
    if (entry.kind != "verdict") return Recomputed::not_enclosed;
    const object *counts = object_in(entry.body, "counts"), *bound = object_in(entry.body, "bound"), *interval = object_in(entry.body, "interval");
    if (counts == nullptr || bound == nullptr || interval == nullptr) return Recomputed::not_enclosed;
    const auto events = number_in(*counts, "events"), rows = number_in(*counts, "rows"), said = number_in(entry.body, "value");
    const auto low = number_in(*interval, "low"), high = number_in(*interval, "high"), level = number_in(*interval, "level");
    const value* verdict = entry.body.if_contains("verdict");
    if (!events || !rows || !said || !low || !high || !level || verdict == nullptr || !verdict->is_string()) return Recomputed::other;
    if (!(*events >= 0 && *rows >= 1 && *events <= *rows && *level > 0 && *level < 1)) return Recomputed::other;
    const metrics::Limits limits = metrics::share_limits(*events, *rows, (1 - *level) / 2);
    const double infinite = std::numeric_limits<double>::infinity();
    const bool follows = near(limits.low, *low) && near(limits.high, *high) && near(*events / *rows, *said) &&
                         verdict->get_string() == verdict_from(limits, end_in(*bound, "low", -infinite), end_in(*bound, "high", infinite));
    return follows ? Recomputed::same : Recomputed::other;
}

}  // namespace records
