#include "report/html.h"

#include <fmt/format.h>

#include "report/escape.h"
#include "report/page/parts.h"
#include "report/page/style.h"

namespace report {

std::string html(const Scorecard& card) {
    const std::string head = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<title>{} - Charter scorecard</title>\n",
        markup(card.product));
    const page::Anchors anchors(card);
    return head + "<style>\n" + std::string(page::style) + "</style>\n</head>\n<body>\n" + std::string(page::symbols) + "<main>\n" + page::masthead(card) +
           page::glance(card, anchors) + page::articles(card, anchors) + page::glossary(card) + page::colophon(card) + "</main>\n</body>\n</html>\n";
}

}  // namespace report
