#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "rollout/summary.h"

/// Two published experiments, row by row: the MineThatData e-mail experiment of Kevin Hillstrom (2008; 64,000 customers) and
/// the gate of the game Cookie Cats (90,189 players).
namespace simulate {

/// In the order of the metrics of `Published`.
using Person = std::vector<std::optional<rollout::Outcome>>;

struct Published {
    std::string name;
    std::vector<charter::RolloutMetric> metrics;     ///< guardrails with a margin of 0; the last is a signal
    struct Group {
        std::string name;
        std::vector<Person> people;
    };
    std::vector<Group> groups;                       ///< the first is the current state of affairs
    std::vector<std::pair<std::size_t, std::size_t>> in_order;  ///< group and place in it, as the rows stand in the file
};

/// `folder` holds hillstrom/hillstrom_data.csv and cookie_cats/cookie_cats.csv.
base::Result<std::vector<Published>> published_experiments(const std::string& folder);

}  // namespace simulate
