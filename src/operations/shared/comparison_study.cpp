#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "metrics/intervals/paired.h"
#include "models/words.h"
#include "operations/shared/comparison_words.h"
#include "report/page/rivals.h"

/// A comparison as chapters of a study.
namespace operations {

namespace {

using report::Block;
using report::Chapter;
using report::Items;
using report::Picture;
using report::Table;

std::string enough_words(const Comparison& of, std::size_t rival) {
    switch (enough(of, rival)) {
        case Enough::product: return "the product";
        case Enough::better: return "better";
        case Enough::good_enough: return of.margin ? "good enough" : "no worse";
        case Enough::not_shown: return "not shown";
        case Enough::not_enough: return of.margin ? "not enough" : "worse";
        case Enough::unknown: return "unknown";
    }
    return {};
}

std::string cost_words(const Comparison& of, const Contender& one) { return one.cost ? report::write_exact({.kind = report::Measure::Kind::money, .currency = of.document->currency}, *one.cost) : "not known"; }

std::string terms_text(const Contender& one) {
    if (!one.terms) return "not known";
    return one.model ? fmt::format("{} {}", report::grouped(*one.terms), models::term_words(one.model->kind())) : report::grouped(*one.terms);
}

Table models_table(const Comparison& of) {
    const Measure& measure = of.measures[of.deciding];
    const bool costs = std::any_of(of.contest.contenders.begin(), of.contest.contenders.end(), [](const Contender& one) { return one.cost.has_value(); });
    const std::string more = fmt::format("{} has more", of.product().name);
    Table table{.caption = "", .columns = {"Model", measure.name, more}, .rows = {}};
    const bool money = of.money.has_value();
    if (money) table.columns.push_back("in money");
    table.columns.insert(table.columns.end(), {"Enough?", "Time a row", "Size", "To read"});
    if (costs) table.columns.push_back("Cost");
    for (std::size_t i = 0; i < of.size(); ++i) {
        const Contender& one = of.contest.contenders[i];
        auto& row = table.rows.emplace_back();
        const bool product = i == of.contest.product;
        row = {one.name, value_words(measure, measure.values[i], of.document->currency), product ? "" : difference_words(of, of.deciding, advantage(of, of.deciding, i))};
        const auto price = price_of(of, i);
        if (money) row.push_back(product ? "" : price ? money_words(of, *price) : "no value");
        row.insert(row.end(), {enough_words(of, i), one.seconds ? time_words(*one.seconds) : "not known", one.bytes ? bytes_words(*one.bytes) : "not known", terms_text(one)});
        if (costs) row.push_back(cost_words(of, one));
    }
    return table;
}

/// What chance in the rows and what the amounts leave of each difference in money; nothing where the amounts are known.
std::optional<Table> apart_table(const Comparison& of) {
    Table table{.caption = fmt::format("How much more {} is worth, and what leaves that open: more rows shrink the first and never the second", of.product().name),
                .columns = {"Than", "in money", "for chance in the rows", "for what amounts may be"}, .rows = {}};
    for (std::size_t i = 0; i < of.size(); ++i) {
        const auto price = i == of.contest.product ? std::nullopt : price_of(of, i);
        if (!price || !price->for_rows || !price->for_amounts) continue;
        table.rows.push_back({of.contest.contenders[i].name, money_words(of, *price), money_limits(of, *price, *price->for_rows), money_limits(of, *price, *price->for_amounts)});
    }
    return table.rows.empty() ? std::nullopt : std::optional(std::move(table));
}

std::string margin_sentence(const Comparison& of) {
    const std::string_view metric = of.measures[of.deciding].metric->id;
    if (!of.margin) return fmt::format("No margin is set, so a simpler model is good enough only if it is shown to be no worse in {} at all. Set one in the charter: compare: {{metric: {}, margin: ...}}.", metric, metric);
    return fmt::format("A simpler model is good enough if it is shown to be worse in {} by no more than {}, the margin that is set.", metric, margin_words(of));
}

std::string unbeaten_words(const Comparison& of, const std::vector<bool>& best) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < best.size(); ++i) {
        if (best[i]) names.push_back(of.contest.contenders[i].name);
    }
    return names.empty() ? "No model's value is known." : fmt::format("No other model brings as much for less than these: {}.", fmt::join(names, ", "));
}

