#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "records/registry/database.h"
#include "records/tracking/condition.h"

/// Registered models: a name, its versions, and the aliases and stages by which versions are served. Who may move them is not decided
/// here; whoever calls has asked.
///
/// A version says where it came from by tags: `charter.artifact`, `charter.data`, `charter.revision` and `charter.code` hold the digests
/// of its artifact, its data, the charter and the code, `sha256:...` each.
namespace records {

struct ModelVersion {
    std::string model;
    std::int64_t version = 0;
    base::Time created, updated;
    std::string description, source, run, run_link, logged_model, author;
    std::string location;          ///< where its files lie, when `source` is another version or a logged model; else empty
    std::string stage = "None";    ///< None, Staging, Production, Archived
    std::vector<Tag> tags;
    std::vector<std::string> aliases;
};

struct RegisteredModel {
    std::string name, description;
    base::Time created, updated;
    std::vector<Tag> tags;
    std::vector<std::pair<std::string, std::int64_t>> aliases;  ///< sorted by name
    std::vector<ModelVersion> latest;                           ///< of each stage the newest
};

/// Digests that a version names; empty: it does not say.
struct Lineage {
    std::string artifact, data, charter, code;
};

/// Any number of threads. Faults: `missing` for a model, version or alias that is not there, `conflict` for a name that is taken.
class ModelRegistry {
public:
    explicit ModelRegistry(Database& database) : database_(database) {}

    base::Result<base::Done> add(const RegisteredModel& model);
    base::Result<std::optional<RegisteredModel>> find(const std::string& name);
    base::Result<RegisteredModel> model(const std::string& name);
    base::Result<base::Done> describe(const std::string& name, const std::string& description, base::Time now);
    base::Result<base::Done> rename(const std::string& name, const std::string& new_name, base::Time now);
    base::Result<base::Done> remove(const std::string& name);
    base::Result<Found<RegisteredModel>> models(const Search& search);
    base::Result<base::Done> set_tag(const std::string& name, const Tag& tag);
    base::Result<base::Done> remove_tag(const std::string& name, const std::string& key);

    /// Its number, which no version of this name ever had.
    base::Result<std::int64_t> add_version(const ModelVersion& version);
    base::Result<ModelVersion> version(const std::string& name, std::int64_t version);
    base::Result<base::Done> describe(const std::string& name, std::int64_t version, const std::string& description, base::Time now);
    /// `archive`: what is in that stage now leaves it, in the same step.
    base::Result<base::Done> set_stage(const std::string& name, std::int64_t version, const std::string& stage, bool archive, base::Time now);
    base::Result<base::Done> remove_version(const std::string& name, std::int64_t version, base::Time now);
    base::Result<Found<ModelVersion>> versions(const Search& search);
    /// The newest of each of these stages; none named: of all.
    base::Result<std::vector<ModelVersion>> latest(const std::string& name, const std::vector<std::string>& stages);
    /// The numbers of all that are in a stage.
    base::Result<std::vector<std::int64_t>> in_stage(const std::string& name, const std::string& stage);
    base::Result<base::Done> set_version_tag(const std::string& name, std::int64_t version, const Tag& tag);
    base::Result<base::Done> remove_version_tag(const std::string& name, std::int64_t version, const std::string& key);

    base::Result<std::optional<std::int64_t>> alias(const std::string& name, const std::string& alias);
    base::Result<ModelVersion> version_of_alias(const std::string& name, const std::string& alias);
    base::Result<base::Done> set_alias(const std::string& name, const std::string& alias, std::int64_t version, base::Time now);
    base::Result<base::Done> remove_alias(const std::string& name, const std::string& alias, base::Time now);

private:
    base::Result<base::Done> must_exist(const std::string& name);
    base::Result<base::Done> must_exist(const std::string& name, std::int64_t version);
    base::Result<base::Done> touch(const std::string& name, base::Time now);
    base::Result<base::Done> complete(RegisteredModel& model);
    base::Result<base::Done> complete(ModelVersion& version);

    Database& database_;
};

Lineage lineage_of(const ModelVersion& version);

}  // namespace records
