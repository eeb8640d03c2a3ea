#include <array>

#include "operations/insight/product_view.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/written.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "as-of", .kind = Parameter::Kind::time, .sentence = "What was known at this moment, by the charter that was in force.", .placeholder = "TIME", .fallback = "now"},
    {.name = "format", .sentence = "How to write the scorecard.", .choices = scorecard_formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

int exit_code_of(verdicts::Verdict gate) { return gate == verdicts::Verdict::kept ? 0 : gate == verdicts::Verdict::broken ? 1 : 2; }

Output answered(const report::Scorecard& card, const std::string& format, const Surroundings& surroundings) { return {.text = written(card, format, surroundings), .exit_code = exit_code_of(card.gate), .type = media_type(format)}; }

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto product, surroundings.request->service->product(arguments.text("product")));
    const std::string format = arguments.text("format", "text");
    if (arguments.has("as-of")) {
        ASSIGN_OR_RETURN(const auto card, product->live().scorecard(*base::parse_time(arguments.text("as-of"))));
        return answered(card, format, surroundings);
    }
    const auto card = product->live().scorecard();
    if (const auto before = product->live().last_known(); !card && before) {
        // What was known is shown, and opens no gate: it is not known yet what has come since.
        report::Scorecard known = *before;
        known.notes.insert(known.notes.begin(), std::string(before_restart_note));
        Output output = answered(known, format, surroundings);
        output.exit_code = exit_code_of(verdicts::Verdict::unproven);
        return output;
    }
    if (!card) return base::Error{base::Fault::missing, "nothing has been judged yet of " + arguments.text("product"), product->fault().empty() ? "send observations: charter observe, or charter send" : "the last attempt failed: " + product->fault()};
    return answered(*card, format, surroundings);
}

}  // namespace

extern const Operation scorecard{
    .id = "scorecard",
    .command = "scorecard",
    .route = {Method::get, "/v1/products/{product}/scorecard"},
    .scope = base::Scope::view,
    .summary = "Every promise of a product as it stands: kept, broken or unproven.",
    .about = "The newest verdicts, which are kept current; of a past moment, what was known then. Beside the window that a promise is about stand what has been shown since the release, whether it has begun to break, and where the trend goes "
             "(docs/live.md). The exit code is the gate, as that of `charter evaluate`.",
    .parameters = parameters,
    .example = "charter scorecard flight-delay-alerts",
    .run = run,
};

}  // namespace operations
