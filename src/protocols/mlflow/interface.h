#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/part_file.h"
#include "base/scope.h"
#include "base/time.h"
#include "protocols/mlflow/guard.h"

namespace records {
class Artifacts;
class ModelRegistry;
class Tracking;
}  // namespace records

/// MLflow's REST interface, as its clients of 2.x and 3.x speak it: experiments, runs, metrics, params, tags, inputs, artifacts, logged
/// models, registered models, versions and aliases. It is a translation, and knows nothing of sockets, tokens or clocks.
///
///   Interface interface({models, tracking, artifacts}, new_id, guard);
///   const Reply reply = interface.answer({.method = "GET", .path = "/api/2.0/mlflow/runs/get", .query = {{"run_id", id}}}, now);
///
/// Any number of threads. Nothing that is refused is answered with a 5xx: clients would ask again for minutes.
namespace protocols::mlflow {

/// The newest interface that we speak; at 3.4 clients begin to send traces, which we do not take.
inline constexpr std::string_view spoken_version = "3.3.2";

struct Request {
    std::string method;  ///< `POST`
    std::string path;    ///< decoded, without the query
    std::vector<std::pair<std::string, std::string>> query;
    std::string_view body;
    base::PartFile* part = nullptr;  ///< the body, where it went to a file
    std::string content_type;
    std::string actor;  ///< the id of who asks
};

struct Reply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    /// A file in place of the body; empty: there is none.
    std::string file, digest;
    std::int64_t file_bytes = 0;
};

class Interface {
public:
    struct Stores {
        records::ModelRegistry& models;
        records::Tracking& tracking;
        records::Artifacts& artifacts;
    };
    /// `new_id`: 32 hexadecimal digits by chance. `home`: the folder that relative artifact locations are below.
    Interface(const Stores& stores, std::function<std::string()> new_id, Guard guard, std::string home) : stores_(stores), new_id_(std::move(new_id)), guard_(std::move(guard)), home_(std::move(home)) {}

    /// Whether a path is one of MLflow's, also one that there is not.
    static bool serves(std::string_view path);
    /// Whether the body is a file to be kept, which may be larger than what is held.
    static bool takes_file(std::string_view method, std::string_view path);
    /// Any of them will do; none: whoever asks.
    static std::span<const base::Scope> needed(std::string_view method, std::string_view path);
    Reply answer(const Request& request, base::Time now) const;

private:
    Reply endpoint(const Request& request, base::Time now) const;
    Reply artifacts(const Request& request, std::string_view path) const;

    Stores stores_;
    std::function<std::string()> new_id_;
    Guard guard_;
    std::string home_;
};

/// What went wrong, as MLflow spells it: {"error_code", "message"}.
Reply refused(const base::Error& error);

}  // namespace protocols::mlflow
