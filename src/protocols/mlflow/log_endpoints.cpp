#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "protocols/mlflow/call.h"

namespace protocols::mlflow {

namespace {

using base::Done;
using base::Result;
using records::Metric;
using records::Tag;
using Kind = Field::Kind;

constexpr std::size_t param_value_max = 6'000, tag_value_max = 8'000, batch_bytes_max = 1'000'000, metrics_max = 1'000, params_max = 100, together_max = 1'000, inputs_max = 1'000;
constexpr std::string_view help = " See the API docs for more information about request parameters.";

constexpr Field metric_fields[] = {{"run_id", Kind::text, true}, {"key", Kind::text, true}, {"value", Kind::real, true}, {"timestamp", Kind::number, true}, {"step", Kind::number}, {"model_id"}, {"dataset_name"}, {"dataset_digest"}};
constexpr Field param_fields[] = {{"run_id", Kind::text, true}, {"key", Kind::text, true}, {"value"}};
constexpr Field delete_tag_fields[] = {{"run_id", Kind::text, true}, {"key", Kind::text, true}};
constexpr Field batch_fields[] = {{"run_id", Kind::text, true}, {"metrics", Kind::list}, {"params", Kind::list}, {"tags", Kind::list}};
constexpr Field point_fields[] = {{"key"}, {"value", Kind::real}, {"timestamp", Kind::number}, {"step", Kind::number}, {"model_id"}, {"dataset_name"}, {"dataset_digest"}};
constexpr Field inputs_fields[] = {{"run_id", Kind::text, true}, {"datasets", Kind::list}, {"models", Kind::list}};
constexpr Field outputs_fields[] = {{"run_id", Kind::text, true}, {"models", Kind::list, true}};
constexpr Field history_fields[] = {{"run_id", Kind::text, true}, {"metric_key", Kind::text, true}, {"max_results", Kind::number}, {"page_token"}};
constexpr Field model_fields[] = {{"run_id", Kind::text, true}, {"model_json", Kind::text, true}};

/// Values that are too long are cut, as MLflow's own server cuts them, so that what logs itself does not fail at the end of a training.
void cut(std::vector<Tag>& tags, std::size_t characters_max) {
    for (auto& tag : tags) {
        std::size_t bytes = 0, characters = 0;
        for (; bytes < tag.value.size(); ++bytes) {
            if ((static_cast<unsigned char>(tag.value[bytes]) & 0xC0u) != 0x80u && ++characters > characters_max) break;
        }
        tag.value.resize(bytes);
    }
}

Result<Done> check_metric(const Metric& metric, const std::string& path) {
    RETURN_IF_ERROR(check_key(metric.key, path));
    if (metric.at_ms >= 0) return Done{};
    return wrong(fmt::format("Invalid value {} for parameter 'timestamp' supplied: metric '{}' (value={}). Timestamp must be a nonnegative long (64-bit integer) ", metric.at_ms, metric.key, metric.value));
}

Answered log_metric(Call& call) {
    const Metric metric{.key = call.text("key"), .value = call.real("value"), .at_ms = call.number("timestamp"), .step = call.number("step"), .model = call.text("model_id"), .dataset = call.text("dataset_name"), .digest = call.text("dataset_digest")};
    RETURN_IF_ERROR(check_metric(metric, "name"));
    RETURN_IF_ERROR(call.kept.tracking.log(call.text("run_id"), std::span(&metric, 1), {}, {}));
    return json::object{};
}

Answered log_param(Call& call) {
    std::vector<Tag> params{{call.text("key"), call.text("value")}};
    RETURN_IF_ERROR(check_key(params.front().key, "key"));
    cut(params, param_value_max);
    RETURN_IF_ERROR(call.kept.tracking.log(call.text("run_id"), {}, params, {}));
    return json::object{};
}

Answered set_tag(Call& call) {
    std::vector<Tag> tags{{call.text("key"), call.text("value")}};
    RETURN_IF_ERROR(check_key(tags.front().key, "key"));
    cut(tags, tag_value_max);
    RETURN_IF_ERROR(call.kept.tracking.log(call.text("run_id"), {}, {}, tags));
    return json::object{};
}

Answered delete_tag(Call& call) {
    RETURN_IF_ERROR(call.kept.tracking.remove_run_tag(call.text("run_id"), call.text("key")));
    return json::object{};
}

Result<Done> required(const json::object& entry, std::string_view list, std::size_t at, std::string_view name) {
    const auto* value = entry.if_contains(json::string_view(name.data(), name.size()));
    const bool empty = value == nullptr || value->is_null() || (value->is_string() && value->get_string().empty());
    if (empty) return wrong(fmt::format("Missing value for required parameter '{}[{}].{}'.{}", list, at, name, help));
    return Done{};
}

/// A point from where it stands in the request: a batch has hundreds, and to copy each costs more than to keep it.
Result<Metric> point_of(const json::object& entry) {
    Metric point;
    const auto text = [&](const Field& field, std::string& to) -> Result<Done> {
        ASSIGN_OR_RETURN(const auto* value, field_in(field, entry));
        if (value != nullptr) to.assign(value->get_string().data(), value->get_string().size());
        return Done{};
    };
    const auto number = [&](const Field& field, std::int64_t& to) -> Result<Done> {
        ASSIGN_OR_RETURN(const auto* value, field_in(field, entry));
        if (value != nullptr) to = *whole(*value);
        return Done{};
    };
    const auto& [key, value, at, step, model, dataset, digest] = point_fields;
    RETURN_IF_ERROR(text(key, point.key));
    ASSIGN_OR_RETURN(const auto* measured, field_in(value, entry));
    if (measured != nullptr) point.value = *real_of(*measured);
    RETURN_IF_ERROR(number(at, point.at_ms));
    RETURN_IF_ERROR(number(step, point.step));
    RETURN_IF_ERROR(text(model, point.model));
    RETURN_IF_ERROR(text(dataset, point.dataset));
    RETURN_IF_ERROR(text(digest, point.digest));
    return point;
}

Result<std::vector<Metric>> metrics_of(const Call& call) {
    std::vector<Metric> metrics;
    const auto& list = call.list("metrics");
    metrics.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto* entry = list[i].if_object();
        if (entry == nullptr) return wrong(fmt::format("Invalid value {} for parameter 'metrics' supplied: {}", json::serialize(list[i]), help));
        for (const char* name : {"key", "value", "timestamp"}) RETURN_IF_ERROR(required(*entry, "metrics", i, name));
        ASSIGN_OR_RETURN(auto point, point_of(*entry));
        if (!check_metric(point, "")) RETURN_IF_ERROR(check_metric(point, fmt::format("metrics[{}].name", i)));
        metrics.push_back(std::move(point));
    }
    return metrics;
}

Result<std::vector<Tag>> pairs_of(const Call& call, std::string_view name) {
    std::vector<Tag> tags;
    const auto& list = call.list(name);
    constexpr Field pair_fields[] = {{"key"}, {"value"}};
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto* entry = list[i].if_object();
        if (entry == nullptr) return wrong(fmt::format("Invalid value {} for parameter '{}' supplied: {}", json::serialize(list[i]), name, help));
        RETURN_IF_ERROR(required(*entry, name, i, "key"));
        ASSIGN_OR_RETURN(auto fields, fields_of_json(pair_fields, *entry));
        const Call one{call.kept, call.guard, call.new_id, call.now, {}, {}, {}, std::move(fields), {}};
        tags.push_back({one.text("key"), one.text("value")});
        RETURN_IF_ERROR(check_key(tags.back().key, fmt::format("{}[{}].key", name, i)));
    }
    return tags;
}

