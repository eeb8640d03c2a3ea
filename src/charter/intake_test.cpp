#include <gtest/gtest.h>

#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

namespace charter {
namespace {

Parsed with(std::string_view lines) { return parse("charter: 1\nproduct: a\ntask: {kind: binary, columns: {subject: traveller, score: s}}\n" + std::string(lines), sample_vocabulary()); }

TEST(Intake, CountsAnIdOnceAWeekAndKeepsEverythingUnlessItIsTold) {
    const Parsed parsed = with("");
    EXPECT_EQ(base::format(parsed.charter->intake.unique_within), "7d");
    EXPECT_FALSE(parsed.charter->intake.keep);
    EXPECT_TRUE(parsed.charter->intake.pseudonymise.empty());
}

TEST(Intake, TakesWhatIsWritten) {
    const Parsed parsed = with("observations: {unique_within: 2d}\nretention: {observations: 365d}\nprivacy: {pseudonymise: [subject, e_mail]}\n");
    ASSERT_TRUE(parsed.charter);
    EXPECT_EQ(base::format(parsed.charter->intake.unique_within), "2d");
    EXPECT_EQ(base::format(*parsed.charter->intake.keep), "365d");
    EXPECT_EQ(parsed.charter->intake.pseudonymise, (std::vector<std::string>{"traveller", "e_mail"}));
}

TEST(Intake, RefusesMonthsAndPseudonymsOfNumbers) {
    EXPECT_EQ(with("retention: {observations: 1y}\n").faults.at(0).what, "months differ in length: 1y");
    EXPECT_EQ(with("privacy: {pseudonymise: [score]}\n").faults.at(0).what, "a pseudonym cannot stand for a time, a score or a label: s");
}

}  // namespace
}  // namespace charter
