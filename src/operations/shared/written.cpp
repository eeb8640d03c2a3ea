#include "operations/shared/written.h"

#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/text.h"

namespace operations {

std::string written(const report::Scorecard& card, std::string_view format, const Surroundings& surroundings) {
    if (format == "json") return report::json(card);
    if (format == "markdown") return report::markdown(card);
    if (format == "junit") return report::junit(card);
    if (format == "html") return report::html(card);
    return report::text(card, {.colour = surroundings.terminal, .width = surroundings.width});
}

std::string_view media_type(std::string_view format) {
    if (format == "json") return "application/json";
    if (format == "markdown") return "text/markdown; charset=utf-8";
    if (format == "junit") return "application/xml";
    if (format == "html") return "text/html; charset=utf-8";
    return "text/plain; charset=utf-8";
}

}  // namespace operations
