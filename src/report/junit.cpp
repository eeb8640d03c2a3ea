#include "report/junit.h"

#include <fmt/format.h>

#include "report/escape.h"
#include "report/outline.h"
#include "report/sentences.h"

namespace report {

namespace {

struct Outcomes {
    int tests = 0;
    int failures = 0;
    int errors = 0;
    int skipped = 0;

    void add(const Outcomes& other) {
        tests += other.tests;
        failures += other.failures;
        errors += other.errors;
        skipped += other.skipped;
    }
};

/// The element inside a test case; empty for a promise that is kept.
std::string_view element_of(const PromiseResult& result) {
    switch (result.verdict) {
        case verdicts::Verdict::kept: return {};
        case verdicts::Verdict::broken: return "failure";
        case verdicts::Verdict::unproven: break;
    }
    return result.promise.breach == charter::Breach::stop ? "error" : "skipped";
}

Outcomes outcomes_of(const Section& section) {
    Outcomes outcomes;
    for (const PromiseResult* result : section.promises) {
        const std::string_view element = element_of(*result);
        ++outcomes.tests;
        outcomes.failures += element == "failure" ? 1 : 0;
        outcomes.errors += element == "error" ? 1 : 0;
        outcomes.skipped += element == "skipped" ? 1 : 0;
    }
    return outcomes;
}

std::string attributes(const Outcomes& outcomes) {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="0")", outcomes.tests, outcomes.failures, outcomes.errors, outcomes.skipped);
}

std::string case_of(const PromiseResult& result, const Scorecard& card, const Section& section) {
    const std::string words = markup(sentence(result, card));
    std::string out = fmt::format("    <testcase classname=\"{}.{}\" name=\"{}\" time=\"0\">\n", markup(card.product), markup(section.id), markup(result.promise.id));
    const std::string_view element = element_of(result);
    // Only failures and errors have a type; CI systems show the message of a skipped case.
    if (element == "skipped") out += fmt::format("      <skipped message=\"{}\"/>\n", words);
    else if (!element.empty()) out += fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{2}</{0}>\n", element, charter::name(result.promise.breach), words);
    return out + fmt::format("      <system-out>{}</system-out>\n    </testcase>\n", words);
}

}  // namespace

std::string junit(const Scorecard& card) {
    Outcomes all;
    std::string suites;
    for (const Section& section : outline(card)) {
        const Outcomes outcomes = outcomes_of(section);
        all.add(outcomes);
        suites += fmt::format("  <testsuite name=\"{}\" {}>\n", markup(section.title), attributes(outcomes));
        for (const PromiseResult* result : section.promises) suites += case_of(*result, card, section);
        suites += "  </testsuite>\n";
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}</testsuites>\n", markup(card.product), attributes(all), suites);
}

}  // namespace report