/// A picture against what is known of at least two models; nothing otherwise.
std::optional<Picture> field_picture(const Comparison& of, const std::vector<bool>& best, const std::string& id, const std::string& asks, bool tenfold, const std::function<std::optional<double>(const Contender&)>& asked,
                                     const std::function<std::string(double)>& write) {
    const Measure& measure = of.measures[of.deciding];
    report::page::Field field{.title = fmt::format("{} against {}", measure.metric->id, asks), .words = "", .asks = asks, .brings = measure.name, .tenfold = tenfold, .write_asks = write, .write_brings = {}, .models = {}};
    double most = 0;
    std::vector<std::string> unknown;
    for (std::size_t i = 0; i < of.size(); ++i) {
        const Contender& one = of.contest.contenders[i];
        const auto x = asked(one);
        if (!x || !measure.values[i].value || (tenfold && *x <= 0)) {
            unknown.push_back(one.name);
            continue;
        }
        most = std::max(most, std::abs(*measure.values[i].value));
        const std::string tip = fmt::format("{}: {}, {}", one.name, value_words(measure, measure.values[i], of.document->currency), write(*x));
        field.models.push_back({one.name, *x, *measure.values[i].value, best[i], i == of.contest.product, tip});
        field.words += tip + ". ";
    }
    if (field.models.size() < 2) return std::nullopt;
    if (!unknown.empty()) field.words += fmt::format("Not known of {}.", fmt::join(unknown, ", "));
    metrics::Estimate shown;
    field.write_brings = [measure, currency = of.document->currency](double value) {
        metrics::Estimate estimate;
        estimate.value = std::abs(value) < 1e-12 ? 0 : value;
        std::string text = value_words(measure, estimate, "");
        return text;
    };
    return Picture{field.title, field.words, report::page::standing_field(field, id)};
}

Chapter simple_chapter(const Comparison& of) {
    Chapter chapter{.title = of.contest.training ? "Is a simpler model enough?" : "Which version is enough?", .blocks = {}};
    chapter.blocks.emplace_back(margin_sentence(of));
    chapter.blocks.emplace_back(models_table(of));
    if (auto table = apart_table(of)) chapter.blocks.emplace_back(std::move(*table));
    const auto best = unbeaten(of);
    const auto cost = [](const Contender& one) { return one.cost; };
    const auto seconds = [](const Contender& one) { return one.seconds; };
    const auto terms = [](const Contender& one) { return one.terms ? std::optional(static_cast<double>(*one.terms)) : std::nullopt; };
    const auto money = [&](double value) { return report::write_exact({.kind = report::Measure::Kind::money, .currency = ""}, value); };
    chapter.blocks.emplace_back(unbeaten_words(of, best));
    if (auto picture = field_picture(of, best, "field-cost", "cost of a prediction", false, cost, money)) chapter.blocks.emplace_back(std::move(*picture));
    if (auto picture = field_picture(of, best, "field-time", "time for a row", true, seconds, time_words)) chapter.blocks.emplace_back(std::move(*picture));
    if (auto picture = field_picture(of, best, "field-terms", "terms or leaves to read", true, terms, [](double value) { return report::grouped(value, 0); })) chapter.blocks.emplace_back(std::move(*picture));
    Items sentences;
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (i != of.contest.product && !of.contest.contenders[i].is_version()) sentences.push_back(sentence_of(of, i));
    }
    if (!sentences.empty()) chapter.blocks.emplace_back(std::move(sentences));
    if (of.chosen) chapter.blocks.emplace_back(fmt::format("Chosen: {}. {}", of.contest.contenders[*of.chosen].name, *of.chosen == of.contest.product ? "It is the product." : sentence_of(of, *of.chosen)));
    return chapter;
}

Chapter reading_chapter(const Comparison& of) {
    Chapter chapter{.title = "In words", .blocks = {}};
    for (const Contender& one : of.contest.contenders) {
        if (!one.model || one.kind == models::Kind::constant) continue;
        const auto lines = models::in_words(*one.model);
        if (lines.empty()) continue;
        chapter.blocks.emplace_back(fmt::format("{} says how probable it is that {} is {}:", upper_first(one.called()), of.document->task.columns.label, of.document->task.positive));
        chapter.blocks.emplace_back(Items(lines.begin(), lines.end()));
    }
    if (of.fidelity) {
        const Fidelity& is = *of.fidelity;
        chapter.blocks.emplace_back(fmt::format("A tree of {} leaves, fitted to what {} says, explains {:.0f} % of its score and decides as it does in {:.1f} of 100 rows ({} rows that the tree did not see).{}", is.leaves, of.product().name,
                                                100 * std::max(0.0, is.explained), 100 * is.agreement, report::grouped(is.rows), is.explained < 0.8 ? " That is too little for the tree to stand for the model." : ""));
        if (is.explained >= 0.8) chapter.blocks.emplace_back(Items(is.words.begin(), is.words.end()));
    }
    return chapter;
}

