#pragma once

#include <string>

#include "protocols/mlflow/call.h"

/// Where the files of a model version are said to lie. It is a claim of whoever registers it, and it must not lead a client, or a
/// server, to files that nobody meant: no `..`, however encoded, and no path of this machine but inside the run's own folder.
namespace protocols::mlflow {

/// Faults: `input`, with MLflow's sentence.
base::Result<base::Done> check_source(records::Tracking& tracking, const records::ModelVersion& version);
base::Result<base::Done> check_prompt_source(const std::string& source);

struct Origin {
    bool is_version = false;   ///< `models:/other/3` or `models:/other@champion`
    std::string location;      ///< where the files of that version, or logged model, lie; empty: where the source says
    std::string logged_model;  ///< `models:/m-...`
};

/// Faults: `missing` where a source names a version or logged model that is not there.
base::Result<Origin> origin_of(const Kept& kept, const std::string& source);

}  // namespace protocols::mlflow
