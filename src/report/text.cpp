#include "report/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/outline.h"
#include "report/sentences.h"

namespace report {

namespace {

constexpr std::size_t indent = 4;

std::string_view colour_of(verdicts::Verdict verdict) {
    switch (verdict) {
        case verdicts::Verdict::kept: return "\033[32m";
        case verdicts::Verdict::broken: return "\033[1;31m";
        case verdicts::Verdict::unproven: break;
    }
    return "\033[33m";
}

std::string_view heading(verdicts::Verdict verdict) {
    switch (verdict) {
        case verdicts::Verdict::kept: return "✓ KEPT    ";
        case verdicts::Verdict::broken: return "✗ BROKEN  ";
        case verdicts::Verdict::unproven: break;
    }
    return "? UNPROVEN";
}

class Terminal {
public:
    explicit Terminal(TextOptions options) : colour_(options.colour), width_(static_cast<std::size_t>(std::max(options.width, 40))) {}

    std::string painted(std::string_view colour, const std::string& text) const {
        return colour_ ? std::string(colour) + text + "\033[0m" : text;
    }
    std::string strong(const std::string& text) const { return painted("\033[1m", text); }

    void line(const std::string& text = {}) { out_ += text + "\n"; }

    /// Words, broken before the right edge; a word longer than a line stays whole.
    void paragraph(const std::string& text, std::size_t margin) {
        std::string row;
        const auto flush = [&] {
            if (!row.empty()) line(std::string(margin, ' ') + row);
            row.clear();
        };
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            const std::string word = text.substr(at, end - at);
            if (!row.empty() && margin + length_of(row) + 1 + length_of(word) > width_) flush();
            if (!word.empty()) row += (row.empty() ? "" : " ") + word;
            at = end + 1;
        }
        flush();
    }

    /// A label and, from a common column on, its text.
    void fact(const std::string& label, const std::string& text) {
        constexpr std::size_t column = 11;
        std::string row = label + std::string(column - std::min(column - 1, length_of(label)), ' ');
        // The label stands where the paragraph's first margin would.
        const std::size_t start = out_.size();
        paragraph(text, column);
        if (out_.size() > start) out_.replace(start, column, row);
    }

    std::string take() { return std::move(out_); }

private:
    bool colour_;
    std::size_t width_;
    std::string out_;
};

void write_header(Terminal& out, const Scorecard& card) {
    out.line(out.strong(plain(card.product)));
    if (!card.vision.empty()) out.paragraph(plain(card.vision), 0);
    out.line();
    out.line(out.painted(colour_of(card.gate), fmt::format("{} gate", heading(card.gate))));
    out.paragraph(gate_sentence(card), indent);
    out.line();
    out.fact("Charter", plain(card.charter_file) + " (" + short_digest(card.charter_digest) + ")");
    for (const DataFact& fact : card.data) {
        out.fact(fact.role == "data" ? "Data" : "Reference", plain(fact.path) + " (" + short_digest(fact.digest) + ")");
    }
    std::string rows = grouped(card.rows);
    if (card.reference_rows > 0) rows += ", against " + grouped(card.reference_rows) + " of the reference";
    if (card.rejected > 0) rows += "; " + grouped(card.rejected) + " could not be read";
    out.fact("Rows", rows);
    if (card.as_of) out.fact("As of", base::format(*card.as_of));
    if (!card.version.empty()) out.fact("Version", plain(card.version));
}

void write_promise(Terminal& out, const PromiseResult& result, const Scorecard& card) {
    const charter::Promise& promise = result.promise;
    std::string who = std::string(consequence(promise.breach));
    if (!promise.owner.empty()) who = plain(promise.owner) + ", " + who;
    out.line();
    out.line(out.painted(colour_of(result.verdict), std::string(heading(result.verdict))) + "  " + out.strong(plain(promise.id)) + "  (" + who + ")");
    if (const Check* check = deciding_check(result); check != nullptr) {
        const Measure measure = measure_of(result, *check, card);
        const std::string bound = write(measure, check->bound);
        std::string name = plain(measured_by(result));
        if (!name_of(*check).empty()) name += " of " + plain(name_of(*check));
        out.paragraph(name + ": " + write(measure, result, check->estimate) + ", promised " + bound, indent);
    }
    out.paragraph(plain(sentence(result, card)), indent);
}

}  // namespace

std::string text(const Scorecard& card, TextOptions options) {
    Terminal out(options);
    write_header(out, card);
    for (const Section& section : outline(card)) {
        out.line();
        const std::string counts = fmt::format("{} broken, {} unproven, {} kept", section.counts.broken, section.counts.unproven, section.counts.kept);
        out.line(out.strong(plain(section.title)) + ": " + counts);
        for (const PromiseResult* result : section.promises) write_promise(out, *result, card);
    }
    if (!card.notes.empty()) {
        out.line();
        out.line(out.strong("Notes"));
        for (const std::string& note : card.notes) out.paragraph("- " + plain(note), 0);
    }
    return out.take();
}

}  // namespace report