std::string promise_names(const Measure& measure) {
    std::vector<std::string> ids;
    for (const auto* promise : measure.promises) ids.push_back(promise->id);
    return fmt::format("{}", fmt::join(ids, ", "));
}

std::string marks(const Measure& measure, std::size_t rival) {
    std::vector<std::string_view> words;
    for (const auto& row : measure.verdicts) words.push_back(verdicts::name(row[rival]));
    return words.empty() ? std::string() : fmt::format(", {}", fmt::join(words, ", "));
}

Chapter promises_chapter(const Comparison& of) {
    Chapter chapter{.title = "Every promised metric", .blocks = {}};
    chapter.blocks.emplace_back("Over all judged rows together, whatever windows the promises name. Behind a value stands whether it would keep the promise.");
    Table values{.caption = "Values", .columns = {"Metric", "Promise"}, .rows = {}};
    Table differences{.caption = fmt::format("How much more {} has, on the same rows, with {:.0f} % intervals", of.product().name, 100 * of.level), .columns = {"Metric"}, .rows = {}};
    for (std::size_t i = 0; i < of.size(); ++i) {
        values.columns.push_back(of.contest.contenders[i].name);
        if (i != of.contest.product) differences.columns.push_back("than " + of.contest.contenders[i].name);
    }
    differences.columns.emplace_back("Method");
    for (std::size_t m = 0; m < of.measures.size(); ++m) {
        const Measure& measure = of.measures[m];
        auto& row = values.rows.emplace_back(std::vector<std::string>{measure.name, promise_names(measure)});
        auto& other = differences.rows.emplace_back(std::vector<std::string>{measure.name});
        std::string method;
        for (std::size_t i = 0; i < of.size(); ++i) {
            row.push_back(value_words(measure, measure.values[i], of.document->currency) + marks(measure, i));
            if (i == of.contest.product) continue;
            const metrics::Estimate& difference = measure.differences[i];
            Advantage more = advantage(of, m, i);
            if (!measure.higher_is_better()) more = turned(more);
            if (difference.value && difference.reason == metrics::Reason::not_computed) more.limits.reset();
            other.push_back(difference.value ? difference_words(of, m, more) + (difference.reason == metrics::Reason::none ? "" : fmt::format(" ({})", metrics::name(difference.reason))) : "no value");
            if (method.empty() || method == "none") method = difference.reason == metrics::Reason::not_computed ? "none" : std::string(difference.method);
        }
        other.push_back(method == "none" ? "no paired interval" : method);
    }
    chapter.blocks.emplace_back(std::move(values));
    chapter.blocks.emplace_back(std::move(differences));
    return chapter;
}

std::string share_words(const metrics::Estimate& of, double level, bool few) {
    if (!of.value) return "no value";
    if (few) return "too few rows";
    const auto limits = of.interval(level);
    const auto text = [](double share) { return report::grouped(1000 * share, 1000 * share < 10 ? 1 : 0); };
    const std::string value = text(*of.value);
    if (of.reason != metrics::Reason::none || !limits) return value + " (not known how surely)";
    return fmt::format("{} ({} to {})", value, text(limits->low), text(limits->high));
}

std::string rightly_words(std::pair<std::int64_t, std::int64_t> of, bool few) {
    if (few) return "too few rows";
    return of.second == 0 ? "none known" : fmt::format("{} of {}", report::grouped(of.first), report::grouped(of.second));
}

report::page::SidesRow bar_of(const Sides& sides) {
    using Label = metrics::Confusion::Label;
    const double times = sides.rows() > 0 ? 1000 / static_cast<double>(sides.rows()) : 0;
    const auto people = [&](Label label, bool before, bool after) { return sides.few ? 0 : times * static_cast<double>(sides.table.at(label, before, after)); };
    return {sides.group.empty() ? "all" : sides.group, people(Label::positive, false, true), people(Label::negative, false, true), people(Label::negative, true, false), people(Label::positive, true, false), sides.few};
}

