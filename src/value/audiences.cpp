#include "value/audiences.h"

#include <fmt/format.h>

#include <cmath>

namespace value {

namespace {

/// `240 are`, `1 is`, `none are`.
std::string are(std::int64_t count) { return count == 0 ? "none are" : number(count) + (count == 1 ? " is" : " are"); }

std::string digits(double share) {
    const double percents = 100 * share;
    if (share <= 0 || share >= 1) return fmt::format("{:.0f}", percents);
    if (percents < 0.1) return "under 0.1";
    if (percents > 99.9) return "over 99.9";
    return percents < 9.95 || percents > 90.05 ? fmt::format("{:.1f}", percents) : fmt::format("{:.0f}", percents);
}

std::string amount(double value, const std::string& currency) {
    const std::string text = std::abs(value) >= 1e15 ? fmt::format("{:.3g}", std::abs(value)) : std::abs(value) >= 1000 ? number(std::llround(std::abs(value))) : fmt::format("{:.2f}", std::abs(value));
    return (value < 0 ? "−" : "") + text + (currency.empty() ? "" : " " + currency);
}

/// What a class of cases is worth: "worth 1,200 USD (900 to 1,500 USD)".
std::string worth(const Money& money, const Frequencies& counts, const Words& words) {
    const double scale = static_cast<double>(counts.of);
    std::string text = fmt::format("Of {} {} the decisions are worth {}", number(counts.of), words.cases, amount(money.per_case.value * scale, money.currency));
    if (money.per_case.low && money.per_case.high) text += fmt::format(" ({} to {})", amount(*money.per_case.low * scale, ""), amount(*money.per_case.high * scale, money.currency));
    return text + ".";
}

std::string restated(const Facts& facts) {
    if (!facts.restated) return {};
    return fmt::format(" This is told at the rate where the model works, {}; in the data it is {}.", percent(facts.restated->place_rate), percent(facts.restated->data_rate));
}

std::string for_executive(const Facts& facts) {
    const auto& n = facts.counts;
    std::string text = fmt::format("Of {} {}, {} {}; the model finds {} of them, at the price of {} false {}.", number(n.of), facts.words.cases, are(n.events()), facts.words.event, number(n.true_positive), number(n.false_positive),
                                   n.false_positive == 1 ? "alarm" : "alarms");
    if (facts.money) text += " " + worth(*facts.money, n, facts.words);
    return text;
}

/// "1 in 2.2".
std::string one_in(std::int64_t part, std::int64_t whole) { return fmt::format("{:.2g}", static_cast<double>(whole) / static_cast<double>(part)); }

std::string for_product(const Facts& facts) {
    const auto& n = facts.counts;
    if (n.flagged() == 0) return fmt::format("Of {} {} none are {}: no user ever sees the model at work, and {} {} pass unseen.", number(n.of), facts.words.cases, facts.words.decision, number(n.events()), facts.words.event);
    std::string text = fmt::format("Of {} {}, {} {}", number(n.of), facts.words.cases, are(n.flagged()), facts.words.decision);
    if (n.true_positive == 0) text += ", none of them rightly";
    else text += fmt::format(", {} of them rightly: one right in {}", number(n.true_positive), one_in(n.true_positive, n.flagged()));
    return text + fmt::format(". {} {} not {} and {} all the same.", n.false_negative == 0 ? "None" : number(n.false_negative), n.false_negative == 1 ? "is" : "are", facts.words.decision, facts.words.event);
}

std::string for_science(const Facts& facts) {
    std::string text = fmt::format("Recall {}, specificity {}", percent(facts.sensitivity), percent(facts.specificity));
    if (facts.precision) text += ", precision " + percent(*facts.precision);
    text += fmt::format(" at threshold {:g}, from {} labelled rows", facts.threshold, number(facts.rows));
    text += facts.units_named ? fmt::format(" of {} units", number(facts.units)) : std::string(" taken as independent");
    return text + fmt::format("; intervals at {:g} %.", 100 * facts.level) + (facts.restated ? " Recall and specificity are the data's, precision is restated by them." : "");
}

std::string for_risk(const Facts& facts) {
    const auto& n = facts.counts;
    std::string text = fmt::format("Of {} {}, {} {} by mistake and {} {} {} but not {}.", number(n.of), facts.words.cases, are(n.false_positive), facts.words.decision, n.false_negative == 0 ? "none" : number(n.false_negative),
                                   n.false_negative == 1 ? "is" : "are", facts.words.event, facts.words.decision);
    if (facts.precision && facts.precision->low) text += fmt::format(" At worst, within the {:g} % interval, {} of those {} are so by mistake.", 100 * facts.level, percent(1 - *facts.precision->low), facts.words.decision);
    if (facts.unlabelled > 0) text += fmt::format(" What happened is not known of {} rows; nothing here is about them.", number(facts.unlabelled));
    return text;
}

}  // namespace

std::string number(std::int64_t count) { return fmt::format("{}", fmt::group_digits(count)); }

std::string percent(double share) { return digits(share) + " %"; }

std::string percent(const Range& range) {
    if (!range.low || !range.high) return percent(range.value);
    return fmt::format("{} ({} to {} %)", percent(range.value), digits(*range.low), digits(*range.high));
}

std::string_view name(Audience audience) {
    switch (audience) {
        case Audience::executive: return "executive";
        case Audience::product: return "product";
        case Audience::science: return "science";
        case Audience::risk: break;
    }
    return "risk";
}

std::string_view title(Audience audience) {
    switch (audience) {
        case Audience::executive: return "For the executive";
        case Audience::product: return "For product";
        case Audience::science: return "For data science";
        case Audience::risk: break;
    }
    return "For risk";
}

std::vector<std::string> told(const Facts& facts) {
    const auto& n = facts.counts;
    const Words& words = facts.words;
    std::vector<std::string> lines;
    lines.push_back(fmt::format("Of {} {}, {} {} and {} not.{}", number(n.of), words.cases, are(n.events()), words.event, are(n.others()), restated(facts)));
    if (n.flagged() == 0) {
        lines.push_back(fmt::format("None are {}, so all {} that are {} are missed.", words.decision, number(n.events()), words.event));
        return lines;
    }
    lines.push_back(fmt::format("{} {}; of those {}, {} {} and {} not.", are(n.flagged()), words.decision, number(n.flagged()), are(n.true_positive), words.event, are(n.false_positive)));
    if (n.unflagged() > 0) lines.push_back(fmt::format("{} not {}; of those {}, {} {} all the same and {} not.", are(n.unflagged()), words.decision, number(n.unflagged()), are(n.false_negative), words.event, are(n.true_negative)));
    lines.push_back(fmt::format("So of the {} that are {}, the model finds {}; and of the {} {}, {} are {}.", number(n.events()), words.event, number(n.true_positive), number(n.flagged()), words.decision, number(n.true_positive), words.event));
    for (auto& line : lines) {
        if (line.rfind("none", 0) == 0) line[0] = 'N';
    }
    return lines;
}

std::string sentence(Audience audience, const Facts& facts) {
    switch (audience) {
        case Audience::executive: return for_executive(facts) + restated(facts);
        case Audience::product: return for_product(facts) + restated(facts);
        case Audience::science: return for_science(facts);
        case Audience::risk: break;
    }
    return for_risk(facts) + restated(facts);
}

}  // namespace value
