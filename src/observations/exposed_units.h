#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "observations/duck.h"
#include "observations/event_layout.h"

/// Units (users, sessions) that were exposed to a version, with what came of it: what a release is judged by.
namespace observations {

/// A number of a unit: what its rows since its first exposure add up to.
struct UnitColumn {
    enum class How {
        sum,       ///< of its known values
        any,       ///< 1 where one of them is not 0
        earlier,   ///< the largest that any of its rows has: what was known before
    };
    std::string name;
    How how = How::sum;
};

struct ExposedQuestion {
    std::string unit, version;           ///< columns; an empty version: every row with a unit is an exposure
    std::vector<std::string> versions;   ///< that count
    base::Time from;                     ///< exposures before it do not
    std::optional<base::Duration> within;  ///< outcomes count for so long after the first exposure; nothing: without end
    std::vector<UnitColumn> columns;
};

struct ExposedUnit {
    std::string_view unit;               ///< as it is kept
    base::Time first, newest;            ///< exposures
    std::vector<std::optional<double>> values;  ///< in the order of the columns; nothing: no row has one
};
using TakeUnit = std::function<void(const ExposedUnit&)>;

/// Exposures are events of that kind, and predictions; what came of them are columns of predictions (with their newest outcome), of
/// activity, feedback and cost events, which carry the unit too. Each unit once, in no order. Faults: `input` for a column that is not kept.
base::Result<base::Done> visit_exposed(duck::Database& reader, const EventLayout& layout, const ExposedQuestion& question, const TakeUnit& take);

}  // namespace observations
