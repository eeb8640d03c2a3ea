#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "rollout/flag.h"

/// A flag as a person writes it, and as it is kept:
///
///   {"type": "number", "kind": "threshold", "description": "From which chance on a traveller is warned",
///    "variants": {"standard": 0.35, "careful": 0.25}, "default_variant": "standard", "enabled": true,
///    "rules": [{"when": {"plan": ["gold", "platinum"], "country": "CH"}, "variant": "careful"}],
///    "split": {"careful": 0.1}, "salt": "flights/late-threshold"}
///
/// `variants` alone must be there; `default_variant` absent or null means the code's own default. Shares are of all units, at most 1
/// together, exact to a millionth; whoever is beyond them gets the default. The salt is `product/key` unless it is said.
namespace rollout {

/// Faults: `input`, with what is wrong where. `product` and `key`: whose flag it is, and what it is called.
base::Result<Flag> flag_from(const std::string& product, const std::string& key, const base::json::value& written);
base::json::object json_of(const Flag& flag);

/// Letters, digits and . _ - : and at most 100 of them: a key stands in paths and in code.
base::Result<base::Done> check_flag_key(const std::string& key);

}  // namespace rollout
