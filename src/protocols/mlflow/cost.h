#pragma once

#include <string_view>

/// What may be done with a request of MLflow's so that it costs less. `path` is decoded, and begins with /api/ or /ajax-api/.
namespace protocols::mlflow {

/// It writes little to the runs, and may share a commit with others that do.
bool shares_commit(std::string_view method, std::string_view path);

/// Its answer is the same until something is written to the registry.
bool holds_until_written(std::string_view method, std::string_view path);

}  // namespace protocols::mlflow
