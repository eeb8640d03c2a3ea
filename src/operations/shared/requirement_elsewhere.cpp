#include "operations/shared/requirement_elsewhere.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "operations/shared/appraisal.h"
#include "operations/shared/assessment.h"

namespace operations {

namespace {

using metrics::Reason;
using value::Ability;
using value::Demand;
using verdicts::Verdict;
using Stands = PlainRequirement::Stands;
namespace json = base::json;

/// The demand as a promise over all of the rows.
charter::Promise promise_of(const Demand& demand, const Deciding& how) {
    charter::Promise promise;
    promise.id = std::string(charter::name(demand.limit->kind));
    promise.metric = demand.metric;
    promise.with = demand.with;
    promise.category = demand.limit->category;
    promise.by = demand.limit->by;
    if (!demand.limit->column.empty()) promise.of = {demand.limit->column};
    promise.where = how.where;
    promise.version = how.version;
    promise.bound = demand.bound;
    promise.about = charter::About::process;
    promise.level = how.level;
    promise.breach = charter::Breach::stop;
    return promise;
}

/// What the charter says a prediction costs is no question to the data: it is known, or as uncertain as it says.
Stands cost_stands(const charter::Worth& worth, const Demand& demand, double level) {
    Stands stands;
    Measured& measured = stands.groups.emplace_back();
    measured.estimate = metrics::Estimate::fact(worth.per_prediction.mean, 1);
    if (worth.per_prediction.deviation > 0) {
        measured.estimate.limits = [mean = worth.per_prediction.mean](double) { return metrics::Limits{mean, mean}; };
        widen(measured.estimate, worth.per_prediction.variance());
    }
    stands.judgement = verdicts::judge(measured.estimate, demand.bound, charter::About::process, level);
    return stands;
}

/// How far below its bound, in the bound's own unit; of what has no value nothing is worse.
double badness(const metrics::Estimate& estimate, const charter::Bound& bound) {
    if (!estimate.value) return std::numeric_limits<double>::infinity();
    return std::max(bound.low - *estimate.value, *estimate.value - bound.high);
}

Stands stands_of(const Prepared& prepared, const Demand& demand, const Answers& answers, double level) {
    Stands stands;
    if (prepared.measurements.empty()) {
        stands.judgement.reason = prepared.reason;
        stands.why = std::string(metrics::sentence(prepared.reason)) + (prepared.detail.empty() ? "" : " " + prepared.detail + ".");
        return stands;
    }
    stands.groups = estimates_in(prepared.measurements.front(), answers, {}, 0);
    std::vector<verdicts::Judgement> judgements;
    for (const auto& one : stands.groups) judgements.push_back(verdicts::judge(one.estimate, demand.bound, charter::About::process, level));
    const Verdict verdict = verdicts::together(judgements, charter::Breach::stop, level);
    std::optional<std::size_t> deciding;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
        if (judgements[i].verdict != verdict) continue;
        if (!deciding || badness(stands.groups[i].estimate, demand.bound) > badness(stands.groups[*deciding].estimate, demand.bound)) deciding = i;
    }
    stands.deciding = deciding.value_or(0);
    stands.judgement = judgements[stands.deciding];
    stands.judgement.verdict = verdict;
    return stands;
}

/// Cannot: some demand is broken, allowing for how many there are.
Ability ability_of(const PlainRequirement& of) {
    const auto& demands = of.compiled.demands;
    const double strict = 1 - (1 - of.level) / static_cast<double>(std::max<std::size_t>(1, demands.size()));
    bool all_kept = !demands.empty();
    for (std::size_t d = 0; d < demands.size(); ++d) {
        const Stands& stands = of.stands[d];
        all_kept = all_kept && stands.judgement.verdict == Verdict::kept;
        if (!demands[d].no_model.empty()) return Ability::cannot;
        std::vector<verdicts::Judgement> judgements;
        for (const auto& one : stands.groups) judgements.push_back(verdicts::judge(one.estimate, demands[d].bound, charter::About::process, strict));
        if (!judgements.empty() && verdicts::together(judgements, charter::Breach::stop, strict) == Verdict::broken) return Ability::cannot;
    }
    return all_kept ? Ability::can : Ability::not_shown;
}

std::string written(const PlainRequirement& of, const Demand& demand, const metrics::Estimate& estimate) {
    if (!estimate.value) return "no value";
    const auto limits = estimate.interval(of.level);
    if (demand.metric == "value_per_decision" || demand.metric == "cost_per_prediction") return written_money(of.document->currency, *estimate.value, limits);
    const auto measure = measure_for(*of.document, demand, {*estimate.value});
    return report::write(measure, *estimate.value) + (limits ? " (" + report::write(measure, *limits) + ")" : "");
}

/// As many times what there is would decide; nothing where that is not known.
std::optional<double> times_needed(const Stands& stands) {
    const auto& more = stands.judgement.more;
    if (stands.groups.empty() || !more || more->hopeless) return std::nullopt;
    return static_cast<double>(more->units) / static_cast<double>(std::max<std::int64_t>(1, stands.groups[stands.deciding].estimate.units));
}

/// Units in all that would decide; empty where nothing more is needed or nothing is known.
std::string needed(const Stands& stands) {
    const auto& more = stands.judgement.more;
    if (stands.judgement.verdict == Verdict::kept || stands.groups.empty() || !more) return "";
    if (more->hopeless) return "more than 50 times these data: the truth may lie at the bound";
    const auto& estimate = stands.groups[stands.deciding].estimate;
    const double times = times_needed(stands).value_or(1);
    const auto rows = static_cast<std::int64_t>(std::llround(times * static_cast<double>(estimate.rows)));
    const std::string units = estimate.units_named ? fmt::format("about {} units with labels in all, some ", report::grouped(more->units)) : "about ";
    return units + fmt::format("{} rows{}, {:.2g} times as many as there are", report::grouped(rows), estimate.units_named ? "" : " with labels in all", times);
}

/// How far the model would have to improve.
std::string shortfall(const PlainRequirement& of, std::size_t d) {
    const Demand& demand = of.compiled.demands[d];
    const Stands& stands = of.stands[d];
    if (stands.groups.empty() || !demand.no_model.empty()) return "";
    const auto& [group, estimate, current, reference, groups] = stands.groups[stands.deciding];
    const double gap = badness(estimate, demand.bound);
    if (!estimate.value || gap <= 0) return "";
    const bool rise = *estimate.value < demand.bound.low;
    const auto measure = measure_for(*of.document, demand, {*estimate.value, gap});
    const bool share = measure.kind == report::Measure::Kind::share;
    const std::string distance = report::write(share ? report::Measure{.kind = report::Measure::Kind::points, .currency = {}, .precision = measure.precision} : measure, gap);
    std::string sentence = sentence_of(*of.document, demand);
    sentence.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    return fmt::format("{}: now {}{}; it would have to {} by {}.", sentence, report::write(measure, *estimate.value), group.empty() ? "" : " among " + group, rise ? "rise" : "fall", distance);
}

std::string headline_of(const PlainRequirement& of) {
    const auto& demands = of.compiled.demands;
    if (demands.empty()) return "None of the limits can be turned into a demand yet.";
    for (const Demand& demand : demands) {
        if (!demand.no_model.empty()) return fmt::format("No model can keep \"{}\": {}.", demand.limit->text, demand.no_model);
    }
    if (of.ability == Ability::can) return "The model can: every limit of the business is kept.";
    std::string text;
    for (std::size_t d = 0; d < demands.size(); ++d) {
        if (of.stands[d].judgement.verdict == Verdict::kept) continue;
        if (of.ability == Ability::cannot && of.stands[d].judgement.verdict != Verdict::broken) continue;
        if (const auto gap = shortfall(of, d); !gap.empty()) text += (text.empty() ? "" : " ") + gap;
        else if (const auto more = needed(of.stands[d]); !more.empty()) text += fmt::format("{}To prove that {} takes {}.", text.empty() ? "" : " ", sentence_of(*of.document, demands[d]), more);
        else if (!of.stands[d].why.empty()) text += fmt::format("{}\"{}\" cannot be measured: {}", text.empty() ? "" : " ", demands[d].limit->text, of.stands[d].why);
        if (of.ability == Ability::cannot) break;
    }
    return (of.ability == Ability::cannot ? "The model cannot: a limit of the business is broken. " : "It is not shown that the model keeps every limit. ") + text;
}

report::Chapter demands_chapter(const PlainRequirement& of) {
    report::Chapter chapter{"What the model must reach", {}};
    report::Table table{"", {"the business says", "so the model must reach", "it reaches", "verdict", "to prove it"}, {}};
    for (std::size_t d = 0; d < of.compiled.demands.size(); ++d) {
        const Demand& demand = of.compiled.demands[d];
        const Stands& stands = of.stands[d];
        std::string value = "no value";
        if (!stands.groups.empty()) {
            const auto& deciding = stands.groups[stands.deciding];
            value = written(of, demand, deciding.estimate) + (deciding.group.empty() ? "" : " in " + deciding.group);
        }
        table.rows.push_back({demand.limit->text, sentence_of(*of.document, demand), value, std::string(verdicts::name(stands.judgement.verdict)), stands.judgement.verdict == Verdict::kept ? "nothing more" : needed(stands)});
    }
    if (!table.rows.empty()) chapter.blocks.emplace_back(std::move(table));
    report::Items items;
    for (std::size_t d = 0; d < of.compiled.demands.size(); ++d) {
        const Demand& demand = of.compiled.demands[d];
        if (!demand.no_model.empty()) items.push_back(fmt::format("No model can keep \"{}\": {}. Change one of the limits.", demand.limit->text, demand.no_model));
        if (const auto text = shortfall(of, d); !text.empty()) items.push_back(text);
        if (!of.stands[d].why.empty()) items.push_back(fmt::format("Not measured: {}. {}", demand.limit->text, of.stands[d].why));
    }
    for (const auto& [limit, why] : of.compiled.not_compiled) items.push_back(fmt::format("Not turned into a demand: {} (line {}); {}.", limit->text, limit->place.line, why));
    if (!items.empty()) chapter.blocks.emplace_back(std::move(items));
    chapter.blocks.emplace_back(fmt::format("It \"can\" where every limit is kept, and \"cannot\" where one is broken, allowing for how many there are; each of these words is wrong with at most {:.3g} %.", 50 * (1 - of.level)));
    return chapter;
}

json::object stands_json(const PlainRequirement& of, const Stands& stands) {
    const Measured* deciding = stands.groups.empty() ? nullptr : &stands.groups[stands.deciding];
    const auto value = deciding == nullptr ? std::nullopt : deciding->estimate.value;
    const auto limits = deciding == nullptr ? std::nullopt : deciding->estimate.interval(of.level);
    json::object all = interval_json(value.value_or(std::nan("")), limits);
    const auto times = times_needed(stands);
    all["group"] = deciding == nullptr || deciding->group.empty() ? json::value(nullptr) : json::value(deciding->group);
    all["verdict"] = std::string(verdicts::name(stands.judgement.verdict));
    all["reason"] = stands.judgement.reason == Reason::none ? json::value(nullptr) : json::value(std::string(metrics::name(stands.judgement.reason)));
    all["units_needed"] = times ? json::value(stands.judgement.more->units) : json::value(nullptr);
    all["rows_needed"] = times ? json::value(std::round(*times * static_cast<double>(deciding->estimate.rows))) : json::value(nullptr);
    all["amounts_decide"] = false;
    all["why"] = stands.why.empty() ? json::value(nullptr) : json::value(stands.why);
    return all;
}

}  // namespace

