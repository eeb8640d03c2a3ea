#include "operations/shared/people_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "report/numbers.h"
#include "report/page/frequencies.h"

namespace operations {

namespace {

using report::Chapter;
using report::Items;
using report::Measure;
using report::Picture;
using report::Table;
using value::number;

Measure::Kind kind_of(metrics::Scale scale) {
    switch (scale) {
        case metrics::Scale::share: return Measure::Kind::share;
        case metrics::Scale::money: return Measure::Kind::money;
        case metrics::Scale::count: return Measure::Kind::count;
        case metrics::Scale::seconds: return Measure::Kind::seconds;
        case metrics::Scale::number: break;
    }
    return Measure::Kind::number;
}

/// `false positive rate`: as one says it, and it may be broken between lines.
std::string in_words(std::string_view id) {
    std::string words(id);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

Table two_by_two(const value::Facts& facts) {
    const auto& n = facts.counts;
    const auto& words = facts.words;
    return {.caption = "",
            .columns = {"decision", words.event, "not " + words.event, "all"},
            .rows = {{words.decision, number(n.true_positive), number(n.false_positive), number(n.flagged())},
                     {"not " + words.decision, number(n.false_negative), number(n.true_negative), number(n.unflagged())},
                     {"all", number(n.events()), number(n.others()), number(n.of)}}};
}

Chapter counted(const People& people) {
    const auto& facts = people.facts;
    Chapter chapter{.title = fmt::format("Of {} {}", number(facts.counts.of), facts.words.cases), .blocks = {}};
    chapter.blocks.emplace_back(Items(value::told(facts)));
    chapter.blocks.emplace_back(two_by_two(facts));
    chapter.blocks.emplace_back(Picture{"One by one", report::page::icon_words(facts.counts, facts.words), report::page::icon_array(facts.counts, facts.words, "people-icons")});
    chapter.blocks.emplace_back(Picture{"Divided twice", report::page::tree_words(facts.counts, facts.words), report::page::tree(facts.counts, facts.words, "people-tree")});
    if (facts.restated) {
        chapter.blocks.emplace_back(fmt::format("The data hold {} {}, and the model works where {} are (from {}). The counts keep the data's recall and specificity and change the mix: right where only the number of those that are {} differs there, and not what they are like.",
                                                value::percent(facts.restated->data_rate), facts.words.event, value::percent(facts.restated->place_rate), people.rate_from, facts.words.event));
    }
    return chapter;
}

Chapter told_to(const People& people) {
    Chapter chapter{.title = "In one sentence each", .blocks = {}};
    chapter.blocks.emplace_back(std::string("Each from the same counts."));
    for (const auto audience : value::audiences) {
        if (people.audience && *people.audience != audience) continue;
        chapter.blocks.emplace_back(fmt::format("{}: {}", value::title(audience), value::sentence(audience, people.facts)));
    }
    if (people.facts.money && people.money_for_rows && people.money_for_amounts) {
        const metrics::Limits &rows = *people.money_for_rows, &amounts = *people.money_for_amounts;
        const Measure money = report::measure(Measure::Kind::money, people.currency, std::vector<double>{people.facts.money->per_case.value}, {});
        chapter.blocks.emplace_back(fmt::format("A case is worth {}: chance in the rows alone would leave {} to {}, not knowing the amounts alone {} to {}. More rows shrink the first and never the second.",
                                                report::write(money, people.facts.money->per_case.value), report::write(money, rows.low), report::write(money, rows.high), report::write(money, amounts.low), report::write(money, amounts.high)));
    }
    return chapter;
}

Chapter glossary(const People& people) {
    Chapter chapter{.title = "Every term, with its formula and what it is now", .blocks = {}};
    chapter.blocks.emplace_back(fmt::format("Measured on {} rows with a known outcome, at the rate of the data; intervals at level {:g} %.", number(people.facts.rows), 100 * people.facts.level));
    Table table{.caption = "", .columns = {"term", "now", "what it says", "formula"}, .rows = {}};
    for (const auto& term : people.terms) table.rows.push_back({in_words(term.metric->id), value_words(term, people.currency, people.facts.level), std::string(term.metric->summary), std::string(term.metric->formula)});
    chapter.blocks.emplace_back(std::move(table));
    return chapter;
}

base::json::object json_of(const value::Range& range) {
    base::json::object one{{"value", range.value}};
    one["low"] = range.low ? base::json::value(*range.low) : base::json::value(nullptr);
    one["high"] = range.high ? base::json::value(*range.high) : base::json::value(nullptr);
    return one;
}

base::json::object json_of(const TermNow& term, double level) {
    base::json::object one{{"term", term.metric->id}, {"formula", term.metric->formula}, {"summary", term.metric->summary}};
    // An end that is not finite is none: it says nothing.
    const auto finite = [](std::optional<double> number) { return number && std::isfinite(*number) ? base::json::value(*number) : base::json::value(nullptr); };
    one["value"] = finite(term.estimate.value);
    if (const auto interval = term.estimate.interval(level)) {
        one["low"] = finite(interval->low);
        one["high"] = finite(interval->high);
    }
    if (term.estimate.reason != metrics::Reason::none) {
        one["reason"] = metrics::name(term.estimate.reason);
        one["sentence"] = metrics::sentence(term.estimate.reason);
    }
    return one;
}

}  // namespace

std::string value_words(const TermNow& term, const std::string& currency, double level) {
    const auto& estimate = term.estimate;
    if (!estimate.value) return "no value: " + std::string(metrics::sentence(estimate.reason));
    const auto interval = estimate.interval(level);
    std::vector<double> values{*estimate.value};
    if (interval && std::isfinite(interval->high - interval->low)) values.push_back(interval->high - interval->low);
    const Measure measure = report::measure(kind_of(term.metric->scale), currency, values, {});
    const bool bounded = interval && std::isfinite(interval->low) && std::isfinite(interval->high);
    std::string words = report::write(measure, *estimate.value) + (bounded ? " (" + report::write(measure, *interval) + ")" : "");
    if (estimate.reason != metrics::Reason::none) words += "; " + std::string(metrics::sentence(estimate.reason));
    return words;
}

void add_to(report::Study& study, const People& people) {
    const auto& facts = people.facts;
    study.headline = value::sentence(people.audience.value_or(value::Audience::executive), facts);
    study.chapters = {counted(people), told_to(people), glossary(people)};
    study.notes.insert(study.notes.end(), people.notes.begin(), people.notes.end());
    study.notes.push_back(fmt::format("Counts are rounded together, so that every sum that a reader may form is right; each is less than one off its share of {}.", number(facts.counts.of)));
}

std::string people_json(const report::Study& study, const People& people) {
    const auto& facts = people.facts;
    const auto& n = facts.counts;
    base::json::object all{{"product", study.product}, {"of", n.of}, {"true_positive", n.true_positive}, {"false_positive", n.false_positive}, {"false_negative", n.false_negative}, {"true_negative", n.true_negative},
                           {"events", n.events()}, {"others", n.others()}, {"flagged", n.flagged()}, {"not_flagged", n.unflagged()}};
    all["threshold"] = facts.threshold;
    all["level"] = facts.level;
    all["labelled_rows"] = facts.rows;
    all["unlabelled_rows"] = facts.unlabelled;
    all["units"] = facts.units;
    all["units_named"] = facts.units_named;
    if (facts.restated) all["restated"] = base::json::object{{"data_rate", facts.restated->data_rate}, {"rate", facts.restated->place_rate}, {"from", people.rate_from}};
    all["recall"] = json_of(facts.sensitivity);
    all["specificity"] = json_of(facts.specificity);
    if (facts.precision) all["precision"] = json_of(*facts.precision);
    if (facts.money) {
        base::json::object worth = json_of(facts.money->per_case);
        if (people.money_for_rows) worth["for_rows"] = base::json::array{people.money_for_rows->low, people.money_for_rows->high};
        if (people.money_for_amounts) worth["for_amounts"] = base::json::array{people.money_for_amounts->low, people.money_for_amounts->high};
        all["value_per_decision"] = std::move(worth);
        all["currency"] = facts.money->currency;
    }
    const auto told = value::told(facts);
    all["told"] = base::json::array(told.begin(), told.end());
    base::json::object audiences;
    for (const auto audience : value::audiences) {
        if (!people.audience || *people.audience == audience) audiences[value::name(audience)] = value::sentence(audience, facts);
    }
    all["audiences"] = std::move(audiences);
    base::json::array terms;
    for (const auto& term : people.terms) terms.push_back(json_of(term, facts.level));
    all["glossary"] = std::move(terms);
    all["notes"] = base::json::array(study.notes.begin(), study.notes.end());
    return base::pretty(all);
}

}  // namespace operations
