#include "report/text.h"

#include <fmt/format.h>

#include "report/escape.h"
#include "report/live_words.h"
#include "report/numbers.h"
#include "report/outline.h"
#include "report/sentences.h"
#include "report/terminal.h"

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
    for (const auto& [term, words] : live_words(result, card)) out.paragraph(term + ": " + plain(words), indent);
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
