#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "verdicts/verdict.h"

/// A version before a gate: what is asked of it, and what of that holds. Plain data that every format is written from.
namespace report {

struct GateLine {
    std::string kind;       ///< promise, approval, review, budget, version
    std::string id;         ///< of the promise, or the role
    std::string on;         ///< of a promise: holdout, shadow, canary, live; else empty
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
    std::string sentence;   ///< in plain language
    std::optional<double> value, low, high;
    std::int64_t rows = 0;
};

struct GateCard {
    std::string product, gate, title, version;
    std::string charter;    ///< digest of the revision
    std::string subject;    ///< digest of exactly what approvals are about; empty: there is no evidence yet
    base::Time as_of;
    std::vector<GateLine> lines;
    struct Override {
        std::uint64_t entry = 0;
        base::Time until;
    };
    std::optional<Override> overridden;

    /// Broken where one line is, kept where all are; a gate that asks for nothing is unproven.
    verdicts::Verdict verdict() const;
    /// It holds, or somebody has taken it upon themselves.
    bool opens() const { return verdict() == verdicts::Verdict::kept || overridden.has_value(); }
};

base::json::object json_of(const GateCard& card);
std::string text_of(const GateCard& card);
std::string markdown_of(const GateCard& card);
std::string junit_of(const GateCard& card);
/// One sentence, for whoever is refused: what is missing, worst first.
std::string refusal_of(const GateCard& card);

}  // namespace report
