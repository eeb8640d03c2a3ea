#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace observations {

enum class Format { parquet, csv, json, stored };  ///< stored: no file, but rows that were received

/// Files of one format, in the order of their names.
struct Files {
    Format format = Format::parquet;
    std::vector<std::string> paths;
};

/// What the user named, globs expanded. Faults: a name without a file, a folder, an empty file, an ending that is no
/// format, two formats at once.
base::Result<Files> find_files(const std::vector<std::string>& names);

}  // namespace observations
