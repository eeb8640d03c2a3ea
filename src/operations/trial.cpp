#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/digest.h"
#include "operations/live/live_parts.h"
#include "operations/service/answer_cache.h"
#include "operations/service/service.h"
#include "operations/service/uploads.h"
#include "operations/shared/judged.h"
#include "operations/shared/kept_rows.h"
#include "operations/shared/recording.h"
#include "operations/shared/sources.h"
#include "operations/shared/written.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using charter::Charter;

constexpr std::array<Parameter, 6> parameters{{
    {.name = "CHARTER", .kind = Parameter::Kind::body, .sentence = "The charter; - reads it from standard input.", .placeholder = "FILE", .required = true, .positional = true},
    {.name = "draft", .sentence = "Judge the file that was sent as this draft.", .placeholder = "DRAFT"},
    {.name = "product", .sentence = "Judge what the server keeps of this product.", .placeholder = "PRODUCT"},
    {.name = "version", .sentence = "Only the predictions of this model version.", .placeholder = "V"},
    {.name = "format", .sentence = "How to write the scorecard.", .choices = scorecard_formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

base::Result<base::Done> check_arguments(const Request& request, const Charter& document, const Arguments& arguments) {
    if (arguments.has("draft") == arguments.has("product")) return Error{Fault::input, "a charter is tried on one thing: a file that was sent, or what is kept of a product", "give draft or product"};
    if (arguments.has("version") && document.task.columns.version.empty()) return Error{Fault::input, "--version needs a version column", "name it in the charter: task: {columns: {version: ...}}"};
    if (request.body.empty()) return Error{Fault::input, "there is no charter in the body", "send its YAML as it stands: curl --data-binary @my.charter.yaml"};
    return base::Done{};
}

std::optional<std::string> version_of(const Arguments& arguments) { return arguments.has("version") ? std::optional(arguments.text("version")) : std::nullopt; }

/// What the server was given to compare a product with, where the one who asks may see it; what a charter names is not opened.
struct Compared {
    Charter document;
    std::string beside;  ///< of which the reference lies
};
base::Result<Compared> compared_with(const Request& request, const Charter& document) {
    Compared all{document, {}};
    all.document.reference_file.reset();
    const auto product = request.actor->may(base::Scope::view, document.product) ? request.service->product(document.product) : base::Result<std::shared_ptr<Product>>(Error{Fault::missing, "", ""});
    if (!product) return all;
    ASSIGN_OR_RETURN(const auto kept, request.service->registry().setting("reference/" + document.product));
    if (kept) all.document.reference_file = "reference/" + *kept;
    all.beside = (*product)->folder() + "/charter.yaml";
    return all;
}

void finish_trial(report::Scorecard& card, const Charter& document) {
    for (const auto& note : document.notes) card.notes.push_back(note.place.line > 0 ? fmt::format("Line {}: {}", note.place.line, note.text) : note.text);
    if (document.task.columns.unit.empty()) card.notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    finish(card);
}

/// The two sides of a file: its reference is a period of its own rows, or what the server has.
base::Result<Sources> sides_of(const Upload& upload, const Compared& compared) {
    Arguments files;
    files.values["data"] = {upload.path};
    Surroundings nobody_looks;
    return open_sources(compared.document, compared.beside, files, nobody_looks);
}

base::Result<report::Scorecard> on_a_file(const Request& request, const Charter& document, const Arguments& arguments, const std::shared_ptr<const Upload>& upload) {
    ASSIGN_OR_RETURN(const Compared compared, compared_with(request, document));
    auto sources = sides_of(*upload, compared);
    if (!sources) return Error{sources.error().fault, without_path(sources.error().what, *upload), sources.error().next};
    const auto& current = *sources->current;
    auto card = judged(compared.document, {sources->current.get(), sources->reference.get()}, version_of(arguments), [&](double days) { return newest_moment(document, current, days); });
    if (!card) return Error{card.error().fault, without_path(card.error().what, *upload), card.error().next};
    for (const auto& file : current.files()) card->data.push_back({"data", upload->name, file.digest});
    card->rejected = current.rejected();
    if (card->rejected > 0) card->notes.push_back(fmt::format("{} rows could not be read and are counted apart.", card->rejected));
    if (const auto unreadable = current.unreadable(); unreadable > 0) card->notes.push_back(fmt::format("{} values could not be read as their column's type; they are left out.", unreadable));
    if (const auto timeless = current.timeless(); timeless > 0) card->notes.push_back(fmt::format("{} rows have no time and are in no window.", timeless));
    finish_trial(*card, document);
    return card;
}

/// As it would stand now, had this charter been in force.
base::Result<report::Scorecard> on_what_is_kept(const Request& request, const Charter& document, const Arguments& arguments, const Product& kept, base::Time now) {
    if (document.product != kept.document()->product) return Error{Fault::input, "this is a charter of another product: " + document.product, "try it on " + kept.document()->product + " with that name under product:, or send its own rows"};
    ASSIGN_OR_RETURN(const Compared compared, compared_with(request, document));
    const auto stands = kept.live().scorecard();
    const base::Time moment = stands && stands->as_of ? *stands->as_of : now;
    ASSIGN_OR_RETURN(const auto current, open_kept(kept.store(), compared.document, {.as_of = moment}));
    ASSIGN_OR_RETURN(const auto reference, open_reference(compared.document, compared.beside, received_by(kept.store())));
    ASSIGN_OR_RETURN(auto card, judged(compared.document, {current.get(), reference.get()}, version_of(arguments), [&](double days) { return Moment{moment, moment, days}; }));
    RETURN_IF_ERROR(judge_records(card, document, request.service->ledger(), moment));
    finish_trial(card, document);
    return card;
}

int exit_code_of(verdicts::Verdict gate) { return gate == verdicts::Verdict::kept ? 0 : gate == verdicts::Verdict::broken ? 1 : 2; }

/// One digit for the exit code, and the scorecard behind it.
base::Result<std::string> answer_of(const base::Result<report::Scorecard>& card, const std::string& format, const Surroundings& surroundings) {
    if (!card) return card.error();
    return std::to_string(exit_code_of(card->gate)) + written(*card, format, surroundings);
}

base::Result<std::string> answer(const Charter& document, const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    Service& service = *request.service;
    const std::string format = arguments.text("format", "text"), asked = fmt::format("{}\n{}\n{}", base::format(document.digest), arguments.text("version"), format);
    ASSIGN_OR_RETURN(const auto reference, service.registry().setting("reference/" + document.product));
    if (arguments.has("draft")) {
        ASSIGN_OR_RETURN(const auto upload, service.uploads().find(arguments.text("draft"), request.actor->id, surroundings.now));
        return service.answers().get(fmt::format("trial of {}\n{}\n{}", upload->id, reference.value_or(""), asked), [&] { return answer_of(on_a_file(request, document, arguments, upload), format, surroundings); });
    }
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const auto make = [&] { return answer_of(on_what_is_kept(request, document, arguments, *product, surroundings.now), format, surroundings); };
    // What was recorded decides promises too, and no mark of the rows tells of that.
    return service.answers().get(question_about(*product, "trial", fmt::format("{}\n{}", asked, service.ledger().size()), reference.value_or("")), make);
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto document, request.service->parsed(std::string(request.body)));
    RETURN_IF_ERROR(check_arguments(request, *document, arguments));
    ASSIGN_OR_RETURN(const std::string text, answer(*document, arguments, surroundings));
    return Output{.text = text.substr(1), .exit_code = text.front() - '0', .type = media_type(arguments.text("format", "text"))};
}

}  // namespace

extern const Operation trial{
    .id = "trial",
    .command = "trial",
    .route = {Method::post, "/v1/trials"},
    .scope = base::Scope::edit,
    .summary = "What a charter would say: every promise judged on a file that was sent, or on what the server keeps of a product; nothing is kept of it.",
    .about = "On a file, what `charter evaluate` says of it. On what is kept, what the scorecard would be now, had this charter been in force: so one sees what a changed promise would have said before it counts. The reference is that which the "
             "server was given for the product, or a period of the same rows; files that a charter names are not opened.",
    .parameters = parameters,
    .example = "charter trial flights.charter.yaml --product flight-delay-alerts",
    .run = run,
};

}  // namespace operations
