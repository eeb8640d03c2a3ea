#pragma once

#include <string>
#include <vector>

#include "observations/duck.h"
#include "observations/relation.h"
#include "observations/table.h"

/// Columns as a model is shown them, in SQL; and what a model must not be shown.
namespace observations {

/// `automatic` settled by the file's own types. Faults: a column that is not there, or is not what is wanted.
base::Result<std::vector<Wanted>> settle(const Relation& relation, std::vector<Wanted> wanted);

/// A wanted column's value as text of a text file, nothing for blanks; as it is of others.
std::string given(const Relation& relation, const Wanted& want);

/// The settled columns, for SELECT.
std::string selected(const Relation& relation, const std::vector<Wanted>& wanted);

/// A word among numbers is an error here and not a missing value: a model must not learn from a slip of the pen.
base::Result<base::Done> refuse_words(duck::Database& database, const Relation& relation, const std::vector<Wanted>& wanted);

/// Rows that could not be read are not quietly left out of training or of a scored file. After the rows were read.
base::Result<base::Done> refuse_rejects(duck::Database& database, const Relation& relation);

}  // namespace observations