Table moved_table(const SideChanges& changes) {
    Table table{.caption = "The rows whose score moves furthest", .columns = {"Id", changes.before, changes.after, "Change", "What happened"}, .rows = {}};
    for (const Moved& one : changes.moved) {
        table.rows.push_back({one.id, fmt::format("{:.3f}", one.before), fmt::format("{:.3f}", one.after), fmt::format("{:+.3f}", one.after - one.before), one.happened.empty() ? "not known" : one.happened == "1" ? "positive" : "negative"});
    }
    return table;
}

void add_worse(Chapter& chapter, const Comparison& of) {
    const SideChanges& changes = *of.changes;
    if (!changes.no_slices.empty()) {
        chapter.blocks.emplace_back(fmt::format("No search for rows in which {} is worse: {}.", changes.after, changes.no_slices));
        return;
    }
    const bool money = of.document->amounts.has_value();
    const auto words = [&](const metrics::Estimate& change) {
        Advantage difference{.value = change.value, .limits = change.interval(of.level), .proper = change.reason == metrics::Reason::none};
        if (!money && difference.value) {
            difference.value = *difference.value * 1000;
            if (difference.limits) difference.limits = metrics::Limits{difference.limits->low * 1000, difference.limits->high * 1000};
        }
        const report::Measure measure = report::measure(money ? report::Measure::Kind::money : report::Measure::Kind::number, of.document->currency, std::vector<double>{std::abs(difference.value.value_or(0))}, {});
        return difference.value ? report::write(measure, *difference.value) : std::string("no value");
    };
    const std::string unit = money ? "change in value per decision" : "change in right decisions per 1,000";
    if (changes.worse.empty()) {
        chapter.blocks.emplace_back(fmt::format("In one half of the rows no slice was found in which {} does worse than {}.", changes.after, changes.before));
        return;
    }
    Table table{.caption = fmt::format("Where {} is worse, found in one half of the rows and judged on the other", changes.after), .columns = {"Rows where", "Rows", unit, "Shown?"}, .rows = {}};
    for (const WorseSlice& one : changes.worse) table.rows.push_back({charter::format(one.where), report::grouped(one.rows), words(one.change), one.confirmed ? "worse" : "not shown"});
    if (changes.overall) chapter.blocks.emplace_back(fmt::format("Over all rows held out the {} is {}.", unit, words(*changes.overall)));
    chapter.blocks.emplace_back(std::move(table));
}

Chapter sides_chapter(const Comparison& of) {
    const SideChanges& changes = *of.changes;
    Chapter chapter{.title = "Who changes sides", .blocks = {}};
    if (changes.identical) {
        chapter.blocks.emplace_back(fmt::format("Nobody: {} and {} give every row the same score.", changes.before, changes.after));
        return chapter;
    }
    const Sides& all = changes.sides.front();
    const auto thousand = all.of_a_thousand();
    const auto gets = all.rightly_gets(), loses = all.rightly_loses();
    std::string story = fmt::format("Of 1,000 people, {} get a yes from both {} and {}, {} newly get one, {} lose it, and {} get none from either.", thousand[0], changes.before, changes.after, thousand[1], thousand[2], thousand[3]);
    if (gets.second > 0) story += fmt::format(" Of the {} who newly get it and whose outcome is known, {} get it rightly.", report::grouped(gets.second), report::grouped(gets.first));
    if (loses.second > 0) story += fmt::format(" Of the {} who lose it, {} lose it rightly.", report::grouped(loses.second), report::grouped(loses.first));
    chapter.blocks.emplace_back(std::move(story));
    Table table{.caption = fmt::format("Of 1,000 people, with {:.0f} % intervals", 100 * of.level), .columns = {"People", "Rows", "Newly get it", "rightly", "Lose it", "rightly"}, .rows = {}};
    std::vector<report::page::SidesRow> bars;
    for (const Sides& one : changes.sides) {
        const std::string name = one.by.empty() ? "all" : one.by + " = " + one.group;
        table.rows.push_back({name, report::grouped(one.rows()), share_words(one.gets, of.level, one.few), rightly_words(one.rightly_gets(), one.few), share_words(one.loses, of.level, one.few), rightly_words(one.rightly_loses(), one.few)});
        bars.push_back(bar_of(one));
    }
    const std::string words = fmt::format("Of 1,000 people, {} newly get it and {} lose it; the table has every group.", thousand[1], thousand[2]);
    chapter.blocks.emplace_back(Picture{"Who changes sides", words, report::page::sides_bars(bars, "sides")});
    chapter.blocks.emplace_back(std::move(table));
    chapter.blocks.emplace_back(moved_table(changes));
    add_worse(chapter, of);
    return chapter;
}

