#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/metric.h"

/// How other tools compute what we have a metric for: the same number as that tool, defect for defect, on request.
///
/// A definition is one file in this folder that defines one constant of this type, named as the file: `evidently_psi.cpp`.
/// Adding the file adds it everywhere: to `charter measure psi --as evidently`, to `charter metrics psi` and to the reference
/// pages. It is a pure function of the same statistics that metrics have; a peer's number has no interval, because the peer
/// has none, and carries the p-value where the peer reports one. Units, which no peer knows, are not looked at.
///
/// A .cpp with a .h of the same name is no definition: it serves the others.
namespace metrics::as {

struct Definition {
    std::string_view id{};       ///< the file's name
    std::string_view peer{};     ///< what is written after --as: `evidently`
    std::string_view version{};  ///< of the peer, with which the vectors were made that this agrees with
    std::string_view metric{};   ///< ours
    std::string_view call{};     ///< what gives the number there: `ValueDrift(method="psi")`
    std::string_view differs{};  ///< from our own definition: sentences that end in a full stop
    std::string_view defect{};   ///< a known fault of the peer that is reproduced, as sentences; empty: none is known
    Need needs{};                ///< as a metric's
    bool estimated = false;      ///< what the peer gives before outcomes are known: with --estimated, from a reference's labels
    Formula evaluate{};
    /// Of columns of text, from a histogram on either side; without it the peer takes no text.
    std::optional<Formula> evaluate_text{};
};

/// All definitions, by id.
std::span<const Definition* const> definitions();
/// The peer's definition of the metric, or the one whose id is `peer` where a peer has several. Null: there is none.
const Definition* find(std::string_view metric, std::string_view peer);
/// Those of one metric, by id.
std::vector<const Definition*> of_metric(std::string_view metric);
/// All peers, each once.
std::vector<std::string_view> peers();

/// A peer's number; absent, and said to be infinite, where the peer gives an infinite one.
Estimate number(double value, std::int64_t rows, std::optional<double> p_value = {});

}  // namespace metrics::as
