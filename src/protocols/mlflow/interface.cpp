#include "protocols/mlflow/interface.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "protocols/mlflow/call.h"
#include "protocols/mlflow/cost.h"

namespace protocols::mlflow {

namespace {

using base::Error;
using base::Fault;
using base::Result;

constexpr std::string_view roots[] = {"/api/2.0/", "/api/3.0/", "/ajax-api/2.0/", "/ajax-api/3.0/"};
constexpr std::string_view mlflow_root = "mlflow/", artifacts_root = "mlflow-artifacts/";

struct Spelled {
    int status;
    std::string_view code;
};

Spelled spelled(Fault fault) {
    switch (fault) {
        case Fault::input: return {400, "INVALID_PARAMETER_VALUE"};
        case Fault::missing: return {404, "RESOURCE_DOES_NOT_EXIST"};
        case Fault::conflict: return {400, "RESOURCE_ALREADY_EXISTS"};
        case Fault::unknown: return {401, "UNAUTHENTICATED"};
        case Fault::denied: return {403, "PERMISSION_DENIED"};
        case Fault::limit: return {429, "REQUEST_LIMIT_EXCEEDED"};
        case Fault::corrupt:
        case Fault::outside:
        case Fault::interrupted: return {500, "INTERNAL_ERROR"};
    }
    return {500, "INTERNAL_ERROR"};
}

Reply said(int status, std::string_view code, std::string_view message) {
    const json::object body{{"error_code", json::string_view(code.data(), code.size())}, {"message", json::string_view(message.data(), message.size())}};
    return {.status = status, .type = "application/json", .body = json::serialize(body), .file = {}, .digest = {}};
}

Reply nothing_there(std::string_view method, std::string_view path) { return said(404, "ENDPOINT_NOT_FOUND", fmt::format("there is no endpoint {} {}", method, path)); }

/// What follows /api/2.0/; empty: it is not of these.
std::string_view below_root(std::string_view path) {
    for (const auto root : roots) {
        if (path.starts_with(root)) return path.substr(root.size());
    }
    return {};
}

/// The words that stand for the stars of a pattern.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    std::vector<std::string> places;
    for (;;) {
        const auto end = std::min(pattern.find('/'), pattern.size()), ends = std::min(path.find('/'), path.size());
        const auto wanted = pattern.substr(0, end), word = path.substr(0, ends);
        if (wanted == "*" && !word.empty()) places.emplace_back(word);
        else if (wanted != word) return std::nullopt;
        if (end == pattern.size() || ends == path.size()) {
            const bool both = end == pattern.size() && ends == path.size();
            return both ? std::optional(std::move(places)) : std::nullopt;
        }
        pattern.remove_prefix(end + 1);
        path.remove_prefix(ends + 1);
    }
}

struct Table {
    std::map<std::string, const Endpoint*, std::less<>> plain;  ///< by `GET path`
    std::vector<const Endpoint*> starred;
};

const Table& table() {
    static const Table all = [] {
        Table made;
        for (const auto endpoints : {experiment_endpoints(), run_endpoints(), log_endpoints(), logged_model_endpoints(), model_endpoints(), version_endpoints()}) {
            for (const auto& endpoint : endpoints) {
                if (endpoint.path.find('*') != std::string_view::npos) made.starred.push_back(&endpoint);
                else made.plain.emplace(fmt::format("{} {}", endpoint.method, endpoint.path), &endpoint);
            }
        }
        return made;
    }();
    return all;
}

struct Found {
    const Endpoint* endpoint = nullptr;
    std::vector<std::string> places;
};

/// `path`: behind mlflow/.
Found find(std::string_view method, std::string_view path) {
    const auto asked = method == "HEAD" ? std::string_view("GET") : method;
    const auto& all = table();
    if (const auto plain = all.plain.find(fmt::format("{} {}", asked, path)); plain != all.plain.end()) return {plain->second, {}};
    for (const auto* endpoint : all.starred) {
        if (endpoint->method != asked) continue;
        if (auto places = match(endpoint->path, path)) return {endpoint, *std::move(places)};
    }
    return {};
}

bool has_cost(std::string_view method, std::string_view path, Endpoint::Cost cost) {
    const auto rest = below_root(path);
    const auto found = rest.starts_with(mlflow_root) ? find(method, rest.substr(mlflow_root.size())) : Found{};
    return found.endpoint != nullptr && found.endpoint->cost == cost;
}

Result<json::object> body_of(const Request& request) {
    if (request.method == "POST") {
        if (request.content_type.empty()) return wrong("Bad Request. Content-Type header is missing.");
        if (request.content_type.substr(0, request.content_type.find(';')) != "application/json") return wrong("Bad Request. Content-Type must be one of ['application/json'].");
    }
    if (request.body.empty()) return json::object{};
    auto parsed = base::parse_json(request.body);
    // Older clients encode their JSON twice.
    if (parsed && parsed->is_string()) parsed = base::parse_json(std::string(parsed->get_string()));
    if (!parsed || !parsed->is_object()) return json::object{};
    return std::move(parsed->get_object());
}

}  // namespace

