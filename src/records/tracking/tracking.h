#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "records/registry/database.h"
#include "records/tracking/condition.h"

/// Experiments and runs: what was tried, with which parameters, and how it went. A run's metrics have a history; of each the newest
/// value stands by itself, so that a search reads one row of a run.
///
/// It is a database of its own, `tracking.sqlite`: what is written is there after the process was killed, and after a power failure
/// but for the last moments (what is governed, models and their aliases, is in the registry, where nothing is lost).
///
/// Times are MLflow's: milliseconds since 1970, and what a client sends is kept as it is. Any number of threads.
namespace records {

enum class View { active, deleted, all };

struct Experiment {
    std::int64_t id = 0;
    std::string name, artifact_location;
    bool active = true;
    std::int64_t created_ms = 0, updated_ms = 0;
    std::vector<Tag> tags;
};

struct Metric {
    std::string key;
    double value = 0;
    std::int64_t at_ms = 0, step = 0;
    std::string model, dataset, digest;  ///< what it was measured of and on; empty: nothing was said
};

struct Input {
    std::string name, digest, source_type, source, schema, profile;
    std::vector<Tag> tags;
};

/// A model that a run read or made.
struct ModelLink {
    std::string model;
    std::int64_t step = 0;
    bool made = false;
};

struct Run {
    std::int64_t number = 0;  ///< ours
    std::string id;
    std::int64_t experiment = 0;
    std::string name, user, status = "RUNNING", artifact_uri;
    bool active = true;
    std::int64_t started_ms = 0;
    std::optional<std::int64_t> ended_ms;
    std::vector<Metric> metrics;  ///< the newest of each
    std::vector<Tag> params, tags;
    std::vector<Input> inputs;
    std::vector<ModelLink> models;
};

struct LoggedModel {
    std::string id;
    std::int64_t experiment = 0;
    std::string name, artifact_uri, status = "PENDING", type, run, registrations;
    std::int64_t created_ms = 0, updated_ms = 0;
    std::vector<Tag> params, tags;
    std::vector<std::pair<Metric, std::string>> metrics;  ///< with the run that measured
};

/// Faults: `missing` for an id that is not there, `conflict` for a name that is taken, `input` for what must not change.
class Tracking {
public:
    /// Made when there is none, with the experiment 0, `Default`.
    static base::Result<std::unique_ptr<Tracking>> open(const std::string& path, std::int64_t now_ms);
    static base::Result<std::unique_ptr<Tracking>> open(std::unique_ptr<Database> database, std::int64_t now_ms);

    Database& database() { return *database_; }

    /// Its id. An empty `artifact_location` becomes `mlflow-artifacts:/ID`.
    base::Result<std::int64_t> add(const Experiment& experiment);
    base::Result<Experiment> experiment(std::int64_t id);
    base::Result<std::optional<Experiment>> experiment_named(const std::string& name);
    base::Result<base::Done> rename(std::int64_t id, const std::string& name, std::int64_t now_ms);
    /// Its runs go and come with it.
    base::Result<base::Done> set_active(std::int64_t id, bool active, std::int64_t now_ms);
    base::Result<base::Done> set_tag(std::int64_t experiment, const Tag& tag);
    base::Result<base::Done> remove_tag(std::int64_t experiment, const std::string& key);
    base::Result<Found<Experiment>> experiments(const Search& search, View view);

    base::Result<base::Done> add(const Run& run);
    base::Result<Run> run(const std::string& id);
    struct Update {
        std::optional<std::string> status, name;
        std::optional<std::int64_t> ended_ms;
    };
    base::Result<Run> update(const std::string& id, const Update& update);
    base::Result<base::Done> set_active(const std::string& run, bool active);
    base::Result<Found<Run>> runs(const Search& search, std::span<const std::int64_t> experiments, View view);

    /// All of it or nothing. A param keeps the value that it was first given.
    base::Result<base::Done> log(const std::string& run, std::span<const Metric> metrics, std::span<const Tag> params, std::span<const Tag> tags);
    base::Result<base::Done> remove_run_tag(const std::string& run, const std::string& key);
    base::Result<base::Done> log_inputs(const std::string& run, std::span<const Input> inputs, std::span<const ModelLink> models);
    /// By time, step and value; the same point, sent again, is one.
    base::Result<std::vector<Metric>> history(const std::string& run, const std::string& key);

    base::Result<base::Done> add(const LoggedModel& model);
    base::Result<LoggedModel> logged_model(const std::string& id);
    base::Result<base::Done> set_status(const std::string& model, const std::string& status, std::int64_t now_ms);
    base::Result<base::Done> set_registrations(const std::string& model, const std::string& registrations);
    base::Result<base::Done> remove_logged_model(const std::string& id);
    base::Result<base::Done> set_model_tags(const std::string& model, std::span<const Tag> tags);
    base::Result<base::Done> remove_model_tag(const std::string& model, const std::string& key);
    base::Result<base::Done> add_model_params(const std::string& model, std::span<const Tag> params);
    base::Result<Found<LoggedModel>> logged_models(const Search& search, std::span<const std::int64_t> experiments);

private:
    explicit Tracking(std::unique_ptr<Database> database) : database_(std::move(database)) {}
    base::Result<std::int64_t> active_run(const std::string& id);
    base::Result<base::Done> log_params(std::int64_t run, const std::string& id, std::span<const Tag> params);
    base::Result<base::Done> log_metrics(std::int64_t run, const std::string& id, std::span<const Metric> metrics);
    base::Result<base::Done> log_tags(std::int64_t run, std::span<const Tag> tags);
    base::Result<base::Done> complete(Run& run);
    base::Result<base::Done> complete(LoggedModel& model);
    base::Result<base::Done> must_be_active(std::int64_t experiment);

    std::unique_ptr<Database> database_;
};

}  // namespace records
