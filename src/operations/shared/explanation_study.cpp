#include "operations/shared/explanation_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "report/numbers.h"
#include "report/page/forest.h"
#include "report/page/reasons.h"

namespace operations {

namespace {

using report::Block;
using report::Chapter;
using report::Items;
using report::Picture;
using report::Table;

constexpr std::size_t bars_max = 8;
constexpr std::size_t table_rows_max = 30;

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string unit_of(const Why& why) { return why.log_odds ? "log-odds" : "points of the score"; }

// ---- Faithful

std::string faithful_sentence(const Why& why) {
    const auto& f = *why.fidelity;
    return fmt::format("On rows that it had not seen, the surrogate explains {} of the variance of the score ({} to {} at level 95 %, over {} units); explanations need {:.0f} % at the lower end.", percent(f.r2), percent(std::max(0.0, f.r2_low)),
                       percent(f.r2_high), report::grouped(f.units), 100 * fidelity_min());
}

Chapter faithful(const Why& why) {
    Chapter chapter{.title = "How far it may be believed", .blocks = {}};
    if (why.logged) {
        chapter.blocks.emplace_back(fmt::format("The model logged its own explanation, so nothing was fitted. Start and contributions give {} of the variance of {}.", percent(std::max(0.0, *why.adds_up)), why.log_odds ? "the score's log-odds" : "the score"));
        return chapter;
    }
    if (!why.fidelity) {
        chapter.blocks.emplace_back("Nothing was measured: " + why.obstacle + ".");
        return chapter;
    }
    const auto& f = *why.fidelity;
    chapter.blocks.emplace_back(faithful_sentence(why));
    Table table{.caption = "", .columns = {"what is compared", "value"}, .rows = {}};
    table.rows.push_back({"variance of the score explained (R2)", fmt::format("{} ({} to {})", percent(f.r2), percent(std::max(0.0, f.r2_low)), percent(f.r2_high))});
    table.rows.push_back({"rank correlation (Spearman)", fmt::format("{:.3f}", f.rank_correlation)});
    if (f.agreement) table.rows.push_back({"same decision at the threshold", percent(*f.agreement)});
    table.rows.push_back({"typical difference from the score", readable(f.typical_difference)});
    chapter.blocks.emplace_back(std::move(table));
    return chapter;
}

// ---- Overall

std::string range_words(const Why& why, const FeatureWeight& feature) {
    return why.logged ? "" : fmt::format("{} to {}", readable(feature.low), readable(feature.high));
}

Picture weights_picture(const Why& why) {
    report::page::Forest forest{.title = "What moves the score", .description = {}, .bound_words = {}, .lowest = 0, .highest = 1e300, .measure = {}, .rows = {}};
    std::vector<double> values{0};
    for (std::size_t i = 0; i < std::min(bars_max, why.features.size()); ++i) values.push_back(why.features[i].mean);
    forest.measure = report::measure(report::Measure::Kind::number, "", values, {});
    for (std::size_t i = 0; i < std::min(bars_max, why.features.size()); ++i) {
        const auto& feature = why.features[i];
        std::optional<metrics::Limits> range;
        if (!why.logged) range = metrics::Limits{feature.low, feature.high};
        forest.rows.push_back({.name = feature.feature, .words = readable(feature.mean), .value = feature.mean, .interval = range, .bound = {}, .verdict = {}});
        forest.description += fmt::format("{}: {}. ", feature.feature, readable(feature.mean));
    }
    std::string words = fmt::format("Mean absolute contribution in {}: {} moves the score most, by {} on average.", unit_of(why), why.features.front().feature, readable(why.features.front().mean));
    if (!why.logged) words += fmt::format(" Whiskers: the range over {} refits, each without a fifth of the units; no confidence interval.", why.refits);
    return {"What moves the score", words, report::page::draw(forest, "why-weights")};
}

Table weights_table(const Why& why) {
    double all = 0;
    for (const auto& feature : why.features) all += feature.mean;
    Table table{.caption = "", .columns = {"feature", fmt::format("mean contribution ({})", unit_of(why)), "share of all"}, .rows = {}};
    if (!why.logged) table.columns.insert(table.columns.begin() + 2, "range over refits");
    for (std::size_t i = 0; i < std::min(table_rows_max, why.features.size()); ++i) {
        const auto& feature = why.features[i];
        std::vector<std::string> row{feature.feature, readable(feature.mean)};
        if (!why.logged) row.push_back(range_words(why, feature));
        row.push_back(all > 0 ? percent(feature.mean / all) : "0 %");
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string course_words(const Why& why, const models::Dependence& course) {
    const auto low = std::min_element(course.scores.begin(), course.scores.end()) - course.scores.begin();
    const auto high = std::max_element(course.scores.begin(), course.scores.end()) - course.scores.begin();
    const auto at = [&](std::ptrdiff_t i) { return course.categorical ? course.categories[static_cast<std::size_t>(i)] : readable(course.values[static_cast<std::size_t>(i)]); };
    const std::string what = why.logged ? "The mean logged contribution" : "With this value in every row, the mean score";
    return fmt::format("{} runs from {} at {} to {} at {}.", what, readable(course.scores[static_cast<std::size_t>(low)]), at(low), readable(course.scores[static_cast<std::size_t>(high)]), at(high));
}

Picture course_picture(const Why& why, const models::Dependence& course, std::size_t number) {
    const std::string id = fmt::format("why-course-{}", number);
    const std::string words = course_words(why, course);
    if (!course.categorical) {
        report::page::Course drawn{.title = course.feature, .description = words, .across = course.feature, .upward = why.logged ? "mean contribution" : "mean score", .values = course.values, .heights = course.scores, .lows = course.lows, .highs = course.highs};
        return {course.feature, words, report::page::draw(drawn, id)};
    }
    report::page::Forest forest{.title = course.feature, .description = words, .bound_words = {}, .lowest = -1e300, .highest = 1e300, .measure = report::measure(report::Measure::Kind::number, "", course.scores, {}), .rows = {}};
    for (std::size_t i = 0; i < course.categories.size(); ++i) {
        std::optional<metrics::Limits> range;
        if (!course.lows.empty()) range = metrics::Limits{course.lows[i], course.highs[i]};
        forest.rows.push_back({.name = course.categories[i], .words = readable(course.scores[i]), .value = course.scores[i], .interval = range, .bound = {}, .verdict = {}});
    }
    return {course.feature, words, report::page::draw(forest, id)};
}

Chapter overall(const Why& why) {
    Chapter chapter{.title = "What moves the score", .blocks = {}};
    chapter.blocks.emplace_back(fmt::format("A contribution is what a feature adds to one row's score or takes from it, in {}; with the start they add up to {}. Below is their mean size over {} rows.", unit_of(why), why.logged ? "what the model logged" : "the surrogate's score",
                                            report::grouped(why.explained)));
    chapter.blocks.emplace_back(weights_picture(why));
    chapter.blocks.emplace_back(weights_table(why));
    return chapter;
}

Chapter courses(const Why& why) {
    Chapter chapter{.title = "How the score depends on a feature", .blocks = {}};
    chapter.blocks.emplace_back(why.logged ? std::string("Rows with neighbouring values together.") : fmt::format("Each value is put into every one of up to 500 rows, and what the surrogate then says is averaged (partial dependence). The band is the range over {} refits.", why.refits));
    std::size_t number = 0;
    for (const auto& course : why.dependences) {
        // A feature that moves next to nothing has no course to show.
        const auto weight = std::find_if(why.features.begin(), why.features.end(), [&](const auto& one) { return one.feature == course.feature; });
        if (course.scores.empty() || weight->mean < 0.01 * why.features.front().mean) continue;
        chapter.blocks.emplace_back(course_picture(why, course, ++number));
    }
    return chapter;
}

// ---- Rows

void add_row(Chapter& chapter, const WhyAsked& asked, const Why& why, const RowWhy& row, std::size_t number) {
    if (!row.obstacle.empty()) {
        chapter.blocks.emplace_back(row.title + ". " + sentence(row, asked.top, why.log_odds));
        return;
    }
    report::page::Bars bars{.title = row.title, .description = sentence(row, asked.top, why.log_odds), .bars = {}};
    double rest = 0;
    for (std::size_t i = 0; i < row.reasons.size(); ++i) {
        const auto& reason = row.reasons[i];
        if (i >= bars_max) rest += reason.contribution;
        else bars.bars.push_back({fmt::format("{} is {}", reason.feature, reason.value), signed_number(reason.contribution), reason.contribution});
    }
    if (row.reasons.size() > bars_max) bars.bars.push_back({fmt::format("{} more features", row.reasons.size() - bars_max), signed_number(rest), rest});
    bars.bars.push_back({why.logged ? "not in the logged contributions" : "not explained by the surrogate", signed_number(row.unexplained), row.unexplained});
    chapter.blocks.emplace_back(Picture{row.title, bars.description, report::page::draw(bars, fmt::format("why-row-{}", number))});
}

Chapter rows(const WhyAsked& asked, const Why& why) {
    Chapter chapter{.title = why.rows.size() == 1 ? "Why this row" : "Why some rows", .blocks = {}};
    chapter.blocks.emplace_back(fmt::format("{}The start, the reasons and what is not explained add up to the score{}.", why.rows.size() == 1 ? "" : "Those that people ask for first. ", why.log_odds ? "'s log-odds" : ""));
    std::size_t number = 0;
    for (const RowWhy& row : why.rows) add_row(chapter, asked, why, row, ++number);
    return chapter;
}

// ---- Steady

Chapter steady(const Why& why) {
    Chapter chapter{.title = "How steady the reasons are", .blocks = {}};
    if (why.runs) {
        chapter.blocks.emplace_back(fmt::format("Between runs: in {} refits, each without a fifth of the units, a row keeps its first reason in {} of rows and {} of its first {} reasons; the rank correlation of a row's reasons is {:.2f}, of the features' weights {:.2f}, on average.",
                                                why.refits, percent(why.runs->first), percent(why.runs->leading), std::min(models::leading_reasons, why.features.size()), why.runs->ranks, why.runs_correlation));
    } else {
        chapter.blocks.emplace_back("Nothing was fitted, so there is nothing to vary between runs.");
    }
    for (const VersionWhy& version : why.versions) {
        if (!version.obstacle.empty()) {
            chapter.blocks.emplace_back(fmt::format("Version {} is not compared: {}.", version.version, version.obstacle));
            continue;
        }
        std::string words = fmt::format("Against version {}: the rank correlation of the features' weights is {:.2f}", version.version, version.weights_correlation);
        if (version.same) words += fmt::format("; on the same rows the first reason is the same in {} of rows, and {} of the first {} reasons stay", percent(version.same->first), percent(version.same->leading), std::min(models::leading_reasons, why.features.size()));
        chapter.blocks.emplace_back(words + ".");
        Table table{.caption = "", .columns = {"feature", "here", "version " + version.version}, .rows = {}};
        for (const auto& feature : why.features) {
            const auto other = std::find_if(version.features.begin(), version.features.end(), [&](const auto& one) { return one.feature == feature.feature; });
            if (other != version.features.end() && table.rows.size() < table_rows_max) table.rows.push_back({feature.feature, readable(feature.mean), readable(other->mean)});
        }
        chapter.blocks.emplace_back(std::move(table));
    }
    return chapter;
}

std::string headline(const WhyAsked& asked, const Why& why) {
    if (!why.obstacle.empty()) return why.obstacle.rfind("no explanation", 0) == 0 ? "There is " + why.obstacle + "." : "There is no explanation: " + why.obstacle + ".";
    if (why.rows.size() == 1) return why.rows.front().title + ". " + sentence(why.rows.front(), asked.top, why.log_odds);
    // Up to three, of those that are not small beside the first.
    std::size_t leading = 1;
    while (leading < std::min<std::size_t>(3, why.features.size()) && why.features[leading].mean >= 0.1 * why.features.front().mean) ++leading;
    std::string names;
    for (std::size_t i = 0; i < leading; ++i) names += (i == 0 ? "" : i + 1 == leading ? " and " : ", ") + why.features[i].feature;
    return fmt::format("What moves {} most: {}.", asked.score, names);
}

// ---- JSON

base::json::value maybe(const std::optional<double>& number) { return number ? base::json::value(*number) : base::json::value(nullptr); }

base::json::object json_of(const models::Fidelity& f) {
    return {{"r2", f.r2}, {"r2_low", f.r2_low}, {"r2_high", f.r2_high}, {"rank_correlation", f.rank_correlation}, {"agreement", maybe(f.agreement)}, {"typical_difference", f.typical_difference}, {"units", f.units}, {"level", 0.95}};
}

base::json::object json_of(const models::SameReasons& same) { return {{"first_reason_same", same.first}, {"leading_reasons_kept", same.leading}, {"rank_correlation", same.ranks}}; }

base::json::array json_of(const std::vector<FeatureWeight>& features, bool range) {
    base::json::array all;
    for (const auto& feature : features) {
        base::json::object one{{"feature", feature.feature}, {"mean_absolute_contribution", feature.mean}};
        if (range) {
            one["low_over_refits"] = feature.low;
            one["high_over_refits"] = feature.high;
        }
        all.push_back(std::move(one));
    }
    return all;
}

base::json::array json_of(const std::vector<double>& numbers) { return base::json::array(numbers.begin(), numbers.end()); }

base::json::object json_of(const RowWhy& row, std::size_t top, bool log_odds) {
    base::json::object one{{"row", row.title}, {"score", row.score}, {"start", row.start}, {"sentence", sentence(row, top, log_odds)}};
    if (!row.obstacle.empty()) {
        one["reason"] = row.obstacle;
        return one;
    }
    base::json::array reasons;
    for (const auto& reason : row.reasons) reasons.push_back(base::json::object{{"feature", reason.feature}, {"value", reason.value}, {"usual", reason.usual}, {"contribution", reason.contribution}});
    one["contributions"] = std::move(reasons);
    one["unexplained"] = row.unexplained;
    return one;
}

}  // namespace

void add_to(report::Study& study, const WhyAsked& asked, const Why& why) {
    study.headline = headline(asked, why);
    study.notes.insert(study.notes.end(), why.notes.begin(), why.notes.end());
    for (const auto& [name, reason] : why.left_out) study.notes.push_back(fmt::format("Left out of the features: {} ({}).", name, reason));
    if (why.taught < why.population) study.notes.push_back(fmt::format("A sample of whole rows by hash of their content, the same for the same data: {} of {} rows.", report::grouped(why.taught), report::grouped(why.population)));
    if (!why.logged) study.notes.emplace_back("The surrogate is boosted trees that learnt the logged score from the features; its reasons say what goes with the score, not what would happen if a feature were changed.");
    study.chapters.push_back(faithful(why));
    if (!why.obstacle.empty()) {
        if (!why.advice.empty()) study.chapters.back().blocks.emplace_back("What would help: " + why.advice + ".");
        return;
    }
    study.chapters.insert(study.chapters.begin(), rows(asked, why));
    study.chapters.insert(why.rows.size() == 1 ? study.chapters.begin() + 1 : study.chapters.begin(), overall(why));
    if (!why.dependences.empty()) study.chapters.insert(study.chapters.end() - 1, courses(why));
    study.chapters.push_back(steady(why));
    study.terms = {{"contribution", "What a feature adds to the score of a row: its Shapley value, the change that it makes on average over all orders in which the features could become known (TreeSHAP)."},
                   {"start", "The score where nothing is known of a row: the mean of what the surrogate says, or what the model logged."},
                   {"surrogate", "A model of the model: boosted trees that learn its scores from the features. Its reasons stand for the model's as far as it is faithful."},
                   {"partial dependence", "The mean score if every row had the same value of a feature, all else as it is."},
                   {"usual", "Of a number what eight of ten rows have; of a category the share of rows that have it."}};
}

std::string why_json(const report::Study& study, const WhyAsked& asked, const Why& why) {
    base::json::object all{{"product", study.product}, {"score", asked.score}, {"explained", why.obstacle.empty()}};
    if (!why.obstacle.empty()) all["reason"] = why.obstacle;
    if (!why.advice.empty()) all["advice"] = why.advice;
    all["source"] = why.logged ? "logged" : "surrogate";
    all["scale"] = why.log_odds ? "log_odds" : "score";
    all["rows"] = why.population;
    all["rows_used"] = why.taught;
    if (why.fidelity) all["fidelity"] = json_of(*why.fidelity);
    all["fidelity_min"] = fidelity_min();
    if (why.adds_up) all["adds_up"] = *why.adds_up;
    if (why.obstacle.empty()) {
        all["features"] = json_of(why.features, !why.logged);
        base::json::array courses;
        for (const auto& course : why.dependences) {
            base::json::object one{{"feature", course.feature}, {"kind", why.logged ? "mean_contribution" : "partial_dependence"}};
            if (course.categorical) one["values"] = base::json::array(course.categories.begin(), course.categories.end());
            else one["values"] = json_of(course.values);
            one["means"] = json_of(course.scores);
            if (!course.lows.empty()) {
                one["lows_over_refits"] = json_of(course.lows);
                one["highs_over_refits"] = json_of(course.highs);
            }
            courses.push_back(std::move(one));
        }
        all["dependence"] = std::move(courses);
        base::json::array rows;
        for (const auto& row : why.rows) rows.push_back(json_of(row, asked.top, why.log_odds));
        all["why"] = std::move(rows);
        if (why.runs) {
            auto runs = json_of(*why.runs);
            runs["refits"] = why.refits;
            runs["weights_rank_correlation"] = why.runs_correlation;
            all["between_runs"] = std::move(runs);
        }
        base::json::array versions;
        for (const auto& version : why.versions) {
            base::json::object one{{"version", version.version}};
            if (!version.obstacle.empty()) one["reason"] = version.obstacle;
            if (version.fidelity) one["fidelity"] = json_of(*version.fidelity);
            if (version.obstacle.empty()) {
                if (version.same) one["same_rows"] = json_of(*version.same);
                one["weights_rank_correlation"] = version.weights_correlation;
                one["features"] = json_of(version.features, false);
            }
            versions.push_back(std::move(one));
        }
        all["versions"] = std::move(versions);
    }
    base::json::array notes(study.notes.begin(), study.notes.end());
    all["notes"] = std::move(notes);
    return base::pretty(all);
}

}  // namespace operations
