#include "operations/insight/data_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <tuple>

#include <boost/json.hpp>

#include "operations/insight/promise_line.h"
#include "report/escape.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using report::PromiseResult;

constexpr std::size_t lines_max = 200;  // beyond it the columns themselves are looked at

/// What was promised of a column, by itself.
struct Promised {
    std::vector<std::pair<const PromiseResult*, const report::Check*>> checks;
    int worst = 3;  ///< rank; 3: nothing is promised
};

bool about_data(const PromiseResult& result) { return result.promise.section == "data"; }
bool about_drift(const PromiseResult& result) { return result.metric != nullptr && result.metric->family == metrics::Family::drift; }

std::map<std::string, Promised> promised_of(const report::Scorecard& card) {
    std::map<std::string, Promised> all;
    for (const auto& result : card.promises) {
        const bool counts = result.metric != nullptr && (about_data(result) || about_drift(result) || result.metric->family == metrics::Family::data);
        if (!counts) continue;
        std::map<std::string, bool> named;
        for (const auto& check : result.checks) {
            if (check.column.empty()) continue;
            Promised& promised = all[check.column];
            promised.checks.emplace_back(&result, &check);
            promised.worst = std::min(promised.worst, rank_of(check.judgement.verdict));
            named[check.column] = true;
        }
        // What could not be measured has no check, and is not forgotten for that.
        for (const auto& column : result.promise.of) {
            if (!result.checks.empty() || named[column]) continue;
            all[column].worst = std::min(all[column].worst, rank_of(result.verdict));
        }
    }
    return all;
}

object lines_of(const report::Scorecard& card, bool (*counts)(const PromiseResult&)) {
    std::vector<const PromiseResult*> chosen;
    int kept = 0, broken = 0, unproven = 0;
    for (const auto& result : card.promises) {
        if (!counts(result)) continue;
        chosen.push_back(&result);
        (result.verdict == verdicts::Verdict::kept ? kept : result.verdict == verdicts::Verdict::broken ? broken : unproven) += 1;
    }
    std::stable_sort(chosen.begin(), chosen.end(), worse);
    array lines;
    for (std::size_t i = 0; i < std::min(chosen.size(), lines_max); ++i) lines.emplace_back(promise_line(*chosen[i], card));
    return {{"total", chosen.size()}, {"kept", kept}, {"broken", broken}, {"unproven", unproven}, {"lines", std::move(lines)}};
}

/// Each category of a population: the share that it should have, and the one that it has.
array populations_of(const ProductView& view) {
    array all;
    for (const auto& population : view.document->populations) {
        array categories;
        for (const auto& [name, share] : population.shares) {
            object category{{"name", report::well_formed(name)}, {"declared", share}, {"promise", nullptr}};
            for (const auto& result : view.card->promises) {
                const bool same = result.promise.section == "populations" && result.promise.category == name && result.promise.of == std::vector<std::string>{population.column};
                if (same) category["promise"] = promise_line(result, *view.card);
            }
            categories.emplace_back(std::move(category));
        }
        all.emplace_back(object{{"column", report::well_formed(population.column)}, {"categories", std::move(categories)}});
    }
    return all;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
    return out;
}

