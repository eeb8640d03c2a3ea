#include "report/testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace report::testing {

namespace {

const metrics::Metric recall = metric("recall", metrics::Scale::share);
const metrics::Metric index = metric("psi", metrics::Scale::number, 0, infinity);
const metrics::Metric parity = [] {
    metrics::Metric made = metric("demographic_parity_difference", metrics::Scale::share);
    made.needs.groups = true;
    return made;
}();
const metrics::Metric money = metric("value_per_decision", metrics::Scale::money, -infinity, infinity);
const metrics::Metric age = metric("freshness", metrics::Scale::seconds, 0, infinity);

base::Time day(int number) {
    return {number * base::micros_per_day};
}

void add_trend(PromiseResult& of) {
    for (int i = 0; i < 5; ++i) {
        TrendPoint point;
        point.window = {day(i), day(i + 1)};
        if (i != 2) point.value = 0.5 + 0.01 * i;
        if (i != 2) point.interval = metrics::Limits{0.4, i == 3 ? infinity : 0.6};
        point.verdict = i == 0 ? verdicts::Verdict::kept : i == 1 ? verdicts::Verdict::broken : verdicts::Verdict::unproven;
        of.trend.push_back(point);
    }
}

void add_figures(PromiseResult& of) {
    Figure bars;
    bars.title = std::string(attack);
    bars.labels = {std::string(attack), "b"};
    bars.reference = {0.4, 0.6};
    bars.current = {0.5, 0.5};
    Figure outlines;
    for (int i = 0; i < 30; ++i) {
        outlines.labels.push_back(std::to_string(i));
        outlines.reference.push_back(0);
        outlines.current.push_back(i == 0 ? 1 : 0);
    }
    Figure reliability;
    reliability.kind = Figure::Kind::reliability;
    reliability.points = {{0.1, 0.2}, {0.9, 0.8}};
    reliability.sizes = {0.7, 0.3};
    Figure roc;
    roc.kind = Figure::Kind::roc;
    roc.points = {{0, 0}, {0.2, 0.7}, {1, 1}};
    of.figures = {bars, outlines, reliability, roc, bars, bars, bars};
}

}  // namespace

Scorecard hostile_scorecard() {
    using verdicts::Verdict;
    Scorecard card;
    card.product = card.vision = card.charter_file = card.version = attack;
    card.currency = "USD";
    card.data = {{"data", std::string(attack), base::digest_of("a")}, {"reference", "then.csv", base::digest_of("b")}};
    card.rows = 2'034'561;
    card.as_of = day(30);
    card.notes = {std::string(attack)};

    auto plain = result("useful", &recall, at_least(0.6), Verdict::kept, sample(0.65, 0.62, 0.68));
    plain.promise.breach = charter::Breach::stop;
    add_trend(plain);
    add_figures(plain);
    auto hostile = result(std::string(attack), &index, at_most(0.2), Verdict::broken);
    hostile.promise.statement = hostile.promise.owner = hostile.promise.serves = hostile.detail = attack;
    hostile.promise.of = {std::string(attack), "b"};
    hostile.checks = {check(hostile, sample(0.5, 0.3, infinity), std::string(attack), std::string(attack)), check(hostile, metrics::Estimate::absent(metrics::Reason::few_events), "b")};
    auto even = result("even", &parity, at_most(0.1), Verdict::unproven, sample(0.1, 0.05, 0.15));
    even.reason = metrics::Reason::bound_inside;
    even.promise.breach = charter::Breach::stop;
    even.checks[0].judgement.more = verdicts::More{.units = 0, .hopeless = true};
    for (int i = 0; i < 40; ++i) even.groups.push_back({std::string(attack) + std::to_string(i), sample(0.3 + 0.001 * i, 0.2, 0.5)});
    auto review = result("reviewed", nullptr, {}, Verdict::unproven);
    review.promise.evidence = "review";
    review.promise.evidence_by = attack;
    review.reason = metrics::Reason::no_record;
    auto early = result("early", &recall, at_least(0.6), Verdict::unproven, sample(0.65, 0.62, 0.68));
    early.reason = metrics::Reason::estimated_only;
    early.promise.estimated = true;
    early.checks[0].estimate.standing = metrics::Standing::estimated;
    for (int i = 0; i < 3; ++i) early.foreseen.push_back({{day(i), day(i + 1)}, 0.6, metrics::Limits{0.5, 0.7}, metrics::Reason::none, 100, i < 2 ? std::optional<double>(0.55 + 0.2 * i) : std::nullopt});
    early.labelled = {{0, 0.5, 100, 0}, {0.5, 1, 100, 80}};
    auto nothing = result("nothing", &recall, at_least(0.6), Verdict::unproven);
    nothing.reason = metrics::Reason::missing_column;
    auto worth = result("worth", &money, at_least(0.4), Verdict::kept, sample(0.5, -infinity, infinity));
    auto fresh = result("fresh", &age, at_most(7200), Verdict::kept, metrics::Estimate::fact(6000, 100));
    fresh.promise.section = attack;
    card.promises = {plain, hostile, even, review, early, nothing, worth, fresh};
    return card;
}

namespace {

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_'; });
}

bool is_entity(std::string_view text) {
    const std::string_view body = text.substr(0, text.find(';'));
    return body == "amp" || body == "lt" || body == "gt" || body == "quot" || (body.starts_with("#") && is_name(body.substr(1)));
}

}  // namespace

std::string fault_of_markup(std::string_view text) {
    std::vector<std::string> open;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return "control character";
        if (c == '&' && !is_entity(text.substr(at + 1, 12))) return "bare &: " + std::string(text.substr(at, 20));
        if (c != '<') continue;
        // Attribute values hold no raw < or >, so the next > ends the tag.
        const std::size_t end = text.find('>', at);
        if (end == std::string_view::npos) return "a tag has no end";
        const std::string_view tag = text.substr(at + 1, end - at - 1);
        if (tag.find('<') != std::string_view::npos) return "< inside a tag: " + std::string(tag);
        if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return "odd quotes: " + std::string(tag);
        if (tag.starts_with('/')) {
            if (open.empty() || open.back() != tag.substr(1)) return "closes what is not open: " + std::string(tag);
            open.pop_back();
        } else if (!tag.starts_with('?') && !tag.ends_with('/')) {
            const std::string name(tag.substr(0, tag.find(' ')));
            if (!is_name(name)) return "no element: " + std::string(tag);
            open.push_back(name);
        }
        at = end;
    }
    return open.empty() ? "" : "not closed: " + open.back();
}

TEST(MarkupReader, FindsWhatIsNotWellFormed) {
    EXPECT_EQ(fault_of_markup("<a b=\"c\">&lt;<d/></a>"), "");
    EXPECT_NE(fault_of_markup("<a><b></a>"), "");
    EXPECT_NE(fault_of_markup("<a>"), "");
    EXPECT_NE(fault_of_markup("a & b"), "");
    EXPECT_NE(fault_of_markup("a < b"), "");
    EXPECT_NE(fault_of_markup("a\x1b"), "");
}

}  // namespace report::testing
