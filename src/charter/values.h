#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "charter/yaml_tree.h"

/// What the document's values say, or nothing when they say nothing of the kind. The check reports the fault; whoever
/// builds on a value may then read on without asking why it is absent.
namespace charter {

std::optional<double> number_of(const Node& node);
std::optional<bool> truth_of(const Node& node);
std::optional<base::Duration> length_of(const Node& node);
/// The length of an hour, day, week, month or year, by its word.
std::optional<base::Duration> pace_of(std::string_view word);
/// Without an offset it is a time on the wall clock of the zone.
std::optional<base::Time> time_of(const Node& node, const base::Zone& zone);

/// The end of a bound. Lengths of time are in seconds.
struct Amount {
    double value = 0;
    bool relative = false;
    bool length = false;
};
std::optional<Amount> amount_of(const Node& node);

/// One name or a list of them.
std::vector<std::string> names_of(const Node& node);
/// The text of a scalar; empty for everything else, also for no node.
std::string text_of(const Node* node);

/// a-z, 0-9, - and _, beginning with a letter or a digit.
bool is_id(std::string_view text);
/// Some text made into an id: `Airport Size` becomes `airport-size`; empty when nothing of it can stand in one.
std::string id_of(std::string_view text);

/// Fifteen digits: 0.6 - 0.05 is 0.55 and not 0.5499999999999999.
double tidy(double value);

}  // namespace charter
