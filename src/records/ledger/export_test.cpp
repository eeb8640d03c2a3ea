#include "records/ledger/export.h"

#include <gtest/gtest.h>

#include "metrics/intervals/proportion.h"
#include "records/ledger/recompute.h"
#include "records/ledger/testing.h"

namespace records {

namespace {

using base::json::object;
using testing::at;
using testing::Disk;
using testing::exported;
using testing::MemoryStorage;

object share_verdict(double events, double rows, double low, const char* verdict) {
    const auto limits = metrics::share_limits(events, rows, 0.025);
    return {{"product", "alerts"}, {"promise", "useful"}, {"version", ""}, {"verdict", verdict}, {"value", events / rows},
            {"interval", object{{"low", limits.low}, {"high", limits.high}, {"level", 0.95}}}, {"bound", object{{"low", low}, {"high", nullptr}, {"text", "at least"}}},
            {"counts", object{{"events", events}, {"rows", rows}}}};
}

struct Made {
    Disk disk;
    SigningKey key = SigningKey::generate();
    std::string early;  ///< checkpoint of the first two entries
    std::string text;
    Made() {
        auto ledger = std::move(*Ledger::open(std::make_unique<MemoryStorage>(disk), key));
        const auto add = [&](const object& body, std::int64_t second) {
            const auto added = ledger->append(
                [&](const State&) {
                    Plan plan;
                    plan.asides.push_back(aside_of("R. Example", std::string(16, 's')));
                    plan.drafts.push_back({"verdict", body});
                    plan.drafts.back().body["actor"] = reference_to(plan.asides.back());
                    return plan;
                },
                at(second));
            EXPECT_TRUE(added);
        };
        add(share_verdict(80, 100, 0.6, "kept"), 1);
        add(share_verdict(40, 100, 0.6, "broken"), 2);
        early = disk.checkpoint;
        add(share_verdict(62, 100, 0.6, "unproven"), 3);
        text = exported(MemoryStorage(disk), key.verifying());
    }
};

bool names(const Verification& found, std::string_view what) {
    return std::any_of(found.findings.begin(), found.findings.end(), [&](const Finding& one) { return (one.where + ": " + one.what).find(what) != std::string::npos; });
}

}  // namespace

TEST(LedgerExport, VerifiesAsItWasWritten) {
    const Made made;
    const Verification found = verify_export(made.text, {.checkpoint = made.early});
    EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.findings.front().where + ": " + found.findings.front().what);
    EXPECT_EQ(found.entries, 3u);
    EXPECT_EQ(found.asides, 1u);
    EXPECT_EQ(found.recomputed, 3u);
}

TEST(LedgerExport, ShowsEverySingleBitThatChanged) {
    const Made made;
    for (std::size_t at_byte = 0; at_byte < made.text.size(); ++at_byte) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = made.text;
            changed[at_byte] = static_cast<char>(static_cast<unsigned char>(changed[at_byte]) ^ (1u << bit));
            ASSERT_FALSE(verify_export(changed, {}).ok()) << "byte " << at_byte << ", bit " << bit;
        }
    }
}

TEST(LedgerExport, ShowsWhatWasSwappedCutOrReplaced) {
    const Made made;
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < made.text.size();) {
        const auto end = made.text.find('\n', start);
        lines.push_back(made.text.substr(start, end - start + 1));
        start = end + 1;
    }
    const auto joined = [](const std::vector<std::string>& all) {
        std::string text;
        for (const auto& line : all) text += line;
        return text;
    };
    auto swapped = lines, without = lines, twice = lines;
    std::swap(swapped[1], swapped[2]);
    without.erase(without.begin() + 2);
    twice.insert(twice.begin() + 2, twice[1]);
    EXPECT_TRUE(names(verify_export(joined(swapped), {}), "does not follow the entry before"));
    EXPECT_FALSE(verify_export(joined(without), {}).ok());
    EXPECT_FALSE(verify_export(joined(twice), {}).ok());
    EXPECT_TRUE(names(verify_export(joined({lines.begin(), lines.end() - 1}), {}), "cut off"));
    EXPECT_FALSE(verify_export(made.text + "\n", {}).ok());
    EXPECT_FALSE(verify_export(made.text + lines.back(), {}).ok());
    EXPECT_FALSE(verify_export(made.text.substr(0, made.text.size() - 1), {}).ok());
    EXPECT_FALSE(verify_export("", {}).ok());
}

// With the key at hand everything can be written anew: only what somebody else has kept shows it.
TEST(LedgerExport, ShowsAgainstAKeptCheckpointWhatTheKeyHolderRewrote) {
    Made made;
    const std::string kept = made.disk.checkpoint;
    Disk shorter;
    {
        auto ledger = std::move(*Ledger::open(std::make_unique<MemoryStorage>(shorter), made.key));
        ASSERT_TRUE(ledger->append([](const State&) { return testing::one("kept"); }, at(1)));
    }
    const std::string cut = exported(MemoryStorage(shorter), made.key.verifying());
    EXPECT_TRUE(verify_export(cut, {}).ok());
    EXPECT_TRUE(names(verify_export(cut, {.checkpoint = kept}), "the end is cut off"));
    EXPECT_TRUE(names(verify_export(cut, {.checkpoint = signed_note({1, base::digest_of("other")}, origin_of(made.key.verifying()), made.key)}), "the ledger was rewritten"));
    EXPECT_TRUE(names(verify_export(made.text, {.checkpoint = signed_note({3, base::digest_of("other")}, origin_of(made.key.verifying()), made.key)}), "the ledger was rewritten"));
    EXPECT_TRUE(names(verify_export(made.text, {.checkpoint = signed_note({1, base::digest_of("x")}, origin_of(made.key.verifying()), SigningKey::generate())}), "not signed by the key"));
    EXPECT_TRUE(names(verify_export(made.text, {.key = "AAAA"}), "signed by another key"));
}

TEST(LedgerExport, ComputesVerdictsAgainFromTheirCounts) {
    const auto entry = [](object body) { return Entry{.sequence = 0, .previous = {}, .time = {}, .kind = "verdict", .body = std::move(body)}; };
    EXPECT_EQ(recompute(entry(share_verdict(80, 100, 0.6, "kept"))), Recomputed::same);
    EXPECT_EQ(recompute(entry(share_verdict(3, 100, 0.6, "broken"))), Recomputed::same);
    EXPECT_EQ(recompute(entry(share_verdict(62, 100, 0.6, "kept"))), Recomputed::other);
    EXPECT_EQ(recompute(entry({{"verdict", "kept"}})), Recomputed::not_enclosed);
    auto narrowed = share_verdict(80, 100, 0.6, "kept");
    narrowed["interval"].as_object()["low"] = 0.79;
    EXPECT_EQ(recompute(entry(std::move(narrowed))), Recomputed::other);
}

}  // namespace records
