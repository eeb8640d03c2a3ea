#include "report/html.h"

#include <fmt/format.h>

#include "report/escape.h"
#include "report/page/parts.h"
#include "report/page/style.h"
#include "report/study.h"

namespace report {

std::string page::document(std::string_view title, const std::string& body) {
    const std::string head = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<title>{}</title>\n",
        markup(title));
    return head + "<style>\n" + std::string(page::style) + "</style>\n</head>\n<body>\n" + std::string(page::symbols) + "<main>\n" + body + "</main>\n</body>\n</html>\n";
}

std::string html(const Scorecard& card, const std::vector<std::string>& pages) {
    const page::Anchors anchors(card);
    std::string beside;
    for (const auto& chapters : pages) beside += chapters;
    return page::document(card.product + " - Charter scorecard", page::masthead(card) + page::glance(card, anchors) + page::articles(card, anchors) +
                                                                     chapters_html(card.studies) + beside + page::glossary(card) + page::colophon(card));
}

}  // namespace report
