#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "charter/charter.h"

/// What others already speak, in terms of our events (docs/observations.md). Pure: what was sent in, lines of events out.
namespace protocols {

/// Names in lower case.
using Headers = std::map<std::string, std::string, std::less<>>;

/// Something in what was sent that is no event: which, counting from 1, and why.
struct Refused {
    std::int64_t item = 0;
    std::string reason;
};

struct Converted {
    std::string lines;                  ///< NDJSON
    std::vector<std::int64_t> items;    ///< of each line: what it came from, counting from 1
    std::vector<Refused> refused;
    std::int64_t ignored = 0;           ///< things that are fine and no observations: ordinary log records

    void add(std::int64_t item, const base::json::object& event);
};

/// Half of an inference: what a model was asked, or what it answered. KServe's logger sends both as CloudEvents of one id.
struct Half {
    enum class Side { request, response };
    Side side = Side::request;
    std::string id, time, version;
    base::json::value payload;
    std::int64_t item = 0;
};

struct CloudEvents {
    Converted events;
    std::vector<Half> halves;  ///< to be joined; see inference.h
};

/// Whether the headers are those of CloudEvents over HTTP: binary, structured or batch.
bool is_cloud_events(const Headers& headers);
/// CloudEvents 1.0 over HTTP. `data` is an event of ours; the id, the time and the last word of the type (`com.example.outcome`)
/// stand in where it has none. Faults: `input` where the whole cannot be read.
base::Result<CloudEvents> cloud_events(const Headers& headers, std::string_view body);

/// OTLP/HTTP logs, protobuf or JSON by the content type. A `feature_flag.evaluation` event is an exposure: its context.id is the
/// subject, its variant the version. Another record is an observation when its attributes name an id, the charter's or ours; the
/// attributes are its fields.
base::Result<Converted> otlp_logs(const Headers& headers, std::string_view body, const charter::Columns& columns);
/// ExportLogsServiceResponse in the encoding of the request, with partial_success where something was refused or is worth saying.
std::string otlp_answer(const Headers& headers, std::int64_t rejected, std::string_view message);
/// The content type of both.
bool is_otlp_json(const Headers& headers);

}  // namespace protocols
