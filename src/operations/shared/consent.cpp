#include "operations/shared/consent.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"
#include "report/escape.h"

namespace operations {

using charter::Charter;
using charter::Promise;

base::Result<const Promise*> promise_on_record(const Charter& document, const std::string& id) {
    std::vector<std::string> known;
    for (const auto& promise : document.promises) {
        if (promise.evidence.empty()) continue;
        if (promise.id == id) return &promise;
        known.push_back(promise.id);
    }
    if (document.find(id) != nullptr) return base::Error{base::Fault::input, "this promise is measured, and nobody's word decides it: " + id, "record what the promises with evidence ask for: " + fmt::format("{}", fmt::join(known, ", "))};
    const auto nearest = base::nearest_name(id, known);
    return base::Error{base::Fault::input, "the charter has no promise on a record: " + id, known.empty() ? "add one: {id: reviewed, evidence: review, by: risk, every: 365d}" : nearest.empty() ? fmt::format("it has: {}", fmt::join(known, ", ")) : "did you mean " + nearest + "?"};
}

records::Plan plan_of(const Promise& promise, const Charter& document, const Consent& consent, const records::Draft& revision, const records::State& state) {
    records::Plan plan;
    if (state.charter_of(document.product) != base::format(document.digest)) plan.drafts.push_back(revision);
    base::json::object body{{"product", report::well_formed(document.product)}, {"charter", base::format(document.digest)}, {"promise", report::well_formed(promise.id)}, {"evidence", report::well_formed(promise.evidence)},
                            {"role", report::well_formed(promise.evidence_by)}, {"outcome", consent.refused ? "refused" : "given"}};
    if (!consent.by.empty()) body["by"] = consent.by;
    const auto beside = [&](const char* name, const std::string& text) {
        plan.asides.push_back(records::aside_of(report::well_formed(text), records::new_salt()));
        body[name] = records::reference_to(plan.asides.back());
    };
    beside("actor", consent.by_name);
    if (!consent.comment.empty()) beside("comment", consent.comment);
    plan.drafts.push_back({"record", std::move(body)});
    return plan;
}

std::string words_of(const Promise& promise, const Consent& consent, const records::Added& added) {
    return fmt::format("Recorded: {} by {} {}, entry {}", promise.evidence, promise.evidence_by, consent.refused ? "refused" : "given", added.first + added.count - 1);
}

}  // namespace operations
