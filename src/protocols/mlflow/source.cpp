#include "protocols/mlflow/source.h"

#include <fmt/format.h>

#include <filesystem>

namespace protocols::mlflow {

namespace {

using base::Done;
using base::Result;

constexpr std::string_view models_scheme = "models:/";

int digit_of(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

std::string decoded_once(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool code = text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 && digit_of(text[i + 2]) >= 0;
        if (code) out += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
        else out += text[i] == '+' ? ' ' : text[i];
        if (code) i += 2;
    }
    return out;
}

/// As often as it was encoded.
std::string decoded(std::string text) {
    for (std::string next = decoded_once(text); next != text; next = decoded_once(text)) text = std::move(next);
    return text;
}

std::string scheme_of(const std::string& source) {
    const auto end = source.find(':');
    const bool word = end != std::string::npos && end > 0 && source.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.") == end;
    return word ? source.substr(0, end) : std::string();
}

bool is_local(const std::string& source) {
    const std::string scheme = scheme_of(source);
    return scheme.empty() || scheme == "file";
}

/// The path of an address: without its scheme, its host and its query.
std::string path_of(const std::string& source) {
    std::string rest = source.substr(scheme_of(source).empty() ? 0 : scheme_of(source).size() + 1);
    if (rest.starts_with("//")) {
        const auto slash = rest.find('/', 2);
        rest = slash == std::string::npos ? std::string() : rest.substr(slash);
    }
    return rest.substr(0, rest.find_first_of("?#"));
}

bool leads_astray(const std::string& source) {
    const std::string plain = decoded(source), path = path_of(plain);
    if (plain.find('\0') != std::string::npos) return true;
    for (std::size_t begin = 0; begin <= plain.size();) {
        const auto end = std::min(plain.find('/', begin), plain.size());
        if (plain.substr(begin, end - begin) == "..") return true;
        begin = end + 1;
    }
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        if (path.substr(begin, end - begin) == ".") return true;
        begin = end + 1;
    }
    return false;
}

Result<Done> within(const std::string& source, const std::string& folder, std::string_view field) {
    const auto normal = [](const std::string& text) { return std::filesystem::path(path_of(text)).lexically_normal().string(); };
    const std::string inner = normal(source), outer = is_local(folder) ? normal(folder) : std::string();
    const bool good = !outer.empty() && !leads_astray(source) && (inner == outer || inner.starts_with(outer.ends_with('/') ? outer : outer + "/"));
    if (good) return Done{};
    return wrong(fmt::format("Invalid model version source: '{}'. To use a local path as a model version source, the {} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the {}.", source, field, field));
}

}  // namespace

Result<Done> check_source(records::Tracking& tracking, const records::ModelVersion& version) {
    if (is_local(version.source)) {
        if (!version.logged_model.empty()) {
            ASSIGN_OR_RETURN(const auto model, tracking.logged_model(version.logged_model));
            return within(version.source, model.artifact_uri, "model_id");
        }
        if (version.run.empty()) return within(version.source, "mlflow-artifacts:/", "run_id");
        ASSIGN_OR_RETURN(const auto run, tracking.run(version.run));
        return within(version.source, run.artifact_uri, "run_id");
    }
    if (!leads_astray(version.source)) return Done{};
    return wrong(fmt::format("Invalid model version source: '{}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. "
                             "Please provide an absolute path.", version.source));
}

Result<Done> check_prompt_source(const std::string& source) {
    if (scheme_of(source) == "file" || source.starts_with('/')) return wrong(fmt::format("Invalid prompt source: '{}'. Local source paths are not allowed for prompts.", source));
    if (!scheme_of(source).empty() && leads_astray(source)) return wrong(fmt::format("Invalid prompt source: '{}'.", source));
    return Done{};
}

Result<Origin> origin_of(const Kept& kept, const std::string& source) {
    if (!source.starts_with(models_scheme)) return Origin{};
    const std::string rest = source.substr(source.find_first_not_of('/', models_scheme.size() - 1) == std::string::npos ? source.size() : source.find_first_not_of('/', models_scheme.size() - 1));
    const auto slash = rest.find('/'), at = rest.rfind('@');
    if (slash == std::string::npos && at == std::string::npos) {
        ASSIGN_OR_RETURN(const auto model, kept.tracking.logged_model(rest));
        return Origin{.is_version = false, .location = model.artifact_uri, .logged_model = model.id};
    }
    Result<records::ModelVersion> version = base::Error{};
    if (slash == std::string::npos) {
        version = kept.models.version_of_alias(rest.substr(0, at), rest.substr(at + 1));
    } else {
        ASSIGN_OR_RETURN(const auto number, version_number(rest.substr(slash + 1)));
        version = kept.models.version(rest.substr(0, slash), number);
    }
    if (!version) return base::Error{version.error().fault, fmt::format("Unable to fetch model from model URI source artifact location '{}'.Error: {}", source, version.error().what), ""};
    return Origin{.is_version = true, .location = version->location.empty() ? version->source : version->location, .logged_model = version->logged_model};
}

}  // namespace protocols::mlflow
