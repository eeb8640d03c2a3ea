#pragma once

#include "base/json.h"
#include "operations/versions/product_entries.h"
#include "records/registry/models.h"
#include "records/tracking/tracking.h"

/// Where a version comes from, as the registry, its run and the ledger say it.
namespace operations {

/// A version as it is registered.
base::json::object json_of(const records::ModelVersion& version);

/// The run that made it, with its parameters and the newest of its metrics; null where the registry names none, or it is gone.
base::json::value run_json(Service& service, const records::ModelVersion& version);

/// What a version was made of, as a graph that ends in it: `{"nodes": [{"id", "kind", "name", "digest", "entry"}], "edges": [{"from", "to"}]}`.
/// Kinds: version, artifact, run, code, data, charter, retraining, from (the version that its files were copied from).
base::json::object lineage_json(Service& service, const charter::Charter& document, const std::string& version, const std::optional<records::ModelVersion>& registered, const ProductEntries& charters, const ProductEntries& retrainings);

}  // namespace operations