Result<Done> at_most(std::string_view what, std::size_t most, std::size_t count) {
    if (count <= most) return Done{};
    return wrong(fmt::format("A batch logging request can contain at most {0} {1}. Got {2} {1}. Please split up {1} across multiple requests and try again.", most, what, count));
}

Result<Done> check_unique(const std::vector<Tag>& params) {
    std::set<std::string_view> seen;
    std::vector<std::string> twice;
    for (const auto& param : params) {
        if (!seen.insert(param.key).second) twice.push_back("'" + param.key + "'");
    }
    if (twice.empty()) return Done{};
    return wrong(fmt::format("Duplicate parameter keys have been submitted: [{}]. Please ensure the request contains only one param value per param key.", fmt::join(twice, ", ")));
}

Answered log_batch(Call& call) {
    if (call.body.size() > batch_bytes_max) return wrong(fmt::format("Batched logging API requests must be at most {} bytes, got a request of size {}.", batch_bytes_max, call.body.size()));
    ASSIGN_OR_RETURN(const auto metrics, metrics_of(call));
    ASSIGN_OR_RETURN(auto params, pairs_of(call, "params"));
    ASSIGN_OR_RETURN(auto tags, pairs_of(call, "tags"));
    RETURN_IF_ERROR(at_most("metrics", metrics_max, metrics.size()));
    RETURN_IF_ERROR(at_most("params", params_max, params.size()));
    RETURN_IF_ERROR(at_most("tags", params_max, tags.size()));
    RETURN_IF_ERROR(at_most("metrics, params, and tags", together_max, metrics.size() + params.size() + tags.size()));
    RETURN_IF_ERROR(check_unique(params));
    cut(params, param_value_max);
    cut(tags, tag_value_max);
    RETURN_IF_ERROR(call.kept.tracking.log(call.text("run_id"), metrics, params, tags));
    return json::object{};
}

