#include "operations/gates/gate_evidence.h"

#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/keyed_digest.h"
#include "operations/live/live_parts.h"
#include "operations/shared/assessment.h"
#include "operations/shared/recording.h"
#include "operations/shared/sources.h"
#include "report/escape.h"
#include "report/sentences.h"

namespace operations {

namespace {

using base::json::object;
using charter::Charter;

/// A file that is gone with this.
class Passing {
public:
    static base::Result<Passing> write(const std::string& folder, std::string_view bytes, std::string_view ending) {
        std::error_code ignored;  // the write itself says whether it worked
        std::filesystem::create_directories(folder, ignored);
        Passing file;
        file.path_ = folder + "/" + base::format(base::digest_of(base::random_bytes(16))).substr(7, 24) + std::string(ending);
        std::ofstream out(file.path_, std::ios::binary);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
        if (!out) return base::Error{base::Fault::outside, "cannot write the evidence into the data folder", "check the space on the disk"};
        return file;
    }
    Passing(Passing&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    Passing& operator=(Passing&&) = delete;
    ~Passing() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove(path_, ignored);
    }
    const std::string& path() const { return path_; }

private:
    Passing() = default;
    std::string path_;
};

base::Result<std::unique_ptr<observations::Source>> opened(const Charter& document, observations::Reading reading) {
    observations::Reading schema = reading;
    schema.columns = {};
    ASSIGN_OR_RETURN(const auto probe, observations::open(std::move(schema)));
    reading.columns = present(reading.columns, probe->columns());
    if (document.task.columns.time.empty() || reading.columns.time.empty()) reading.late_by = {};
    return observations::open(std::move(reading));
}

bool has_column(const observations::Source& source, const std::string& name) {
    return !name.empty() && std::any_of(source.columns().begin(), source.columns().end(), [&](const auto& column) { return column.name == name; });
}

base::Result<records::Draft> entry_of(const Charter& document, const charter::Gate& gate, const std::string& version, const std::string& artifact, const std::string& digest, std::int64_t rows, const std::vector<report::PromiseResult>& results) {
    base::json::array found;
    for (const auto& result : results) {
        object one = finding_of(result);
        one["sentence"] = report::well_formed(result.sentence);
        found.emplace_back(std::move(one));
    }
    object body{{"product", report::well_formed(document.product)}, {"gate", gate.id}, {"version", report::well_formed(version)}, {"on", "holdout"}, {"charter", base::format(document.digest)}, {"artifact", artifact},
                {"data", base::json::array{object{{"role", "data"}, {"digest", digest}}}}, {"rows", rows}, {"found", std::move(found)}};
    body["evidence"] = base::format(base::digest_of(base::canonical(body)));
    return records::Draft{"gate_evidence", std::move(body)};
}

}  // namespace

base::Result<std::vector<report::PromiseResult>> judged(const Judging& judging) {
    Ground ground;
    ground.charter = judging.document;
    ground.columns = judging.current->columns();
    ground.has_reference = judging.reference != nullptr;
    if (judging.reference != nullptr) ground.reference_columns = judging.reference->columns();
    ground.version = judging.version;
    Plan current, reference;
    std::vector<Prepared> prepared;
    for (const auto* promise : judging.promises) prepared.push_back(prepare(*promise, ground, current, reference));
    current.ask(observations::Question{});  // something is read even where no promise can be measured
    Answers reference_answers;
    if (judging.reference != nullptr) {
        ASSIGN_OR_RETURN(reference_answers, judging.reference->answer(reference.questions()));
    }
    ASSIGN_OR_RETURN(const Answers answers, judging.current->answer(current.questions()));
    Moment moment;
    moment.as_of = judging.as_of ? judging.as_of : judging.current->newest();
    moment.complete_until = moment.as_of;
    for (const auto& column : judging.current->columns()) {
        // Where times are dates, the whole of the newest day is in.
        if (column.name == judging.document->task.columns.time && column.declared == "DATE" && moment.as_of) moment.complete_until = base::Time{moment.as_of->micros + base::micros_per_day};
    }
    report::Scorecard card;
    card.product = judging.document->product;
    card.currency = judging.document->currency;
    card.as_of = moment.as_of;
    std::vector<report::PromiseResult> results;
    for (const auto& one : prepared) {
        results.push_back(assess(one, ground, moment, answers, reference_answers));
        results.back().sentence = report::sentence(results.back(), card);
    }
    return results;
}

std::vector<const charter::Promise*> promises_on(const Charter& document, const charter::Gate& gate, charter::Deployment on) {
    std::vector<const charter::Promise*> promises;
    for (const auto& asked : gate.promises) {
        if (asked.on == on) promises.push_back(document.find(asked.promise));
    }
    return promises;
}

base::Result<std::uint64_t> take_holdout(Service& service, const Product& product, const charter::Gate& gate, const std::string& version, std::string_view bytes, const records::Actor& actor) {
    const auto document = product.document();
    const auto promises = promises_on(*document, gate, charter::Deployment::holdout);
    if (promises.empty()) return base::Error{base::Fault::input, "the gate " + gate.id + " asks for nothing on a holdout", "name promises under holdout in the charter, or ask without --data"};
    ASSIGN_OR_RETURN(const Charter compared, service.compared(*document));
    ASSIGN_OR_RETURN(const auto file, Passing::write(product.folder() + "/evidence", bytes, ending_of(bytes)));
    observations::Reading reading = reading_of(*document);
    reading.files = {file.path()};
    auto current = opened(*document, std::move(reading));
    if (!current) return base::Error{current.error().fault, "the evidence cannot be read: " + current.error().what, current.error().next};
    ASSIGN_OR_RETURN(const auto reference, open_reference(compared, product.folder() + "/charter.yaml", received_by(product.store()), {}));
    Judging judging{.document = document.get(), .promises = promises, .current = current->get(), .reference = reference.get(), .version = {}, .as_of = {}};
    if (has_column(**current, document->task.columns.version)) judging.version = version;
    const auto results = judged(judging);
    if (!results) return base::Error{results.error().fault, "the evidence cannot be judged: " + results.error().what, results.error().next};
    ASSIGN_OR_RETURN(const auto draft, entry_of(*document, gate, version, service.artifact_of(*document, version), base::format(base::digest_of(bytes)), (*current)->rows(), *results));
    ASSIGN_OR_RETURN(const auto added, service.ledger().append([&](const records::State&) {
        records::Plan plan;
        plan.drafts.push_back(draft);
        plan.asides.push_back(records::aside_of(report::well_formed(actor.name), records::new_salt()));
        plan.drafts.back().body["actor"] = records::reference_to(plan.asides.back());
        plan.drafts.back().body["by"] = actor.id;
        return plan;
    }, service.now()));
    service.feed().publish(document->product, base::json::serialize(object{{"kind", "gate_evidence"}, {"product", report::well_formed(document->product)}, {"gate", gate.id}, {"version", report::well_formed(version)}, {"entry", added.first}}));
    return added.first;
}

base::Result<std::vector<report::PromiseResult>> judged_since(Service& service, const Product& product, const std::vector<const charter::Promise*>& promises, const std::string& version, base::Time begin, std::optional<base::Time> as_of) {
    const auto document = product.document();
    const auto received = received_by(product.store());
    observations::Reading reading = reading_of(*document), schema = reading;
    schema.columns = {};
    ASSIGN_OR_RETURN(const auto probe, received.source(std::move(schema), std::nullopt));
    reading.columns = present(reading.columns, probe->columns());
    reading.from = begin;
    reading.as_of = as_of;
    ASSIGN_OR_RETURN(const auto current, received.source(std::move(reading), std::nullopt));
    ASSIGN_OR_RETURN(const Charter compared, service.compared(*document));
    ASSIGN_OR_RETURN(const auto reference, open_reference(compared, product.folder() + "/charter.yaml", received, {}));
    Judging judging{.document = document.get(), .promises = promises, .current = current.get(), .reference = reference.get(), .version = {}, .as_of = as_of};
    if (has_column(*current, document->task.columns.version)) judging.version = version;
    return judged(judging);
}

}  // namespace operations
