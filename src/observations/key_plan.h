#pragma once

#include <string>

#include "metrics/statistics/reduction.h"
#include "observations/plan.h"

/// How questions over keys become part of a plan, and the steps that they share with the others.
namespace observations {

/// A column as numbers, among the feeds of the plan.
NumberFeed number_feed(Plan& plan, const Relation& relation, const ColumnInfo& column);
/// Such a value ends nothing, but it is counted and shown.
void note_unreadable(Plan& plan, const NumberFeed& feed);
/// A feed that is true in rows of the version. Faults: no column holds versions.
base::Result<std::size_t> version_flag(Plan& plan, const Relation& relation, const Reading& reading, const std::string& version);

/// The column whose values are keys; empty: every row is one. Faults: none is named.
base::Result<std::string> key_column(const charter::Columns& columns, metrics::Key key);

/// A wish and the number of its question.
struct KeyedWish {
    const metrics::Wish& wish;
    std::size_t question = 0;
};
/// Adds the columns that the wish's reduction reads to what is gathered. Faults: a column that does not exist or fit.
base::Result<base::Done> add_reducer(Plan& plan, const Relation& relation, const Reading& reading, const KeyedWish& asked, KeyedTask& keyed);

}  // namespace observations
