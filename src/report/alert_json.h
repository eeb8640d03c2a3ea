#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "report/alert.h"

/// Alerts and a product's book as JSON: for whoever keeps them, and for machines.
namespace report {

base::json::object json_of(const Alert& alert);
/// Nothing: it is none that `json_of` wrote.
std::optional<Alert> alert_of(const base::json::value& from);

std::string written(const Book& book);
/// An empty text is an empty book. What cannot be read is an error: to forget what was told would tell everything again.
base::Result<Book> read_book(std::string_view text);

}  // namespace report
