#pragma once

#include <memory>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "observations/source.h"
#include "operations/operation.h"

namespace operations {

/// The two sides of an evaluation, opened. The reference may be other rows of the same files.
struct Sources {
    std::unique_ptr<observations::Source> current;
    std::unique_ptr<observations::Source> reference;  ///< null: none
};

/// Opens what the charter and the command line name: `--data`, and as reference `--reference`, else the charter's file
/// (relative to the charter's own folder), else its period within the data, which is then no part of the current side.
base::Result<Sources> open_sources(const charter::Charter& document, const std::string& charter_file, const Arguments& arguments, const Surroundings& surroundings);

/// How the charter says that observations are read, whichever they are.
observations::Reading reading_of(const charter::Charter& document);

/// The charter's reference file, relative to the charter's own folder. Faults: those of `observations::open`.
base::Result<std::unique_ptr<observations::Source>> open_reference_file(const charter::Charter& document, const std::string& charter_file);

/// Progress and interruption of this call, for one side of it.
void connect(observations::Reading& reading, const Surroundings& surroundings, double from_share, double to_share);

/// Columns that the data do not have are taken out of what is read; who needs them says so.
charter::Columns present(const charter::Columns& columns, const std::vector<observations::ColumnInfo>& infos);

/// One JSON object a line: file, line, reason and text of each row that could not be read.
base::Result<base::Done> write_rejects(const std::string& path, const std::vector<const observations::Source*>& sources);

}  // namespace operations