bool shares_commit(std::string_view method, std::string_view path) { return has_cost(method, path, Endpoint::Cost::shares_commit); }
bool holds_until_written(std::string_view method, std::string_view path) { return method == "GET" && has_cost(method, path, Endpoint::Cost::holds_until_written); }

Reply refused(const Error& error) {
    const auto [status, code] = spelled(error.fault);
    return said(status, code, error.next.empty() ? error.what : error.what + ". " + error.next);
}

bool Interface::serves(std::string_view path) {
    const auto rest = below_root(path);
    return path == "/version" || rest.starts_with(mlflow_root) || rest.starts_with(artifacts_root);
}

bool Interface::takes_file(std::string_view method, std::string_view path) { return method == "PUT" && below_root(path).starts_with("mlflow-artifacts/artifacts/"); }

std::span<const base::Scope> Interface::needed(std::string_view method, std::string_view path) {
    const bool reads = method == "GET" || method == "HEAD";
    const auto rest = below_root(path);
    if (path == "/version" || rest == "mlflow/server-info") return {};
    if (rest.starts_with(artifacts_root)) return reads ? std::span<const base::Scope>(may_view) : method == "DELETE" ? std::span<const base::Scope>(may_edit) : std::span<const base::Scope>(may_log);
    const auto found = rest.starts_with(mlflow_root) ? find(method, rest.substr(mlflow_root.size())) : Found{};
    return found.endpoint != nullptr ? found.endpoint->scopes : std::span<const base::Scope>(may_view);
}

Reply Interface::answer(const Request& request, base::Time now) const {
    if (request.path == "/version") return {.status = 200, .type = "text/plain", .body = std::string(spoken_version), .file = {}, .digest = {}};
    const auto rest = below_root(request.path);
    if (rest == "mlflow/server-info") return {.status = 200, .type = "application/json", .body = R"({"store_type":"SqlStore","workspaces_enabled":false})", .file = {}, .digest = {}};
    if (rest.starts_with(artifacts_root)) return artifacts(request, rest.substr(artifacts_root.size()));
    return endpoint(request, now);
}

Reply Interface::endpoint(const Request& request, base::Time now) const {
    const auto rest = below_root(request.path);
    auto found = rest.starts_with(mlflow_root) ? find(request.method, rest.substr(mlflow_root.size())) : Found{};
    if (found.endpoint == nullptr) return nothing_there(request.method, request.path);
    Result<json::object> fields = Error{};
    if (found.endpoint->method == "GET") {
        fields = fields_of_query(found.endpoint->fields, request.query);
    } else if (auto body = body_of(request)) {
        fields = fields_of_json(found.endpoint->fields, *std::move(body));
    } else {
        fields = body.error();
    }
    if (!fields) return refused(fields.error());
    const Kept kept{stores_.models, stores_.tracking, stores_.artifacts};
    Call call{kept, guard_, new_id_, now, request.actor, home_, request.body, *std::move(fields), std::move(found.places)};
    const auto answered = found.endpoint->run(call);
    if (!answered) return refused(answered.error());
    return {.status = 200, .type = "application/json", .body = json::serialize(*answered), .file = {}, .digest = {}};
}

/// Files: `artifacts/PATH` to put, get and delete one, `artifacts?path=FOLDER` to list.
Reply Interface::artifacts(const Request& request, std::string_view path) const {
    constexpr std::string_view folder = "artifacts";
    if (path != folder && !(path.starts_with(folder) && path[folder.size()] == '/')) return nothing_there(request.method, request.path);
    const std::string file(path.size() > folder.size() ? path.substr(folder.size() + 1) : std::string_view());
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && file.empty()) {
        std::string listed;
        for (const auto& [name, value] : request.query) {
            if (name == "path") listed = value;
        }
        const auto entries = stores_.artifacts.list(listed);
        if (!entries) return refused(entries.error());
        json::array files;
        for (const auto& entry : *entries) {
            json::object one{{"path", entry.path}, {"is_dir", entry.is_folder}};
            if (!entry.is_folder) one["file_size"] = entry.bytes;
            files.push_back(std::move(one));
        }
        const json::object answer = files.empty() ? json::object{} : json::object{{"files", std::move(files)}};
        return {.status = 200, .type = "application/json", .body = json::serialize(answer), .file = {}, .digest = {}};
    }
    if (reads) {
        const auto kept = stores_.artifacts.find(file);
        if (!kept) return refused(kept.error());
        return {.status = 200, .type = "application/octet-stream", .body = {}, .file = kept->file, .digest = kept->digest, .file_bytes = kept->bytes};
    }
    if (request.method == "PUT") {
        const auto stored = request.part == nullptr ? stores_.artifacts.put(file, request.body) : stores_.artifacts.keep(file, std::move(*request.part));
        return stored ? Reply{.status = 200, .type = "application/json", .body = "{}", .file = {}, .digest = {}} : refused(stored.error());
    }
    if (request.method == "DELETE") {
        const auto removed = stores_.artifacts.remove(file);
        return removed ? Reply{.status = 200, .type = "application/json", .body = "{}", .file = {}, .digest = {}} : refused(removed.error());
    }
    return nothing_there(request.method, request.path);
}

}  // namespace protocols::mlflow