std::string text_at(const object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::optional<double> number_at(const value& from) { return from.is_number() ? std::optional(from.to_number<double>()) : std::nullopt; }

double missing_share(const object& column) {
    const auto& current = column.at("current").as_object();
    const double rows = current.at("rows").to_number<double>();
    return rows == 0 ? 0 : current.at("missing").to_number<double>() / rows;
}

/// What decides which column comes first; the name where all else is equal.
std::tuple<double, double, std::string> place_of(const object& column, int worst, ColumnOrder order) {
    const std::string name = text_at(column, "name");
    const double drift = number_at(column.at("drift").at("value")).value_or(-1);
    switch (order) {
        case ColumnOrder::worst: return {worst, -drift, name};
        case ColumnOrder::drift: return {-drift, 0, name};
        case ColumnOrder::missing: return {-missing_share(column), -drift, name};
        case ColumnOrder::name: break;
    }
    return {0, 0, lower(name)};
}

std::string_view word_for(ColumnOrder order) {
    constexpr std::string_view words[] = {"worst", "drift", "missing", "name"};
    return words[static_cast<std::size_t>(order)];
}

object choose(array columns, const std::map<std::string, Promised>& promised, const Shown& shown) {
    const std::string wanted = lower(shown.find);
    std::vector<std::pair<std::tuple<double, double, std::string>, object*>> order;
    const std::size_t total = columns.size();
    const auto promised_for = [&](const object& column) { return promised.find(text_at(column, "name")); };
    for (auto& one : columns) {
        object& column = one.as_object();
        if (!wanted.empty() && lower(text_at(column, "name")).find(wanted) == std::string::npos) continue;
        const auto found = promised_for(column);
        order.emplace_back(place_of(column, found == promised.end() ? 3 : found->second.worst, shown.order), &column);
    }
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    array chosen;
    for (std::size_t i = shown.offset; i < std::min(order.size(), shown.offset + shown.limit); ++i) {
        object& column = *order[i].second;
        const auto found = promised_for(column);
        array checks;
        if (found != promised.end()) {
            for (const auto& [result, check] : found->second.checks) checks.emplace_back(check_line(*result, *check));
        }
        column["promises"] = std::move(checks);
        constexpr std::string_view words[] = {"broken", "unproven", "kept"};
        column["verdict"] = found == promised.end() || found->second.worst > 2 ? value(nullptr) : value(words[found->second.worst]);
        chosen.emplace_back(std::move(column));
    }
    return {{"total", total}, {"found", order.size()}, {"offset", shown.offset}, {"limit", shown.limit}, {"order", word_for(shown.order)}, {"items", std::move(chosen)}};
}

std::string share_text(double share) { return report::write(report::measure(report::Measure::Kind::share, "", std::span(&share, 1), {}), share); }

std::string line_of(const object& column) {
    const auto& drift = column.at("drift").as_object();
    const auto distance = number_at(drift.at("value"));
    std::string said = text_at(drift, "reason");
    if (distance) said = fmt::format("{:.3f}", *distance);
    if (distance && drift.at("interval").is_object() && drift.at("interval").at("low").is_number() && drift.at("interval").at("high").is_number()) {
        said += fmt::format(" ({:.3f} to {:.3f})", drift.at("interval").at("low").to_number<double>(), drift.at("interval").at("high").to_number<double>());
    }
    const std::string verdict = text_at(column, "verdict");
    return fmt::format("{:<28} {:<8} {:>10} missing  {:<28} {}\n", text_at(column, "name"), text_at(column, "type"), share_text(missing_share(column)), said, verdict.empty() ? "nothing promised" : verdict);
}

}  // namespace

object data_page(const ProductView& view, object measured, const Shown& shown) {
    const auto promised = promised_of(*view.card);
    object page{{"product", report::well_formed(view.document->product)}, {"charter_digest", base::format(view.document->digest)}, {"as_of", base::format(view.moment)}};
    for (auto& [key, one] : measured) {
        if (key != "columns") page[key] = one;
    }
    page["contract"] = lines_of(*view.card, about_data);
    page["drift_promises"] = lines_of(*view.card, about_drift);
    page["populations"] = populations_of(view);
    page["columns"] = choose(std::move(measured.at("columns").as_array()), promised, shown);
    return page;
}

std::string data_text(const object& page) {
    const auto& contract = page.at("contract").as_object();
    const auto& columns = page.at("columns").as_object();
    const auto& window = page.at("window").as_object();
    std::string text = window.at("start").is_string() ? fmt::format("{} to {}", text_at(window, "start"), text_at(window, "end")) : std::string("all of the data");
    text += fmt::format(": {} rows", report::grouped(page.at("rows").to_number<std::int64_t>()));
    if (page.at("reference").is_object()) text += fmt::format(", beside {} of the reference", report::grouped(page.at("reference").at("rows").to_number<std::int64_t>()));
    text += fmt::format("\nThe contract: {} kept, {} broken, {} unproven\n\n", contract.at("kept").as_int64(), contract.at("broken").as_int64(), contract.at("unproven").as_int64());
    for (const auto& column : columns.at("items").as_array()) text += line_of(column.as_object());
    return text + fmt::format("\n{} of {} columns\n", columns.at("items").as_array().size(), columns.at("found").to_number<std::int64_t>());
}

}  // namespace operations
