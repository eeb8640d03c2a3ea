#include <fmt/format.h>

#include <algorithm>

#include "report/live_words.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/outline.h"
#include "report/page/parts.h"
#include "report/page/pictures.h"
#include "report/sentences.h"

namespace report::page {

namespace {

// More pictures than this are folded away: nobody compares seven at a time.
constexpr std::size_t pictures_open_max = 5;

std::string level_of(const PromiseResult& result) {
    return write_exact({.kind = Measure::Kind::share, .currency = {}}, result.promise.level);
}

std::string figure(const std::string& picture, const std::string& title, const std::string& words) {
    if (picture.empty()) return {};
    return fmt::format("<figure>{}<figcaption><b>{}</b> {}</figcaption></figure>\n", picture, markup(title), markup(words));
}

std::string interval_figure(const PromiseResult& result, const Scorecard& card, const std::string& id) {
    const bool known = std::any_of(result.checks.begin(), result.checks.end(), [](const Check& check) { return check.estimate.value.has_value(); });
    if (!known) return {};
    const Check* check = deciding_check(result);
    const bool exact = check == nullptr || !interval_of(result, check->estimate);
    std::string words = exact ? "The mark is the value, counted and exact. " : "The mark is the value, the line its " + level_of(result) + " interval. ";
    words += "Shaded: the side that keeps the promise.";
    if (result.checks.size() > picture_rows_max) words += fmt::format(" {} of {}; the table below has all.", picture_rows_max, result.checks.size());
    return figure(intervals(result, card, id), "Against the bound.", words);
}

std::string groups_figure(const PromiseResult& result, const Scorecard& card, const std::string& id) {
    if (result.groups.empty()) return {};
    std::string words = "What the comparison is made of, with " + level_of(result) + " intervals.";
    if (result.groups.size() > picture_rows_max) {
        words += fmt::format(" The {0} highest and the {0} lowest of {1}.", picture_rows_max / 2, result.groups.size());
    }
    return figure(groups(result, card, id), "The groups.", words);
}

std::string trend_figure(const PromiseResult& result, const Scorecard& card, const std::string& id) {
    const std::string length = result.promise.over ? " of " + base::format(*result.promise.over) : "";
    return figure(trend(result, card, id), "Over time.", "Each mark is a window" + length + ": disc kept, square broken, diamond unproven.");
}

std::string drawn(const Figure& one, const std::string& id) {
    const std::string of = one.title.empty() ? "" : " of " + one.title;
    switch (one.kind) {
        case Figure::Kind::distributions: return figure(distributions(one, id), "Distribution" + of + ".", "Shares of the rows, reference against current.");
        case Figure::Kind::reliability: return figure(reliability(one, id), "Reliability" + of + ".", "What was said against what happened; larger discs hold more rows.");
        case Figure::Kind::roc: break;
    }
    return figure(roc(one, id), "ROC curve" + of + ".", "Each point is a threshold; the further up and left, the better the ranking.");
}

/// The facts stand below the first picture, or beside it where it is the only one.
std::string pictures_of(const PromiseResult& result, const Scorecard& card, const std::string& anchor, const std::string& facts) {
    const std::string first = interval_figure(result, card, anchor + "-bound");
    std::vector<std::string> all{trend_figure(result, card, anchor + "-trend"),
                                 groups_figure(result, card, anchor + "-groups")};
    for (std::size_t i = 0; i < result.figures.size(); ++i) all.push_back(drawn(result.figures[i], fmt::format("{}-figure-{}", anchor, i)));
    all.erase(std::remove(all.begin(), all.end(), std::string()), all.end());
    if (first.empty() && all.empty()) return facts;
    const std::size_t open = std::min(all.size(), pictures_open_max);
    std::string shown, folded;
    for (std::size_t i = 0; i < all.size(); ++i) (i < open ? shown : folded) += all[i];
    std::string out = "<div class=\"pictures\">\n" + (all.empty() ? first + facts : "<div>" + first + facts + "</div>\n" + shown) + "</div>\n";
    if (!folded.empty()) {
        const std::string count = counted(static_cast<std::int64_t>(all.size() - open), "more picture", "more pictures");
        out += fmt::format("<details><summary>{}</summary><div class=\"pictures\">\n{}</div></details>\n", count, folded);
    }
    return out;
}

/// "16,484 rows in 31 independent units", "16,484 rows, taken as independent".
std::string sample_of(const metrics::Estimate& estimate) {
    std::string text = counted(estimate.rows, "row", "rows");
    if (estimate.is_fact()) return text;
    if (estimate.units_named) text += fmt::format(" in {}{}", estimate.units_exact ? "" : "about ", counted(estimate.units, "independent unit", "independent units"));
    else text += ", taken as independent";
    if (estimate.left_out > 0) text += "; " + grouped(estimate.left_out) + " more could not be used";
    return text;
}

std::string facts_of(const PromiseResult& result, const Scorecard& card) {
    const charter::Promise& promise = result.promise;
    const Check* check = deciding_check(result);
    std::string out;
    if (check != nullptr && check->estimate.value) {
        out += entry("Value", unbroken_markup(write(measure_of(result, card), result, check->estimate)));
        out += entry("Promised", unbroken_markup(write(measure_of(result, card), check->bound)));
        out += entry("Sample", sample_of(check->estimate));
    } else {
        out += entry("Promised", markup(promise.bound.text));
    }
    if (result.metric != nullptr) out += entry("Window", window_of(result));
    out += entry("Rows", markup(slice_of(result))) + entry("Serves", markup(promise.serves));
    if (promise.about == charter::About::census) out += entry("About", "these rows themselves (a census)");
    for (const auto& [term, words] : live_words(result, card)) out += entry(term, markup(words));
    return out.empty() ? out : "<dl class=\"facts\">" + out + "</dl>\n";
}

std::string definition_of(const PromiseResult& result) {
    if (result.metric == nullptr) return {};
    const metrics::Metric& metric = *result.metric;
    const auto term = [](std::string_view name, std::string_view text) {
        return text.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>", name, markup(text));
    };
    std::string out = "<details><summary>What this number is</summary><dl>";
    out += fmt::format("<dt>Metric</dt><dd><a href=\"#metric-{0}\">{0}</a>: {1}</dd>", markup(metric.id), markup(metric.summary));
    out += term("Stands for", metric.estimand);
    out += fmt::format("<dt>Formula</dt><dd><code>{}</code></dd>", markup(metric.formula));
    out += term("Source", metric.source);
    const Check* check = deciding_check(result);
    if (check != nullptr && check->estimate.value) {
        const bool exact = !interval_of(result, check->estimate);
        out += term("Method", exact ? "counted: there is no interval" : std::string(check->estimate.method) + ", level " + level_of(result));
        out += term("Sample", sample_of(check->estimate));
    }
    out += term("Interval", metric.interval);
    return out + "</dl></details>\n";
}

std::string check_row(const PromiseResult& result, const Check& check, const Scorecard& card) {
    const Measure measure = measure_of(result, check, card);
    const std::string reason = check.judgement.reason == metrics::Reason::none ? "" : fmt::format("<small>{}</small>", metrics::name(check.judgement.reason));
    return fmt::format(
        "<tr><td>{}{}</td><td><strong>{}</strong></td><td data-label=\"value\">{}</td><td data-label=\"promised\">{}</td>"
        "<td data-label=\"rows\">{}</td><td data-label=\"units\">{}</td></tr>\n",
        badge(check.judgement.verdict), reason, markup(name_of(check)), unbroken_markup(write(measure, result, check.estimate)), unbroken_markup(write(measure, check.bound)),
        grouped(check.estimate.rows), grouped(check.estimate.units));
}

std::string checks_of(const PromiseResult& result, const Scorecard& card) {
    if (result.checks.size() < 2) return {};
    std::string out = fmt::format(
        "<details><summary>All {} checks</summary><table class=\"checks\"><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Of</th>"
        "<th scope=\"col\">Value</th><th scope=\"col\">Promised</th><th scope=\"col\">Rows</th><th scope=\"col\">Units</th></tr></thead><tbody>\n",
        result.checks.size());
    for (const Check& check : result.checks) out += check_row(result, check, card);
    return out + "</tbody></table></details>\n";
}

/// How good the estimates were that could be made before outcomes were in.
std::string foreseen_of(const PromiseResult& result, const Scorecard& card) {
    if (result.foreseen.empty()) return {};
    const Measure measure = measure_of(result, card);
    std::string out =
        "<details><summary>Estimated before the outcomes were in</summary><table class=\"checks\"><thead><tr><th scope=\"col\">Window from</th>"
        "<th scope=\"col\">Estimated</th><th scope=\"col\">Realised</th><th scope=\"col\">Held</th></tr></thead><tbody>\n";
    for (const Foreseen& one : result.foreseen) {
        const std::string estimated = one.value ? write(measure, *one.value) + (one.interval ? " (" + write(measure, *one.interval) + ")" : "") : std::string(metrics::name(one.reason));
        out += fmt::format("<tr><td>{}</td><td data-label=\"estimated\">{}</td><td data-label=\"realised\">{}</td><td data-label=\"held\">{}</td></tr>\n", base::format(one.window.start), unbroken_markup(estimated),
                           one.realised ? unbroken_markup(write(measure, *one.realised)) : "not yet in", !one.realised || !one.interval ? "" : one.held() ? "yes" : "no");
    }
    return out + "</tbody></table></details>\n";
}

std::string labelled_of(const PromiseResult& result) {
    if (result.labelled.empty()) return {};
    std::string out =
        "<details><summary>Which rows have outcomes, by score</summary><table class=\"checks\"><thead><tr><th scope=\"col\">Scores</th>"
        "<th scope=\"col\">Rows</th><th scope=\"col\">With an outcome</th></tr></thead><tbody>\n";
    for (const metrics::LabelledBand& band : result.labelled) {
        out += fmt::format("<tr><td>{:.4g} to {:.4g}</td><td data-label=\"rows\">{}</td><td data-label=\"with an outcome\">{:.1f} %</td></tr>\n", band.low, band.high, grouped(band.rows, 0), 100 * band.labelled / band.rows);
    }
    return out + "</tbody></table></details>\n";
}

std::string article(const PromiseResult& result, const Scorecard& card, const std::string& anchor) {
    std::string out = fmt::format("<article class=\"promise\" id=\"{}\">\n<header>{}<h3>{}</h3><span class=\"soft\">{}</span></header>\n", anchor,
                                  badge(result.verdict), markup(result.promise.id), responsibility(result.promise));
    if (!result.promise.statement.empty()) out += "<p class=\"statement\">" + markup(result.promise.statement) + "</p>\n";
    out += "<p class=\"finding\">" + unbroken_markup(finding(result, card)) + "</p>\n";
    out += "<p class=\"verdict-words\">" + markup(verdict_sentence(result)) + "</p>\n";
    if (const std::string before = before_outcomes(result, card); !before.empty()) out += "<p>" + unbroken_markup(before) + "</p>\n";
    return out + pictures_of(result, card, anchor, facts_of(result, card)) + definition_of(result) + checks_of(result, card) + foreseen_of(result, card) + labelled_of(result) + "</article>\n";
}

}  // namespace

std::string articles(const Scorecard& card, const Anchors& anchors) {
    std::string out;
    int number = 0;
    for (const Section& section : outline(card)) {
        out += fmt::format("<section aria-labelledby=\"section-{0}\">\n<h2 id=\"section-{0}\">{1}</h2>\n<p>{2} broken, {3} unproven, {4} kept.</p>\n", ++number,
                           markup(section.title), section.counts.broken, section.counts.unproven, section.counts.kept);
        for (const PromiseResult* result : section.promises) out += article(*result, card, anchors.of(*result));
        out += "</section>\n";
    }
    return out;
}

}  // namespace report::page
