#include "report/markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "report/escape.h"
#include "report/live_words.h"
#include "report/numbers.h"
#include "report/outline.h"
#include "report/sentences.h"

namespace report {

namespace {

// Together with the head and the notes these stay below `comment_bytes_max`.
constexpr std::size_t attention_bytes_max = 22'000;
constexpr std::size_t words_bytes_max = 18'000;
constexpr std::size_t kept_bytes_max = 14'000;
constexpr std::size_t kept_words_bytes_max = 4'000;
constexpr std::size_t notes_bytes_max = 4'000;
constexpr std::size_t cell_characters_max = 120;
constexpr std::size_t sentence_characters_max = 700;

std::string cell(const std::string& text) {
    return table_cell(shortened(plain(text), cell_characters_max));
}

std::string row_of(const PromiseResult& result, const Scorecard& card) {
    const Check* check = deciding_check(result);
    const Measure measure = measure_of(result, card);
    const std::string value = check == nullptr ? "no value" : write(measure, result, check->estimate);
    const std::string bound = result.metric == nullptr ? "a record" : write(measure, check == nullptr ? result.promise.bound : check->bound);
    return fmt::format("| {} {} | **{}** | {} | {} | {} | {} | {} |\n", mark(result.verdict), verdicts::name(result.verdict), cell(result.promise.id),
                       cell(measured_by(result)), cell(value), cell(bound), cell(result.promise.owner), consequence(result.promise.breach));
}

/// As many pieces as fit, and how many were left out.
std::string fitting(const std::vector<std::string>& pieces, std::size_t bytes_max, std::string_view what) {
    std::string out;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (out.size() + pieces[i].size() > bytes_max) {
            return out + fmt::format("\n{} more {} did not fit here; the full report has them.\n", pieces.size() - i, what);
        }
        out += pieces[i];
    }
    return out;
}

std::string table(const std::vector<const PromiseResult*>& promises, const Scorecard& card, std::size_t bytes_max) {
    std::vector<std::string> rows;
    for (const PromiseResult* result : promises) rows.push_back(row_of(*result, card));
    return "| Verdict | Promise | Measured by | Value | Promised | Owner | A breach |\n|---|---|---|---|---|---|---|\n" + fitting(rows, bytes_max, "promises");
}

/// What a watched promise has besides its window, as items under its own.
std::string live_items(const PromiseResult& result, const Scorecard& card) {
    std::string items;
    for (const auto& [term, words] : live_words(result, card)) items += fmt::format("  - {}: {}\n", term, table_cell(shortened(plain(words), sentence_characters_max)));
    return items;
}

std::string in_words(const std::vector<const PromiseResult*>& promises, const Scorecard& card) {
    std::vector<std::string> items;
    for (const PromiseResult* result : promises) {
        const std::string words = table_cell(shortened(plain(sentence(*result, card)), sentence_characters_max));
        items.push_back(fmt::format("- {} **{}**: {}\n", mark(result->verdict), cell(result->promise.id), words) + live_items(*result, card));
    }
    return fitting(items, words_bytes_max, "promises");
}

std::string watched(const std::vector<const PromiseResult*>& promises, const Scorecard& card) {
    std::vector<std::string> items;
    for (const PromiseResult* result : promises) {
        const std::string live = live_items(*result, card);
        if (!live.empty()) items.push_back(fmt::format("- {} **{}**\n", mark(result->verdict), cell(result->promise.id)) + live);
    }
    return items.empty() ? "" : "\n" + fitting(items, kept_words_bytes_max, "promises");
}

std::string facts(const Scorecard& card) {
    std::string text = counted(card.rows, "row", "rows");
    if (card.reference_rows > 0) text += " against " + grouped(card.reference_rows) + " of the reference";
    if (card.rejected > 0) text += ", " + grouped(card.rejected) + " could not be read";
    if (card.as_of) text += ", as of " + base::format(*card.as_of);
    if (!card.version.empty()) text += ", version " + cell(card.version);
    return text + fmt::format(", charter `{}`", short_digest(card.charter_digest));
}

std::string notes_of(const Scorecard& card) {
    std::vector<std::string> items;
    for (const std::string& note : card.notes) items.push_back("- " + table_cell(shortened(plain(note), sentence_characters_max)) + "\n");
    return fitting(items, notes_bytes_max, "notes");
}

}  // namespace

std::string markdown(const Scorecard& card) {
    std::vector<const PromiseResult*> attention, kept;
    for (const Section& section : outline(card)) {
        for (const PromiseResult* result : section.promises) (result->verdict == verdicts::Verdict::kept ? kept : attention).push_back(result);
    }
    // A later section's broken promise comes before an earlier one's unproven promise.
    std::stable_partition(attention.begin(), attention.end(), [](const auto* result) { return result->verdict == verdicts::Verdict::broken; });
    const Counts counts = counts_of(card);
    std::string out = fmt::format("### {} Charter: {}\n\n{}\n\n**{} broken, {} unproven, {} kept.** {}.\n", mark(card.gate), cell(card.product),
                                  gate_sentence(card), counts.broken, counts.unproven, counts.kept, facts(card));
    if (!attention.empty()) out += "\n" + table(attention, card, attention_bytes_max) + "\n" + in_words(attention, card);
    if (!kept.empty()) {
        out += fmt::format("\n<details><summary>{} kept</summary>\n\n", counted(static_cast<std::int64_t>(kept.size()), "promise is", "promises are"));
        out += table(kept, card, kept_bytes_max) + watched(kept, card) + "\n</details>\n";
    }
    if (!card.notes.empty()) out += "\n**Notes**\n\n" + notes_of(card);
    ASSERT(out.size() <= comment_bytes_max);
    return out;
}

}  // namespace report
