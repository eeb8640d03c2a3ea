#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "base/json.h"
#include "base/scope.h"
#include "base/time.h"
#include "protocols/mlflow/filter.h"
#include "protocols/mlflow/guard.h"
#include "records/artifacts/artifacts.h"
#include "records/registry/models.h"
#include "records/tracking/tracking.h"

/// One request of an MLflow client, once its fields were checked, and what the endpoints are made of.
namespace protocols::mlflow {

namespace json = boost::json;

/// Where everything is kept that MLflow's clients send.
struct Kept {
    records::ModelRegistry& models;
    records::Tracking& tracking;
    records::Artifacts& artifacts;
};

/// A field of a request as MLflow's messages have it.
struct Field {
    enum class Kind { text, number, real, flag, list, texts, tags, word };  ///< `word`: an enumeration, by name or number
    std::string_view name;
    Kind kind = Kind::text;
    bool required = false;
};

struct Call {
    const Kept& kept;
    const Guard& guard;
    const std::function<std::string()>& new_id;  ///< 32 hexadecimal digits that nobody had before
    base::Time now;
    std::string actor;
    std::string home;                 ///< the folder that the server runs in
    std::string_view body;            ///< as it came
    json::object fields;              ///< checked: of the kinds that the endpoint names
    std::vector<std::string> places;  ///< what stood for the stars of the path

    std::string text(std::string_view name) const;
    bool has(std::string_view name) const;  ///< neither absent nor null
    std::int64_t number(std::string_view name, std::int64_t otherwise = 0) const;
    double real(std::string_view name) const;
    bool flag(std::string_view name) const;
    const json::array& list(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
    std::vector<records::Tag> tags(std::string_view name) const;
};

using Answered = base::Result<json::object>;

/// Several scopes: any of them will do.
struct Endpoint {
    std::string_view method;
    std::string_view path;  ///< behind /api/2.0/mlflow/; `*` stands for any one word
    std::span<const Field> fields;
    std::span<const base::Scope> scopes;
    Answered (*run)(Call&);
    enum class Cost { own, shares_commit, holds_until_written };  ///< cost.h
    Cost cost = Cost::own;
};

inline constexpr base::Scope may_view[] = {base::Scope::view};
inline constexpr base::Scope may_edit[] = {base::Scope::edit};
inline constexpr base::Scope may_log[] = {base::Scope::ingest, base::Scope::edit};

std::span<const Endpoint> experiment_endpoints();
std::span<const Endpoint> run_endpoints();
std::span<const Endpoint> log_endpoints();
std::span<const Endpoint> logged_model_endpoints();
std::span<const Endpoint> model_endpoints();
std::span<const Endpoint> version_endpoints();

/// Fields of a JSON body or of a query. Faults: `input`, with MLflow's sentence of what is missing or wrong.
base::Result<json::object> fields_of_json(std::span<const Field> fields, json::object sent);
base::Result<json::object> fields_of_query(std::span<const Field> fields, const std::vector<std::pair<std::string, std::string>>& query);

/// One field where it stands, checked in the same way; null: it is absent.
base::Result<const json::value*> field_in(const Field& field, const json::object& sent);
/// Numbers may be sent as texts.
std::optional<std::int64_t> whole(const json::value& value);
std::optional<double> real_of(const json::value& value);

base::Error wrong(std::string what);
/// MLflow's times are milliseconds.
inline std::int64_t millis(base::Time time) { return time.micros / 1000; }
inline base::Time of_millis(std::int64_t millis) { return {millis * 1000}; }
json::array json_of(const std::vector<records::Tag>& tags);
/// A number that JSON has, or the name of one that it has not.
json::value json_of_real(double value);

/// Names of metrics, params and tags; `path`: what the field is called in the refusal.
base::Result<base::Done> check_key(std::string_view key, const std::string& path);
base::Result<base::Done> check_length(std::string_view what, std::size_t characters_max, std::string_view text);
base::Result<base::Done> check_tags(const std::vector<records::Tag>& tags, std::size_t value_max);

/// `{"offset":30}` in base64: where a search goes on.
std::string page_token(std::int64_t offset);
base::Result<std::int64_t> offset_of(const std::string& page_token);
/// Filter, order, page and number of a search.
base::Result<records::Search> search_of(const Call& call, Target target, std::int64_t count, std::int64_t count_max);
json::object with_page(json::object answer, const records::Search& search, bool more);

json::object json_of(const records::ModelVersion& version);
/// Versions are whole numbers, sent as texts.
base::Result<std::int64_t> version_number(const std::string& text);
/// Experiments too. Empty is the default one, 0.
base::Result<std::int64_t> experiment_number(const std::string& text);
base::Result<std::vector<std::int64_t>> experiment_numbers(const std::vector<std::string>& texts);
base::Result<records::View> view_of(const std::string& word);

}  // namespace protocols::mlflow
