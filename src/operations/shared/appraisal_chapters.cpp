#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "operations/shared/appraisal.h"
#include "report/numbers.h"
#include "report/page/value_curves.h"
#include "value/frequencies.h"

/// An appraisal in words, tables and pictures.
namespace operations {

namespace {

using metrics::Limits;
using report::Chapter;
using report::Items;
using report::Picture;
using report::Table;
using value::Gains;
using value::Outcomes;
using value::Valued;
using verdicts::Verdict;

double flagged_share(const Outcomes& outcomes, std::size_t candidate) {
    const auto& above = outcomes.above(candidate);
    return (above[0].rows + above[1].rows) / outcomes.rows();
}

/// Per decision, per 1,000 and per month.
struct Scaled {
    double factor = 1;
    std::string name;
};
std::vector<Scaled> scales(const Decided& decided) {
    std::vector<Scaled> all{{1, "per decision"}, {1'000, "per 1,000 decisions"}};
    if (decided.per_month) all.push_back({*decided.per_month, "per month"});
    return all;
}

std::string month_or_thousand(const Appraisal& of, const Valued& valued) {
    const Decided& decided = *of.decided;
    const double factor = decided.per_month.value_or(1'000);
    return written_money(of.document->currency, valued.value * factor, times(valued.limits(*decided.stakes, decided.tail()), factor)) + (decided.per_month ? " a month" : " per 1,000 decisions");
}

std::string only_money(const Appraisal& of, double per_decision) {
    const Decided& decided = *of.decided;
    return written_money(of.document->currency, per_decision * decided.per_month.value_or(1'000), std::nullopt) + (decided.per_month ? " a month" : " per 1,000 decisions");
}

std::string percent(double share) { return report::write({.kind = report::Measure::Kind::share, .currency = {}, .precision = share < 0.1 ? 2 : 1}, share); }

std::string kept_words(const Appraisal& of) {
    if (of.promises.empty()) return "";
    const bool all = std::all_of(of.promises.begin(), of.promises.end(), [](const auto& promise) { return promise.chosen.verdict == Verdict::kept; });
    return all ? ", and keeps every promise that depends on it" : ", and no promise that depends on it stands worse than now";
}

}  // namespace

std::string headline_of(const Appraisal& of) {
    const Decided& decided = *of.decided;
    const Outcomes& outcomes = *decided.outcomes;
    std::string text = matter(of.gains);
    if (!text.empty()) text += " ";
    text += fmt::format("At the threshold {} the decisions are worth {}.", report::write_exact({.kind = report::Measure::Kind::number, .currency = {}}, decided.threshold), month_or_thousand(of, of.present));
    if (!of.allowed[decided.present]) text += fmt::format(" It flags {} of the decisions, and {} can be acted on, so that cannot be had.", percent(flagged_share(outcomes, decided.present)), percent(*of.capacity_share));
    if (outcomes.lowest() == outcomes.highest()) return text + " All scores are the same, so no threshold can tell anybody apart: act on everybody or on nobody.";
    if (of.chosen == decided.present) return text + " No threshold that may be chosen would be worth more.";
    const std::string to = written_threshold(outcomes, of.chosen);
    if (!of.allowed[decided.present]) text += fmt::format(" The best threshold within the capacity is {}: {}{}.", to, month_or_thousand(of, of.at_chosen), kept_words(of));
    else if (of.gain_is_shown()) text += fmt::format(" Moving it to {} is worth {} more{}.", to, month_or_thousand(of, of.gain), kept_words(of));
    else text += fmt::format(" The best threshold on these data is {}, but moving there is not shown to be worth anything: {} more.", to, month_or_thousand(of, of.gain));
    if (const auto broken = of.broken_at_best(); !broken.empty() && of.best != of.chosen) {
        text += fmt::format(" {} would be worth {} more than that and breaks {}.", written_threshold(outcomes, of.best), only_money(of, of.at_best.value - of.at_chosen.value), fmt::join(broken, ", "));
    }
    return text;
}

namespace {

/// Both sources of doubt, apart and together.
Table worth_table(const Appraisal& of) {
    const Decided& decided = *of.decided;
    Table table{"", {"at the present threshold", "value", "for chance in the rows", "for what amounts may be", "for both"}, {}};
    for (const auto& scale : scales(decided)) {
        const double tail = decided.tail();
        const auto written = [&](const std::optional<Limits>& own) { return own ? written_limits(*times(own, scale.factor)) : std::string("not known"); };
        table.rows.push_back({scale.name, written_money(of.document->currency, of.present.value * scale.factor, std::nullopt), written(of.present.sampled.limits ? std::optional(of.present.sampled.limits(tail)) : std::nullopt),
                              decided.stakes->uncertain().empty() ? "amounts are known" : written(of.present.amounts(*decided.stakes, tail)), written(of.present.limits(*decided.stakes, tail))});
    }
    return table;
}

/// Whole numbers of one class, so that nobody has to multiply shares.
std::string people(const Outcomes& outcomes, std::size_t candidate, const std::string& at) {
    const auto& above = outcomes.above(candidate);
    const auto& all = outcomes.all();
    const auto of = value::frequencies({above[1].rows, above[0].rows, all[1].rows - above[1].rows, all[0].rows - above[0].rows});
    return fmt::format("{}: of {} decisions {} act, {} of them rightly; {} of {} positives are missed.", at, report::grouped(of.of), report::grouped(of.flagged()), report::grouped(of.true_positive), report::grouped(of.false_negative), report::grouped(of.events()));
}

Chapter worth_chapter(const Appraisal& of) {
    Chapter chapter{"What the decisions are worth", {worth_table(of)}};
    const Decided& decided = *of.decided;
    if (decided.per_month) chapter.blocks.emplace_back(fmt::format("A month has {} decisions: {}.", report::grouped(static_cast<std::int64_t>(std::llround(*decided.per_month))), decided.pace));
    else chapter.blocks.emplace_back(std::string("What a month brings is not known: add value: {volume: {per: month, decisions: ...}} to the charter, or name a time column."));
    Items people_then{people(*decided.outcomes, decided.present, "Now")};
    if (of.chosen != decided.present) people_then.push_back(people(*decided.outcomes, of.chosen, "At " + written_threshold(*decided.outcomes, of.chosen)));
    chapter.blocks.emplace_back(std::move(people_then));
    return chapter;
}

Picture value_picture(const Appraisal& of, const std::string& id) {
    const Decided& decided = *of.decided;
    const Outcomes& outcomes = *decided.outcomes;
    std::vector<report::page::CurvePoint> points;
    for (const auto& point : of.curve) {
        const bool known = point.valued.sampled.reason == metrics::Reason::none;
        points.push_back({outcomes.threshold(point.candidate), point.valued.value, known ? point.valued.limits(*decided.stakes, decided.tail()) : std::nullopt});
    }
    std::vector<report::page::CurveMark> marks;
    const auto mark = [&](std::size_t candidate, double value, const std::string& name) {
        if (std::isfinite(outcomes.threshold(candidate))) marks.push_back({outcomes.threshold(candidate), value, name});
    };
    mark(decided.present, of.present.value, "now");
    if (of.chosen != decided.present) mark(of.chosen, of.at_chosen.value, "best");
    std::optional<double> beyond;
    for (std::size_t i = 0; of.capacity_share && i < of.allowed.size(); ++i) {
        if (!of.allowed[i]) beyond = outcomes.threshold(i);
    }
    std::string words = fmt::format("it is {} at {}", written_money(of.document->currency, of.present.value, std::nullopt), report::write_exact({.kind = report::Measure::Kind::number, .currency = {}}, decided.threshold));
    if (of.chosen != decided.present) words += fmt::format(" and highest, {}, at {}", written_money(of.document->currency, of.at_chosen.value, std::nullopt), written_threshold(outcomes, of.chosen));
    return {"Value of a decision over thresholds", words + ". The band is the interval for chance and amounts together.", report::page::value_curve(points, marks, beyond, of.document->currency, id)};
}

Table threshold_table(const Appraisal& of) {
    const Decided& decided = *of.decided;
    const Outcomes& outcomes = *decided.outcomes;
    Table table{"", {"threshold", "flagged", "found", "flagged rightly", decided.per_month ? "worth a month" : "worth per 1,000 decisions"}, {}};
    const auto row = [&](const std::string& name, std::size_t candidate) {
        const auto& above = outcomes.above(candidate);
        const double flagged = above[0].rows + above[1].rows;
        const double factor = decided.per_month.value_or(1'000);
        const auto valued = value::value_at(outcomes, *decided.stakes, candidate);
        table.rows.push_back({name, percent(flagged / outcomes.rows()), outcomes.positives() > 0 ? percent(above[1].rows / outcomes.positives()) : "no positives", flagged > 0 ? percent(above[1].rows / flagged) : "nobody",
                              written_money(of.document->currency, valued.value * factor, times(valued.limits(*decided.stakes, decided.tail()), factor))});
    };
    row(fmt::format("now, {}", report::write_exact({.kind = report::Measure::Kind::number, .currency = {}}, decided.threshold)), decided.present);
    if (of.chosen != decided.present) row("best, " + written_threshold(outcomes, of.chosen), of.chosen);
    if (of.best != of.chosen) row("best whatever is promised, " + written_threshold(outcomes, of.best), of.best);
    row("act on everybody", 0);
    row("act on nobody", outcomes.size() - 1);
    return table;
}

Chapter threshold_chapter(const Appraisal& of, const std::string& prefix) {
    const Decided& decided = *of.decided;
    const Outcomes& outcomes = *decided.outcomes;
    Chapter chapter{"The threshold", {value_picture(of, prefix + "value"), threshold_table(of)}};
    if (of.chosen != decided.present) {
        chapter.blocks.emplace_back(fmt::format("What moving is worth is measured on rows that the threshold was not chosen on: each tenth of the {} in turn, with the threshold that is best on the other nine. On the very rows that it was chosen on it looks like {}.",
                                                outcomes.clustered() ? "units" : "rows", only_money(of, of.at_chosen.value - of.present.value)));
    }
    if (of.chosen != decided.present && of.gain.sampled.limits && !decided.stakes->uncertain().empty()) {
        const double factor = decided.per_month.value_or(1'000);
        const auto written = [&](const Limits& limits) { return written_money(of.document->currency, limits.low * factor, std::nullopt) + " to " + written_money(of.document->currency, limits.high * factor, std::nullopt); };
        chapter.blocks.emplace_back(fmt::format("Of its interval chance in the rows alone would leave {}, not knowing the amounts alone {}.", written(of.gain.sampled.limits(decided.tail())), written(of.gain.amounts(*decided.stakes, decided.tail()))));
    }
    if (of.gain.sampled.reason != metrics::Reason::none) chapter.blocks.emplace_back("That interval must not decide anything: " + std::string(metrics::sentence(of.gain.sampled.reason)));
    if (of.as_good.size() > 1) chapter.blocks.emplace_back(fmt::format("Not shown to be worse than the best: thresholds from {} to {}.", written_threshold(outcomes, of.as_good.front()), written_threshold(outcomes, of.as_good.back())));
    if (of.capacity_share) {
        const double now = flagged_share(outcomes, decided.present);
        chapter.blocks.emplace_back(fmt::format("At most {} of the decisions can be acted on ({} a {}); {}.", percent(*of.capacity_share), report::grouped(static_cast<std::int64_t>(of.document->worth->capacity->amount)), of.document->worth->capacity->per,
                                                now > *of.capacity_share ? fmt::format("the present threshold flags {}, more than that", percent(now)) : fmt::format("the present threshold flags {}", percent(now))));
    } else if (of.document->worth->capacity) {
        chapter.blocks.emplace_back(std::string("The capacity is not looked at, because the number of decisions is not known: add value: {volume: ...}."));
    }
    if (of.promises.empty()) return chapter;
    Table table{"Promises that depend on the threshold, over all of these rows.", {"promise", "now", "at the best", "at the best whatever is promised"}, {}};
    for (const auto& one : of.promises) {
        const auto written = [&](const ThresholdPromise::Stands& at) { return std::string(verdicts::name(at.verdict)) + (at.value ? fmt::format(" ({:.3g})", *at.value) : ""); };
        table.rows.push_back({one.promise->id, written(one.present), written(one.chosen), written(one.best)});
    }
    chapter.blocks.emplace_back(std::move(table));
    return chapter;
}

/// Where the model is better than both acting on all and on nobody.
std::string useful_between(const std::vector<value::NetBenefit>& benefits) {
    std::vector<double> at;
    for (const auto& benefit : benefits) {
        if (benefit.model > 0 && benefit.model > benefit.all) at.push_back(benefit.at);
    }
    if (at.empty()) return "At no threshold probability is the model better than acting on everybody and on nobody.";
    return fmt::format("The model is better than acting on everybody and on nobody for threshold probabilities from {} to {}.", percent(at.front()), percent(at.back()));
}

Chapter break_even_chapter(const Appraisal& of, const std::string& prefix) {
    const Decided& decided = *of.decided;
    Chapter chapter{"When acting pays", {}};
    if (const auto text = matter(of.gains); !text.empty()) chapter.blocks.emplace_back(text);
    else {
        const double at = of.gains.break_even();
        const bool uncertain = !decided.stakes->uncertain().empty() && of.break_even;
        chapter.blocks.emplace_back(fmt::format("Acting pays where a positive is at least {} likely{}{}: a right alarm brings {} more than leaving it alone, a false one costs {}. Scores that are true probabilities would make this the best threshold.", percent(at),
                                                uncertain ? fmt::format(" ({} to {} for what the amounts may be)", percent(of.break_even->low), percent(of.break_even->high)) : "", of.document->worth->by_row() ? ", at the average amounts" : "",
                                                written_money(of.document->currency, of.gains.on_positive, std::nullopt), written_money(of.document->currency, -of.gains.on_negative, std::nullopt)));
    }
    if (of.benefits.empty()) {
        chapter.blocks.emplace_back(std::string("There is no decision curve: scores outside 0 to 1 are no probabilities."));
        return chapter;
    }
    std::vector<report::page::CurvePoint> model, everybody;
    for (const auto& benefit : of.benefits) {
        const bool limits = benefit.sampled.limits && benefit.sampled.reason == metrics::Reason::none;
        model.push_back({benefit.at, benefit.model, limits ? std::optional(benefit.sampled.limits(decided.tail())) : std::nullopt});
        everybody.push_back({benefit.at, benefit.all, std::nullopt});
    }
    chapter.blocks.emplace_back(Picture{"Decision curve", useful_between(of.benefits), report::page::decision_curve(model, everybody, prefix + "benefit")});
    return chapter;
}

Chapter amounts_chapter(const Appraisal& of) {
    const Decided& decided = *of.decided;
    Chapter chapter{"What the amounts are", {}};
    Table table{"", {"amount", "as the charter says", "knowing it exactly would be worth"}, {}};
    for (std::size_t i = 0; i < value::amounts; ++i) {
        const auto amount = static_cast<value::Amount>(i);
        const auto& money = decided.stakes->of(amount);
        if (money.place.line == 0) continue;
        std::string knowing = "it is known";
        for (const auto& [known, worth] : of.knowledge.each) {
            if (known == amount) knowing = only_money(of, worth);
        }
        table.rows.push_back({std::string(value::name(amount)), money.text, knowing});
    }
    if (table.rows.empty()) return chapter;
    chapter.blocks.emplace_back(std::move(table));
    if (!of.knowledge.each.empty()) {
        chapter.blocks.emplace_back(fmt::format("Knowing all of them before the threshold is chosen would be worth {}. Where that is next to nothing, better estimates of the amounts would not change the decision, however uncertain they are.", only_money(of, of.knowledge.everything)));
    }
    return chapter;
}

}  // namespace

std::vector<Chapter> chapters_of(const Appraisal& of, const std::string& prefix) {
    std::vector<Chapter> all{worth_chapter(of), threshold_chapter(of, prefix), break_even_chapter(of, prefix)};
    if (Chapter amounts = amounts_chapter(of); !amounts.blocks.empty()) all.push_back(std::move(amounts));
    return all;
}

std::vector<std::string> notes_of(const Appraisal& of) {
    const Decided& decided = *of.decided;
    const Outcomes& outcomes = *decided.outcomes;
    std::vector<std::string> notes{fmt::format("Intervals hold at {} %: each end is wrong with at most {:.3g} %.", 100 * decided.level, 100 * decided.tail())};
    if (!outcomes.clustered()) notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    if (decided.unlabelled > 0) notes.push_back(fmt::format("{} of {} rows have no label or no score and are left out; shares and worth are those of the others.", report::grouped(decided.unlabelled), report::grouped(decided.rows)));
    if (decided.without_amount > 0) notes.push_back(fmt::format("{} rows have no amount and are left out.", report::grouped(decided.without_amount)));
    if (decided.sampled) notes.push_back(fmt::format("Amounts are of each row, and there are more rows than are held: {} of them were taken by hash.", report::grouped(static_cast<std::int64_t>(outcomes.rows()))));
    if (!outcomes.exact()) notes.push_back(fmt::format("{} thresholds were compared, of all that there are: between two neighbours lie at most {} of the rows.", report::grouped(static_cast<std::int64_t>(outcomes.size())), percent(outcomes.between())));
    if (outcomes.positives() == 0 || outcomes.positives() == outcomes.rows()) notes.emplace_back("Only one of the two labels occurs, so nothing is known of the other.");
    if (of.document->worth->capacity && !of.capacity_share) notes.emplace_back("The capacity is not looked at: how many decisions there are is not known. Add value: {volume: {per: month, decisions: ...}}, or name a time column.");
    if (decided.threshold > outcomes.highest()) notes.push_back(fmt::format("The threshold {} lies above every score, so nobody is acted on: the highest is {}.", base::format_number(decided.threshold), base::format_number(outcomes.highest())));
    else if (decided.threshold <= outcomes.lowest()) notes.push_back(fmt::format("The threshold {} lies at or below every score, so everybody is acted on: the lowest is {}.", base::format_number(decided.threshold), base::format_number(outcomes.lowest())));
    for (const auto& id : decided.not_looked_at) notes.push_back("Not looked at for other thresholds: " + id + ".");
    return notes;
}

}  // namespace operations
