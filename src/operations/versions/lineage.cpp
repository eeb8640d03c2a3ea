#include "operations/versions/lineage.h"

#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "charter/gates.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using report::well_formed;

value text_or_null(const std::string& text) { return text.empty() ? value(nullptr) : value(well_formed(text)); }

/// MLflow's times; nothing where there is none.
value time_of(std::optional<std::int64_t> ms) { return ms && *ms > 0 ? value(base::format(base::Time{*ms * 1000})) : value(nullptr); }

array tags_json(const std::vector<records::Tag>& tags) {
    array list;
    for (const auto& tag : tags) list.emplace_back(object{{"key", well_formed(tag.key)}, {"value", well_formed(tag.value)}});
    return list;
}

std::string tag_of(const std::vector<records::Tag>& tags, std::string_view key) {
    for (const auto& tag : tags) {
        if (tag.key == key) return tag.value;
    }
    return {};
}

/// The nodes of a graph whose edges lead to what was made.
class Graph {
public:
    std::string add(std::string_view kind, const std::string& name, const std::string& digest = {}, std::optional<std::uint64_t> entry = {}) {
        const std::string id = fmt::format("{}{}", kind, nodes_.size());
        nodes_.emplace_back(object{{"id", id}, {"kind", kind}, {"name", well_formed(name)}, {"digest", text_or_null(digest)}, {"entry", entry ? value(*entry) : value(nullptr)}});
        return id;
    }
    void lead(const std::string& from, const std::string& to) { edges_.emplace_back(object{{"from", from}, {"to", to}}); }
    object take() { return {{"nodes", std::move(nodes_)}, {"edges", std::move(edges_)}}; }

private:
    array nodes_, edges_;
};

/// The newest entry that says so.
std::optional<std::uint64_t> entry_where(const ProductEntries& entries, std::string_view member, const std::string& wanted) {
    for (auto entry = entries.entries.rbegin(); entry != entries.entries.rend(); ++entry) {
        if (!wanted.empty() && text_of(entry->body, member) == report::plain(wanted)) return entry->sequence;
    }
    return std::nullopt;
}

void add_run(Graph& graph, Service& service, const records::ModelVersion& version, const records::Lineage& lineage, const std::string& made) {
    const auto run = service.mlflow().tracking().run(version.run);
    const std::string node = graph.add("run", run ? (run->name.empty() ? run->id : run->name) : version.run);
    graph.lead(node, made);
    if (!run) return;
    const std::string commit = tag_of(run->tags, "mlflow.source.git.commit"), source = tag_of(run->tags, "mlflow.source.name");
    if (lineage.code.empty() && !(commit.empty() && source.empty())) graph.lead(graph.add("code", source.empty() ? commit : source, commit), node);
    for (const auto& input : run->inputs) graph.lead(graph.add("data", input.name, input.digest), node);
    for (const auto& model : run->models) {
        if (!model.made) graph.lead(graph.add("from", model.model), node);
    }
}

void add_registered(Graph& graph, Service& service, const records::ModelVersion& version, const ProductEntries& charters, const std::string& made) {
    const auto lineage = records::lineage_of(version);
    if (!lineage.artifact.empty()) graph.lead(graph.add("artifact", version.source, lineage.artifact), made);
    if (!lineage.code.empty()) graph.lead(graph.add("code", "", lineage.code), made);
    if (!lineage.data.empty()) graph.lead(graph.add("data", "", lineage.data), made);
    if (!lineage.charter.empty()) graph.lead(graph.add("charter", "", lineage.charter, entry_where(charters, "digest", lineage.charter)), made);
    if (version.source.starts_with("models:/")) graph.lead(graph.add("from", version.source.substr(8)), made);
    if (!version.run.empty()) add_run(graph, service, version, lineage, made);
}

}  // namespace

object json_of(const records::ModelVersion& version) {
    const auto lineage = records::lineage_of(version);
    array aliases;
    for (const auto& alias : version.aliases) aliases.emplace_back(well_formed(alias));
    return {{"model", well_formed(version.model)}, {"version", std::to_string(version.version)}, {"created", base::format(version.created)}, {"updated", base::format(version.updated)}, {"description", text_or_null(version.description)},
            {"source", text_or_null(version.source)}, {"run", text_or_null(version.run)}, {"author", text_or_null(version.author)}, {"stage", version.stage}, {"aliases", std::move(aliases)}, {"tags", tags_json(version.tags)},
            {"digests", object{{"artifact", text_or_null(lineage.artifact)}, {"data", text_or_null(lineage.data)}, {"code", text_or_null(lineage.code)}, {"charter", text_or_null(lineage.charter)}}}};
}

value run_json(Service& service, const records::ModelVersion& version) {
    if (version.run.empty()) return nullptr;
    const auto run = service.mlflow().tracking().run(version.run);
    if (!run) return nullptr;
    array measured, inputs;
    // JSON has no infinity: what is no number is told in words.
    for (const auto& metric : run->metrics) measured.emplace_back(object{{"key", well_formed(metric.key)}, {"value", std::isfinite(metric.value) ? value(metric.value) : value(nullptr)}, {"text", fmt::format("{}", metric.value)}, {"step", metric.step}, {"at", time_of(metric.at_ms)}});
    for (const auto& input : run->inputs) inputs.emplace_back(object{{"name", well_formed(input.name)}, {"digest", text_or_null(input.digest)}, {"source", text_or_null(input.source)}});
    return object{{"id", well_formed(run->id)}, {"name", well_formed(run->name)}, {"user", text_or_null(run->user)}, {"status", well_formed(run->status)}, {"started", time_of(run->started_ms)}, {"ended", time_of(run->ended_ms)},
                  {"params", tags_json(run->params)}, {"metrics", std::move(measured)}, {"inputs", std::move(inputs)}};
}

object lineage_json(Service& service, const charter::Charter& document, const std::string& version, const std::optional<records::ModelVersion>& registered, const ProductEntries& charters, const ProductEntries& retrainings) {
    Graph graph;
    const std::string made = graph.add("version", version);
    if (registered) add_registered(graph, service, *registered, charters, made);
    for (auto entry = retrainings.entries.rbegin(); entry != retrainings.entries.rend(); ++entry) {
        if (text_of(entry->body, "version") != report::plain(version) || charter::model_of(document).registered != text_of(entry->body, "registered_model")) continue;
        graph.lead(graph.add("retraining", text_of(entry->body, "retraining"), text_of(entry->body, "digest"), entry->sequence), made);
        break;
    }
    return graph.take();
}

}  // namespace operations
