#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "report/chapter.h"
#include "report/scorecard.h"
#include "report/text.h"

/// What a command found out beyond verdicts, as plain data: what a model is worth, how two versions compare, why a score is
/// what it is. One `Study` is written as text for a terminal, as Markdown and as a page in the looks of the scorecard; its JSON
/// is the command's own. All text is plain, never markup: it is escaped here. Numbers arrive written (`numbers.h`).
namespace report {

struct Study {
    std::string title{};      ///< what it is: `Worth`
    std::string product{};
    std::string headline{};   ///< the finding in a sentence or two
    std::vector<Block> lead{};  ///< what belongs to the headline; may be empty
    std::vector<Chapter> chapters{};
    std::vector<std::pair<std::string, std::string>> terms{};  ///< words of the page, and what they mean
    std::vector<std::string> notes{};                          ///< assumptions and limits
    std::vector<std::pair<std::string, std::string>> facts{};  ///< `Rows`: `3,000,000`; stands under the headline
    std::string charter_file{};                                ///< empty: there was no charter
    base::Digest charter_digest{};
    std::vector<DataFact> data{};
    std::string charter_version{};                             ///< of this program
};

std::string text(const Study& study, TextOptions options);
std::string markdown(const Study& study);
/// One self-contained page, under the same policy as the scorecard.
std::string html(const Study& study);

/// The chapters alone, for a page that holds them beside other things. Headings are h2.
std::string chapters_html(const std::vector<Chapter>& chapters);

/// The chapters of a page that `html(Study)` wrote, under its title and finding, for another page to hold; `own` sets its anchors apart.
/// Nothing where the text is no such page, or its chapters were changed since.
std::optional<std::string> chapters_of_page(std::string_view page, const std::string& own);

}  // namespace report