Chapter training_chapter(const Comparison& of) {
    const Training& training = *of.contest.training;
    Chapter chapter{.title = "How the reference models were trained", .blocks = {}};
    const std::string sampled = training.rows_used < training.rows ? fmt::format(", a sample of the {} there are", report::grouped(training.rows)) : "";
    chapter.blocks.emplace_back(fmt::format("On {} rows{}, from {} features, without tuning. None of them is a judged row{}.", report::grouped(training.rows_used), sampled, training.features.size(), training.overlap.empty() ? "" : ", as far as can be told"));
    Table table{.caption = "", .columns = {"Model", "Area under the ROC curve, training rows", "Digest"}, .rows = {}};
    for (const Contender& one : of.contest.contenders) {
        if (one.is_version()) continue;
        const auto area = training.areas.find(one.name);
        table.rows.push_back({one.name, area == training.areas.end() ? "" : fmt::format("{:.3f}", area->second), base::format(base::digest_of(one.model->save())).substr(0, 19)});
    }
    chapter.blocks.emplace_back(std::move(table));
    if (!training.left_out.empty()) {
        Items left_out;
        for (const auto& [column, why] : training.left_out) left_out.push_back(fmt::format("{}: left out, {}.", column, why));
        chapter.blocks.emplace_back(std::move(left_out));
    }
    return chapter;
}

std::vector<std::pair<std::string, std::string>> terms_of(const Comparison& of) {
    std::vector<std::pair<std::string, std::string>> terms;
    for (const char* id : {"roc_auc", "value_per_decision"}) {
        const bool used = std::any_of(of.measures.begin(), of.measures.end(), [&](const Measure& one) { return one.metric->id == id; });
        if (used) terms.emplace_back(id, std::string(metrics::find(id)->summary));
    }
    terms.emplace_back("paired", "Both models were shown the same rows. Where they agree they do not differ, so only the rows on which they part say how large the difference is; that makes its interval far narrower than two intervals side by side.");
    terms.emplace_back("good enough", "The whole interval of the difference lies within the margin. Better: the whole interval is on the other side of zero. Not shown: it is on neither side, and more rows would tell.");
    terms.emplace_back("terms or leaves to read", "What somebody must read to know what the model does: coefficients of a logistic regression, leaves of trees.");
    terms.emplace_back("keeps of the value", "The model's value per decision less that of the constant, as a share of the same for the product: what is there to keep is what the product adds to treating everybody alike.");
    if (of.contest.versions.size() > 1) terms.emplace_back("rightly", "Who newly gets a yes gets it rightly when the outcome was positive; who loses it loses it rightly when it was not.");
    return terms;
}

}  // namespace

report::Study study_of(const Comparison& of) {
    report::Study study;
    study.title = "Comparison";
    study.product = of.document->product;
    study.headline = headline_of(of);
    if (!of.leaks.empty()) study.lead.emplace_back(Items(of.leaks.begin(), of.leaks.end()));
    study.chapters.push_back(simple_chapter(of));
    if (of.changes) study.chapters.push_back(sides_chapter(of));
    study.chapters.push_back(promises_chapter(of));
    if (auto chapter = reading_chapter(of); !chapter.blocks.empty()) study.chapters.push_back(std::move(chapter));
    if (of.contest.training) study.chapters.push_back(training_chapter(of));
    study.terms = terms_of(of);
    study.notes = of.notes;
    study.facts.emplace_back("Rows", report::grouped(of.side.rows.rows));
    study.facts.emplace_back("Units", of.side.independent ? "rows" : of.document->task.columns.unit);
    std::vector<std::string> names;
    for (const Contender& one : of.contest.contenders) names.push_back(one.name);
    study.facts.emplace_back("Compared", fmt::format("{}", fmt::join(names, ", ")));
    if (const auto pace = of.side.rows_a_month()) study.facts.emplace_back("Decisions a month", report::grouped(*pace, 0));
    study.charter_file = of.charter_file;
    study.charter_digest = of.document->digest;
    study.charter_version = CHARTER_VERSION;
    return study;
}

}  // namespace operations
