#include <boost/unordered/unordered_flat_set.hpp>

#include <cmath>
#include <optional>

#include "base/random.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

/// FNV-1a over the bytes, its bits spread: an item is told from another by 64 bits.
std::uint64_t identity(std::string_view item) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const char c : item) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return base::Random::mix(hash);
}

/// Every item of a query, and whether it stands among its first k.
void show(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    const auto k = static_cast<std::size_t>(given.number("k"));
    boost::unordered_flat_set<std::string_view> seen;
    for (const KeyRow& row : rows) {
        if (row.item.empty() || !seen.insert(row.item).second) continue;
        const bool shown = !std::isnan(row.score) && (k == 0 || seen.size() <= k);
        reduced.runs.emplace_back(identity(row.item), shown);
    }
    reduced.fate = seen.empty() ? Reduced::Fate::silent : Reduced::Fate::counted;
}

constexpr Reduction reduction{.name = "catalogue_coverage", .key = Key::query, .score = true, .item = true, .reduce = show};
constexpr std::array<Parameter, 1> parameters{ranking::first_ten};

}  // namespace

/// How much of the catalogue is ever shown. It grows with the number of queries by construction, so that it describes the
/// lists there were and has no interval.
extern const Metric catalogue_coverage{
    .id = "catalogue_coverage",
    .family = Family::ranking,
    .summary = "Share of all items in the data that stand among the first k of some query.",
    .estimand = "A fact about the lists that were delivered.",
    .formula = "distinct items in the first k of any query / distinct items",
    .source = "Ge, Delgado-Battenfeld and Jannach 2010, catalogue coverage",
    .interval = "None: counted.",
    .needs = {.kind = Kind::key_runs, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::share,
    .fact = true,
    .example = {.current = {1, 1, 2, 0, 2, 0, 3, 1}, .current_size = 8, .value = 2.0 / 3, .says = "Of three items two are shown to somebody: 0.667."},
    .evaluate = [](const Runs& of, const Setting&) {
        if (of.tally.rows == 0) return Estimate::absent(Reason::no_rows);
        double items = 0;
        double shown = 0;
        std::optional<std::uint64_t> last, last_shown;
        of.visit([&](const Run& run) {
            if (last != run.key) ++items;
            if (run.label == 1 && last_shown != run.key) {
                ++shown;
                last_shown = run.key;
            }
            last = run.key;
        });
        Estimate estimate = Estimate::fact(shown / items, of.tally.rows);
        estimate.left_out = of.left_out;
        return estimate;
    },
};

}  // namespace metrics
