#pragma once

#include <memory>
#include <string>

#include "charter/gates.h"
#include "operations/access/members.h"
#include "operations/gates/gate_judge.h"

/// What the operations about gates share.
namespace operations {

inline constexpr Parameter gate_product{.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true};
inline constexpr Parameter gate_version{.name = "version", .sentence = "The version of the model, as observations and the registry call it.", .placeholder = "VERSION", .required = true, .positional = true};
inline constexpr Parameter gate_name{.name = "gate", .sentence = "The gate.", .placeholder = "GATE", .required = true, .fallback = "release"};

struct AtGate {
    std::shared_ptr<Product> product;
    std::shared_ptr<const charter::Charter> document;
    charter::Gate gate;
    std::string version;
};
/// Faults: no such product or gate, a version whose name is none.
base::Result<AtGate> at_gate(const Request& request, const Arguments& arguments);

/// The card as it stands now, and who may say something about it.
base::Result<report::GateCard> card_at(const Request& request, const AtGate& at);

/// The role of the gate in which somebody speaks: `asked`, or the only one they hold. Faults: `denied`.
base::Result<std::string> role_at(const Request& request, const AtGate& at, const std::string& asked);

/// `asked` is the subject, or at least twelve of its digits. Faults: `conflict` where it is another by now.
base::Result<base::Done> must_be_seen(const report::GateCard& card, const std::string& asked);

/// What every entry about a version before a gate begins with.
base::json::object gate_body(const AtGate& at);

Output gate_output(const report::GateCard& card, const std::string& format);
inline constexpr std::array<std::string_view, 4> gate_formats{"text", "json", "markdown", "junit"};
inline constexpr Parameter gate_format{.name = "format", .sentence = "How to write the answer.", .choices = gate_formats, .fallback = "text"};

}  // namespace operations
