#include "operations/shared/judged.h"

namespace operations {

namespace {

/// Days that the data cover: to say how long more evidence takes.
double days_covered(const Answers& current, std::size_t extent_question) {
    metrics::Extent all;
    for (const auto& cell : current[extent_question]) all.merge(std::get<metrics::Extent>(cell.statistic));
    if (!all.first || !all.last) return 0;
    return static_cast<double>(all.last->micros - all.first->micros) / static_cast<double>(base::micros_per_day);
}

Ground ground_of(const charter::Charter& document, const Sides& sides, const std::optional<std::string>& version) {
    Ground ground;
    ground.charter = &document;
    ground.columns = sides.current->columns();
    ground.has_reference = sides.reference != nullptr;
    if (sides.reference != nullptr) ground.reference_columns = sides.reference->columns();
    ground.version = version;
    return ground;
}

}  // namespace

Moment newest_moment(const charter::Charter& document, const observations::Source& source, double days) {
    Moment moment{source.newest(), source.newest(), days};
    for (const auto& column : source.columns()) {
        if (column.name == document.task.columns.time && column.declared == "DATE" && moment.as_of) moment.complete_until = base::Time{moment.as_of->micros + base::micros_per_day};
    }
    return moment;
}

base::Result<report::Scorecard> judged(const charter::Charter& document, const Sides& sides, const std::optional<std::string>& version, const std::function<Moment(double days)>& moment_for) {
    const Ground ground = ground_of(document, sides, version);
    Plan current, reference;
    std::vector<Prepared> prepared;
    for (const auto& promise : document.promises) prepared.push_back(prepare(promise, ground, current, reference));
    const std::size_t extent = current.ask(observations::Question{});  // the extent of everything
    Answers reference_answers;
    if (sides.reference != nullptr) {
        ASSIGN_OR_RETURN(reference_answers, sides.reference->answer(reference.questions()));
    }
    ASSIGN_OR_RETURN(const Answers answers, sides.current->answer(current.questions()));
    const Moment moment = moment_for(days_covered(answers, extent));
    report::Scorecard card;
    card.product = document.product;
    card.vision = document.vision;
    card.currency = document.currency;
    card.charter_digest = document.digest;
    card.charter_version = CHARTER_VERSION;
    card.version = version.value_or("");
    card.as_of = moment.as_of;
    card.rows = sides.current->rows();
    if (sides.reference != nullptr) card.reference_rows = sides.reference->rows();
    for (const auto& one : prepared) card.promises.push_back(assess(one, ground, moment, answers, reference_answers));
    return card;
}

}  // namespace operations
