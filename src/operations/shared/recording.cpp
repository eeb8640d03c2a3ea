#include "operations/shared/recording.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <cmath>
#include <fstream>

#include "base/json.h"
#include "charter/term.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/outline.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using records::Draft;
using report::PromiseResult;
using report::Scorecard;

value text_or_null(const std::string& text) { return text.empty() ? value(nullptr) : value(report::well_formed(text)); }
value finite(double number) { return std::isfinite(number) ? value(number) : value(nullptr); }

/// The counts that a share of independent rows was computed from: with them anybody computes the verdict again.
value counts_of(const metrics::Estimate& estimate) {
    if (estimate.units_named || !estimate.value || (estimate.method != "mid-P" && estimate.method != "Clopper-Pearson")) return nullptr;
    const double events = *estimate.value * static_cast<double>(estimate.rows);
    if (std::fabs(events - std::round(events)) > 1e-6) return nullptr;  // weighted rows
    return object{{"events", std::llround(events)}, {"rows", estimate.rows}};
}

value written_interval(const PromiseResult& result, const metrics::Estimate& estimate) {
    const auto limits = report::interval_of(result, estimate);
    if (!limits) return nullptr;
    return object{{"low", finite(limits->low)}, {"high", finite(limits->high)}, {"level", result.promise.level}};
}

void add_evidence(object& body, const PromiseResult& result, const report::Check& check) {
    const metrics::Estimate& estimate = check.estimate;
    body["value"] = estimate.value ? finite(*estimate.value) : value(nullptr);
    body["interval"] = written_interval(result, estimate);
    body["n"] = estimate.rows;
    body["units"] = estimate.units;
    body["method"] = text_or_null(std::string(estimate.method));
    body["bound"] = object{{"low", finite(check.bound.low)}, {"high", finite(check.bound.high)}, {"text", report::well_formed(check.bound.text)}};
    // Several checks are judged together, and a census has no interval: then the verdict is not the counts' alone.
    if (result.checks.size() == 1 && estimate.reason == metrics::Reason::none && !body["interval"].is_null()) body["counts"] = counts_of(estimate);
}

array data_of(const Scorecard& card) {
    array files;
    for (const auto& fact : card.data) files.emplace_back(object{{"role", fact.role}, {"digest", base::format(fact.digest)}});
    return files;
}

object verdict_entry(const Scorecard& card, const PromiseResult& result, const std::string& before) {
    object body = finding_of(result);
    body["product"] = report::well_formed(card.product);
    body["charter"] = base::format(card.charter_digest);
    body["version"] = report::well_formed(card.version);
    body["before"] = text_or_null(before);
    body["data"] = data_of(card);
    body["as_of"] = card.as_of ? value(base::format(*card.as_of)) : value(nullptr);
    return body;
}

base::Result<base::Done> keep_elsewhere(const std::string& note, const std::string& path) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << note << std::flush;
    if (!file) return base::Error{base::Fault::outside, "cannot write the checkpoint: " + path, "the ledger has it all the same; check the path and write it with \"charter ledger export\""};
    return base::Done{};
}

void judge(PromiseResult& result, const records::Said& said, base::Time end, base::Time moment) {
    const std::string words = fmt::format("{} on {} by entry {} of the ledger", said.consent ? "given" : "refused", base::format(said.time).substr(0, 10), said.sequence);
    if (!said.consent) {
        result.verdict = verdicts::Verdict::broken;
        result.reason = metrics::Reason::none;
        result.detail = words;
    } else if (moment < end) {
        result.verdict = verdicts::Verdict::kept;
        result.reason = metrics::Reason::none;
        result.detail = words + ", to be renewed by " + base::format(end).substr(0, 10);
    } else {
        result.detail = words + ", and expired on " + base::format(end).substr(0, 10);
    }
}

}  // namespace

object finding_of(const PromiseResult& result) {
    const charter::Promise& promise = result.promise;
    object body{{"promise", report::well_formed(promise.id)}, {"verdict", verdicts::name(result.verdict)}, {"metric", text_or_null(promise.metric)}, {"counts", nullptr}};
    body["reason"] = result.reason == metrics::Reason::none ? value(nullptr) : value(metrics::name(result.reason));
    body["window"] = result.window ? value(object{{"start", base::format(result.window->start)}, {"end", base::format(result.window->end)}}) : value(nullptr);
    if (const report::Check* check = report::deciding_check(result)) add_evidence(body, result, *check);
    return body;
}

base::Result<Draft> charter_entry(const charter::Charter& document) {
    ASSIGN_OR_RETURN(value text, base::parse_json(document.canonical));
    return Draft{"charter", {{"product", report::well_formed(document.product)}, {"digest", base::format(document.digest)}, {"document", std::move(text)}}};
}

base::Result<base::Done> judge_records(Scorecard& card, const charter::Charter& document, records::Ledger& ledger, base::Time moment) {
    return ledger.read([&](const records::State& state) {
        for (auto& result : card.promises) {
            const charter::Promise& promise = result.promise;
            if (promise.evidence.empty() || !promise.every) continue;
            const auto* said = state.said(report::well_formed(card.product), promise.evidence, promise.evidence_by, moment);
            if (said != nullptr) judge(result, *said, charter::end_of_term(said->time, *promise.every, document.zone), moment);
        }
    });
}

base::Result<base::Done> remember(Scorecard& card, const charter::Charter& document, records::Ledger& ledger, const Recording& recording, base::Time now) {
    ASSIGN_OR_RETURN(const Draft revision, charter_entry(document));
    const std::string salt = records::new_salt();
    std::size_t changed = 0;
    const auto planner = [&](const records::State& state) {
        records::Plan plan;
        if (state.charter_of(card.product) != base::format(document.digest)) plan.drafts.push_back(revision);
        changed = 0;
        for (const auto& result : card.promises) {
            const std::string before = state.verdict_of(card.product, result.promise.id, card.version);
            if (before == verdicts::name(result.verdict)) continue;
            plan.drafts.push_back({"verdict", verdict_entry(card, result, before)});
            ++changed;
        }
        if (!recording.by.empty() && !plan.drafts.empty()) {
            plan.asides.push_back(records::aside_of(report::well_formed(recording.by), salt));
            for (auto& draft : plan.drafts) draft.body["actor"] = records::reference_to(plan.asides.back());
        }
        return plan;
    };
    ASSIGN_OR_RETURN(const records::Added added, ledger.append(planner, now));
    if (!recording.checkpoint.empty() && added.count > 0) RETURN_IF_ERROR(keep_elsewhere(added.checkpoint, recording.checkpoint));
    card.notes.push_back(added.count == 0 ? fmt::format("The ledger {} has these verdicts already.", recording.folder)
                                          : fmt::format("{} changed: entries {} to {} of the ledger {}.", report::counted(static_cast<std::int64_t>(changed), "verdict", "verdicts"), added.first, added.first + added.count - 1, recording.folder));
    return base::Done{};
}

}  // namespace operations
