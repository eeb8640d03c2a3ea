#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "rollout/assignment.h"
#include "rollout/version_flag.h"

/// Flags: values that an application asks for while it runs, and that somebody may change without shipping it: a threshold, a switch
/// that turns the model off, a holdout, or which version a unit gets while a release runs.
///
///   const Evaluation decision = evaluate(flag, context);
///   if (decision.trouble == Trouble::none && decision.outcome) use(flag.outcomes[*decision.outcome].value);
///
/// Evaluation is a pure function of the flag and the context: every process says the same of the same unit. Rules are looked at in
/// their order, and the first whose conditions all hold decides; else the split decides, where there is one; else the default.
namespace rollout {

/// What a flag is for. A kill switch and a holdout are booleans, a threshold is a number.
enum class FlagKind : std::uint8_t { threshold, kill_switch, holdout, other };
enum class ValueType : std::uint8_t { boolean, text, number, object };
std::string_view name_of(FlagKind kind);
std::string_view name_of(ValueType type);  ///< `boolean`, `string`, `number`, `object`

/// One of the values that a flag can have.
struct FlagOutcome {
    std::string variant;
    base::json::value value;
    std::optional<Arm> arm;  ///< of a release
};

/// Holds when the context has the attribute and it equals one of the values: numbers as numbers, everything else to the letter.
struct Condition {
    std::string attribute;
    std::vector<base::json::value> values;
};

/// Of the units, by a salted hash of the targeting key.
struct Share {
    std::size_t outcome = 0;
    Parts parts = 0;
};

struct FlagRule {
    std::vector<Condition> when;  ///< all of them
    std::size_t outcome = 0;
};

struct Flag {
    std::string key;
    std::string description;
    FlagKind kind = FlagKind::other;
    ValueType type = ValueType::boolean;
    bool enabled = true;                         ///< no: neither rules nor the split are looked at
    std::vector<FlagOutcome> outcomes;
    std::optional<std::size_t> default_outcome;  ///< none: the code's own default
    std::vector<FlagRule> rules;
    std::vector<Share> split;                    ///< in order, from part 0; the units beyond them get the default
    std::string salt;
    std::optional<Assignment> assignment;        ///< of a release: it decides, and outcomes 0, 1, 2 are candidate, control, rest
    std::string release;                         ///< id of the release
};

/// Of a release. Its outcomes: the candidate, and the current version as control and as rest; where none is active, the current one.
Flag flag_of(const VersionFlag& version);

/// Who asks. The targeting key is the unit; attributes are what rules look at, the targeting key among them.
struct Context {
    std::optional<std::string> targeting_key;
    base::json::object attributes;
};

enum class FlagReason : std::uint8_t { fixed, matched, split, disabled };  ///< OpenFeature's STATIC, TARGETING_MATCH, SPLIT, DISABLED
inline constexpr std::size_t flag_reasons = 4;
std::string_view openfeature_name(FlagReason reason);

/// What keeps a flag from having a value for this context.
enum class Trouble : std::uint8_t { none, no_targeting_key };

struct Evaluation {
    FlagReason reason = FlagReason::fixed;
    std::optional<std::size_t> outcome;  ///< none: the code's own default
    Trouble trouble = Trouble::none;
};

Evaluation evaluate(const Flag& flag, const Context& context);

}  // namespace rollout