std::string member(const json::value& object, const char* name) {
    const auto* inner = object.if_object();
    const auto* value = inner == nullptr ? nullptr : inner->if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<std::vector<records::ModelLink>> links_of(const Call& call, bool made) {
    std::vector<records::ModelLink> links;
    for (const auto& one : call.list("models")) {
        const std::string id = member(one, "model_id");
        if (id.empty()) return wrong(fmt::format("Missing value for required parameter 'model_id'.{}", help));
        const auto* step = one.get_object().if_contains("step");
        links.push_back({.model = id, .step = step != nullptr && step->is_int64() ? step->get_int64() : 0, .made = made});
    }
    return links;
}

Result<records::Input> input_of(const json::value& entry) {
    const auto* object = entry.if_object();
    const auto* dataset = object == nullptr ? nullptr : object->if_contains("dataset");
    if (dataset == nullptr || !dataset->is_object()) return wrong("Dataset input must have a dataset associated with it.");
    records::Input input{.name = member(*dataset, "name"), .digest = member(*dataset, "digest"), .source_type = member(*dataset, "source_type"), .source = member(*dataset, "source"), .schema = member(*dataset, "schema"),
                         .profile = member(*dataset, "profile"), .tags = {}};
    for (const auto& [name, value] : {std::pair{"name", &input.name}, {"digest", &input.digest}, {"source_type", &input.source_type}, {"source", &input.source}}) {
        if (value->empty()) return wrong(fmt::format("Dataset {} cannot be empty: missing value for required parameter 'dataset.{}'.", name, name));
    }
    RETURN_IF_ERROR(check_length("name", 500, input.name));
    RETURN_IF_ERROR(check_length("digest", 36, input.digest));
    if (const auto* tags = object->if_contains("tags"); tags != nullptr && tags->is_array()) {
        for (const auto& tag : tags->get_array()) input.tags.push_back({member(tag, "key"), member(tag, "value")});
    }
    return input;
}

Answered log_inputs(Call& call) {
    std::vector<records::Input> inputs;
    for (const auto& entry : call.list("datasets")) {
        ASSIGN_OR_RETURN(auto input, input_of(entry));
        inputs.push_back(std::move(input));
    }
    RETURN_IF_ERROR(at_most("datasets", inputs_max, inputs.size()));
    ASSIGN_OR_RETURN(const auto links, links_of(call, false));
    RETURN_IF_ERROR(call.kept.tracking.log_inputs(call.text("run_id"), inputs, links));
    return json::object{};
}

Answered log_outputs(Call& call) {
    ASSIGN_OR_RETURN(const auto links, links_of(call, true));
    RETURN_IF_ERROR(call.kept.tracking.log_inputs(call.text("run_id"), {}, links));
    return json::object{};
}

Answered history(Call& call) {
    ASSIGN_OR_RETURN(const auto offset, offset_of(call.text("page_token")));
    ASSIGN_OR_RETURN(const auto points, call.kept.tracking.history(call.text("run_id"), call.text("metric_key")));
    const auto begin = std::min(static_cast<std::size_t>(offset), points.size());
    const std::int64_t most = call.number("max_results");
    const auto end = most > 0 ? std::min(points.size(), begin + static_cast<std::size_t>(most)) : points.size();
    json::array list;
    for (auto i = begin; i < end; ++i) list.push_back(json::object{{"key", points[i].key}, {"value", json_of_real(points[i].value)}, {"timestamp", points[i].at_ms}, {"step", points[i].step}});
    json::object answer;
    if (!list.empty()) answer["metrics"] = std::move(list);
    if (end < points.size()) answer["next_page_token"] = page_token(static_cast<std::int64_t>(end));
    return answer;
}

/// What a client of 2.x says of a model that it logged: a list in a tag of the run.
Answered log_model(Call& call) {
    const std::string text = call.text("model_json");
    const auto model = base::parse_json(text);
    if (!model || !model->is_object()) return wrong(fmt::format("Malformed model info. \n {} \n is not a valid JSON.", text));
    std::string missing;
    for (const char* field : {"artifact_path", "flavors", "run_id", "utc_time_created"}) {
        if (!model->get_object().contains(field)) missing += std::string(missing.empty() ? "" : ", ") + "'" + field + "'";
    }
    if (!missing.empty()) return wrong(fmt::format("Model json is missing mandatory fields: {{{}}}", missing));
    constexpr const char* history_tag = "mlflow.log-model.history";
    ASSIGN_OR_RETURN(const auto run, call.kept.tracking.run(call.text("run_id")));
    json::array models;
    for (const auto& tag : run.tags) {
        auto parsed = tag.key == history_tag ? base::parse_json(tag.value) : base::Result<json::value>(json::value());
        if (parsed && parsed->is_array()) models = parsed->get_array();
    }
    models.push_back(*model);
    const Tag tag{history_tag, json::serialize(models)};
    RETURN_IF_ERROR(call.kept.tracking.log(run.id, {}, {}, std::span(&tag, 1)));
    return json::object{};
}

constexpr Endpoint all[] = {
    {"POST", "runs/log-metric", metric_fields, may_log, log_metric, Endpoint::Cost::shares_commit},
    {"POST", "runs/log-parameter", param_fields, may_log, log_param, Endpoint::Cost::shares_commit},
    {"POST", "runs/set-tag", param_fields, may_log, set_tag, Endpoint::Cost::shares_commit},
    {"POST", "runs/delete-tag", delete_tag_fields, may_log, delete_tag, Endpoint::Cost::shares_commit},
    {"POST", "runs/log-batch", batch_fields, may_log, log_batch, Endpoint::Cost::shares_commit},
    {"POST", "runs/log-inputs", inputs_fields, may_log, log_inputs},
    {"POST", "runs/outputs", outputs_fields, may_log, log_outputs},
    {"POST", "runs/log-model", model_fields, may_log, log_model},
    {"GET", "metrics/get-history", history_fields, may_view, history},
};

}  // namespace

std::span<const Endpoint> log_endpoints() { return all; }

}  // namespace protocols::mlflow