base::Result<PlainRequirement> require_plainly(const charter::Charter& document, observations::Source& source, const Deciding& how) {
    PlainRequirement all;
    all.document = &document;
    all.level = how.level;
    const bool ranking = document.task.kind == charter::TaskKind::ranking;
    if (ranking) {
        // Rows are items there; how many queries come the charter alone says.
        if (document.worth && document.worth->volume) all.per_month = document.worth->volume->per_month();
        if (all.per_month) all.pace = "as the charter says";
    } else {
        observations::Slice slice;
        slice.where = how.where;
        slice.version = how.version;
        ASSIGN_OR_RETURN(const Answers extents, source.answer({{{.kind = metrics::Kind::extent}, slice, {}}}));
        metrics::Extent extent;
        for (const auto& cell : extents.front()) extent.merge(std::get<metrics::Extent>(cell.statistic));
        Decided paced;
        set_pace(document, source, extent, paced);
        all.per_month = paced.per_month;
        all.pace = paced.pace;
    }
    all.compiled = value::compile_without_threshold(document, all.per_month ? std::optional(value::Pace{*all.per_month}) : std::nullopt);

    const auto& demands = all.compiled.demands;
    std::vector<charter::Promise> promises;
    for (const Demand& demand : demands) promises.push_back(promise_of(demand, how));
    Ground ground;
    ground.charter = &document;
    ground.columns = source.columns();
    Plan plan, reference;
    std::vector<std::optional<Prepared>> prepared(demands.size());
    for (std::size_t d = 0; d < demands.size(); ++d) {
        if (demands[d].metric != "cost_per_prediction") prepared[d] = prepare(promises[d], ground, plan, reference);
    }
    Answers answers;
    if (!plan.questions().empty()) {
        ASSIGN_OR_RETURN(answers, source.answer(plan.questions()));
    }
    for (std::size_t d = 0; d < demands.size(); ++d) {
        all.stands.push_back(prepared[d] ? stands_of(*prepared[d], demands[d], answers, how.level) : cost_stands(*document.worth, demands[d], how.level));
        all.beside.push_back(beside_of(document, demands[d]));
    }
    all.ability = ability_of(all);
    return all;
}

