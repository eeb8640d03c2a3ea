#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/outline.h"
#include "report/page/parts.h"
#include "report/page/pictures.h"

namespace report::page {

namespace {

std::string value_cell(const PromiseResult& result, const Scorecard& card) {
    const Check* check = deciding_check(result);
    if (check == nullptr || !check->estimate.value) return "no value";
    const Measure measure = measure_of(result, card);
    const auto interval = interval_of(result, check->estimate);
    return unbroken_markup(write(measure, *check->estimate.value)) + (interval ? "<small>" + unbroken_markup(write(measure, *interval)) + "</small>" : "");
}

std::string promised_cell(const PromiseResult& result, const Scorecard& card) {
    if (result.metric == nullptr) return "a record";
    const Check* check = deciding_check(result);
    return write(measure_of(result, card), check == nullptr ? result.promise.bound : check->bound);
}

std::string name_cell(const PromiseResult& result, const std::string& anchor) {
    const Check* check = deciding_check(result);
    std::string of = measured_by(result);
    if (check != nullptr && !name_of(*check).empty()) of += ", " + name_of(*check);
    if (result.checks.size() > 1) of += fmt::format(" and {} more", result.checks.size() - 1);
    return fmt::format("<a href=\"#{}\">{}</a><small>{}</small>", anchor, markup(result.promise.id), markup(shortened(plain(of), 90)));
}

std::string row_of(const PromiseResult& result, const Scorecard& card, const std::string& anchor) {
    return fmt::format(
        "<tr><td class=\"verdict\">{}</td><td class=\"name\">{}</td><td class=\"value\">{}</td><td class=\"strip\">{}</td>"
        "<td class=\"promised\">{}</td><td class=\"who\">{}</td></tr>\n",
        badge(result.verdict), name_cell(result, anchor), value_cell(result, card), strip(result, card, anchor + "-strip"), unbroken_markup(promised_cell(result, card)),
        responsibility(result.promise));
}

}  // namespace

std::string glance(const Scorecard& card, const Anchors& anchors) {
    std::string out =
        "<section aria-labelledby=\"at-a-glance\">\n<h2 id=\"at-a-glance\">At a glance</h2>\n"
        "<p>The mark is the value, the line through it its interval; shaded is the side that keeps the promise.</p>\n"
        "<table class=\"glance\"><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Promise</th><th scope=\"col\">Value</th>"
        "<th scope=\"col\">Against the bound</th><th scope=\"col\">Promised</th><th scope=\"col\">Owner; a breach</th></tr></thead>\n";
    for (const Section& section : outline(card)) {
        out += fmt::format("<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"6\">{}</th></tr>\n", markup(section.title));
        for (const PromiseResult* result : section.promises) out += row_of(*result, card, anchors.of(*result));
        out += "</tbody>\n";
    }
    return out + "</table>\n</section>\n";
}

}  // namespace report::page
