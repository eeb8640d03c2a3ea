#pragma once

#include <string>

#include "charter/condition.h"
#include "metrics/slices/table.h"
#include "observations/coded_rows.h"

/// Between codes, in which slices are searched, and the conditions of the document, in which they are named.
namespace operations {

/// The conditions that may be put on a column: every range of neighbouring bins, every category, missing or not.
metrics::slices::Feature feature_of(const observations::CodedColumn& column);

/// `distance > 1000 and origin = 'ORD'`: true for exactly the rows that the codes say, of those that were coded.
charter::Condition condition_of(const metrics::slices::Slice& slice, const std::vector<observations::CodedColumn>& columns);

/// A text between double quotes, as YAML reads it.
std::string in_yaml_quotes(const std::string& text);

}  // namespace operations