json::object json_of(const PlainRequirement& of) {
    json::object all{{"level", of.level}, {"ability", std::string(value::name(of.ability))}, {"threshold", nullptr}};
    all["decisions_per_month"] = of.per_month ? json::value(*of.per_month) : json::value(nullptr);
    all["thresholds"] = json::array();
    json::array demands, missing;
    for (std::size_t d = 0; d < of.compiled.demands.size(); ++d) {
        const Demand& demand = of.compiled.demands[d];
        json::object own = demand_json(demand);
        own["thresholds"] = json::array();
        const auto& groups = of.stands[d].groups;
        const auto now = groups.empty() ? std::nullopt : groups[of.stands[d].deciding].estimate.value;
        own["at_present"] = now ? json::value(*now) : json::value(nullptr);
        own["at_threshold"] = stands_json(of, of.stands[d]);
        own["shortfall"] = now ? json::value(std::max(0.0, badness(groups[of.stands[d].deciding].estimate, demand.bound))) : json::value(nullptr);
        own["reachable_with_the_others"] = nullptr;
        own["cost_per_decision"] = nullptr;
        own["cost_per_month"] = nullptr;
        own["no_model"] = demand.no_model.empty() ? json::value(nullptr) : json::value(demand.no_model);
        own["promise"] = json_of(of.beside[d]);
        demands.push_back(std::move(own));
    }
    for (const auto& [limit, why] : of.compiled.not_compiled) missing.push_back(json::object{{"limit", std::string(charter::name(limit->kind))}, {"why", why}});
    all["demands"] = std::move(demands);
    all["conflicts"] = json::array();
    all["not_compiled"] = std::move(missing);
    all["apart"] = json::array();
    all["proposals"] = proposals(*of.document, of.compiled.demands, of.beside);
    return all;
}

report::Study study_of(const PlainRequirement& of) {
    report::Study study;
    study.title = "Required";
    study.headline = headline_of(of);
    study.chapters = {demands_chapter(of)};
    report::Chapter promises{"Promises", {}};
    if (auto items = beside_items(of.compiled.demands, of.beside); !items.empty()) promises.blocks.emplace_back(std::move(items));
    if (const auto text = proposals(*of.document, of.compiled.demands, of.beside); !text.empty()) promises.blocks.emplace_back(report::Verbatim{"What the limits imply and the charter lacks, ready to be put into it:", text});
    if (!promises.blocks.empty()) study.chapters.push_back(std::move(promises));
    const bool ranking = of.document->task.kind == charter::TaskKind::ranking;
    if (of.per_month) study.notes.push_back(fmt::format("A month has {} {}: {}.", report::grouped(static_cast<std::int64_t>(std::llround(*of.per_month))), ranking ? "queries" : "decisions", of.pace));
    const bool unnamed = std::any_of(of.stands.begin(), of.stands.end(), [](const Stands& stands) { return !stands.groups.empty() && !stands.groups.front().estimate.is_fact() && !stands.groups.front().estimate.units_named; });
    if (unnamed) study.notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    return study;
}

}  // namespace operations
