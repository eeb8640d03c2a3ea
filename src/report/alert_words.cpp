#include "report/alert_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/outline.h"

namespace report {

namespace {

using charter::Breach;
using verdicts::Verdict;

/// What one row on the wrong side costs, for the metrics of which each row that is missing is one wrong decision.
std::optional<double> cost_of_one(const std::string& metric, const charter::Amounts& amounts) {
    if (metric == "recall" || metric == "false_negative_rate") return amounts.true_positive - amounts.false_negative;
    if (metric == "precision") return amounts.true_positive - amounts.false_positive;
    if (metric == "specificity" || metric == "false_positive_rate") return amounts.true_negative - amounts.false_positive;
    if (metric == "value_per_decision") return 1.0;  // its unit is money already
    return std::nullopt;
}

std::string next_step(const PromiseResult& result) {
    const bool stops = result.promise.breach == Breach::stop;
    const std::string first = stops ? "Releases stop until it is kept again. " : "";
    if (!result.promise.evidence.empty()) return first + fmt::format("It needs a {} by {}: charter record --promise {}.", result.promise.evidence, result.promise.evidence_by, plain(result.promise.id));
    if (result.verdict == Verdict::unproven) return first + "Look at why it could not be proven: data that are missing or late, or too few of them yet.";
    return first + fmt::format("Look at where it is worst (charter slices --promise {}) and at what changed before; then correct the model or the data, or agree on another promise.", plain(result.promise.id));
}

std::string link_to(const std::string& page, const PromiseResult& result) { return page.empty() ? "" : page + "#promise-" + result.promise.id; }

Finding finding_of(const PromiseResult& result, const Scorecard& card, const std::string& page) {
    return {.about = Finding::About::verdict, .promise = result.promise.id, .version = card.version, .verdict = result.verdict, .breach = result.promise.breach, .owner = result.promise.owner,
            .window = result.window ? std::optional(result.window->end) : std::nullopt, .sentence = result.sentence, .money = {}, .link = link_to(page, result), .next = next_step(result)};
}

std::string_view effect_of(Breach breach) {
    switch (breach) {
        case Breach::stop: return " and stops releases";
        case Breach::warn: return ": a warning";
        case Breach::info: return ": for information";
    }
    return "";
}

std::string entry_of(const Told& told) {
    const Finding& finding = told.alert.finding;
    std::string text = headline_of(told) + ".\n";
    if (!finding.sentence.empty()) text += plain(finding.sentence) + "\n";
    if (!finding.money.empty()) text += plain(finding.money) + "\n";
    if (!finding.next.empty()) text += "Next: " + plain(finding.next) + "\n";
    if (!finding.link.empty()) text += plain(finding.link) + "\n";
    return text + "Alert " + told.alert.id + "\n";
}

}  // namespace

std::string money_of(const PromiseResult& result, const Scorecard& card, const charter::Charter& document) {
    const Check* check = deciding_check(result);
    if (check == nullptr || result.verdict != Verdict::broken || !check->estimate.value || !document.amounts || card.currency.empty() || !check->group.empty()) return {};
    const auto each = cost_of_one(result.promise.metric, *document.amounts);
    const double value = *check->estimate.value;
    const double short_of = std::max(check->bound.low - value, value - check->bound.high);
    if (!each || !(*each > 0) || !std::isfinite(short_of) || short_of <= 0) return {};
    const double amount = short_of * static_cast<double>(check->estimate.rows) * *each;
    const Measure measure = report::measure(Measure::Kind::money, card.currency, std::span(&amount, 1), {});
    return fmt::format("Being on the wrong side of the bound cost about {} {}.", write(measure, amount), result.window ? "in this window" : "in these data");
}

std::vector<Finding> findings_of(const Scorecard& card, const charter::Charter& document, const std::string& page) {
    std::vector<Finding> findings;
    for (const auto& result : card.promises) {
        findings.push_back(finding_of(result, card, page));
        findings.back().money = money_of(result, card, document);
    }
    return findings;
}

Finding alarm_of(const PromiseResult& result, const Scorecard& card, const std::string& sentence, const std::string& page) {
    Finding finding = finding_of(result, card, page);
    finding.about = Finding::About::alarm;
    finding.verdict = Verdict::broken;
    finding.breach = result.promise.breach == Breach::info ? Breach::info : Breach::warn;  // a verdict stops releases, an alarm does not
    finding.sentence = sentence;
    finding.next = "No verdict has changed for it. Look at what changed at that time, before the promise breaks.";
    return finding;
}

std::string headline_of(const Told& told) {
    const Finding& finding = told.alert.finding;
    const std::string subject = plain(finding.promise) + (finding.version.empty() ? "" : " of version " + plain(finding.version));
    if (told.event == Event::cleared) return subject + (finding.about == Finding::About::alarm ? ": the alarm has ended" : " is kept again");
    if (finding.about == Finding::About::alarm) return subject + " has begun to break" + std::string(effect_of(finding.breach));
    return fmt::format("{} is {}{}", subject, verdicts::name(finding.verdict), effect_of(finding.breach));
}

std::string subject_of(const Notice& notice, const std::string& product) {
    const std::size_t more = notice.told.size() - 1;
    return fmt::format("{}: {}{}", plain(product), headline_of(notice.told.front()), more == 0 ? "" : fmt::format(" (and {} more)", more));
}

std::string text_of(const Notice& notice, const std::string& product) {
    std::string text = plain(product) + ", for " + plain(notice.role) + "\n\n";
    for (const auto& told : notice.told) text += entry_of(told) + "\n";
    return notice.budget.empty() ? text : text + notice.budget + "\n";
}

}  // namespace report
