#include <boost/json.hpp>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/digest.h"
#include "protocols/protocols.h"

namespace protocols {

namespace {

namespace json = base::json;

/// As deep as values may be nested in attributes.
constexpr int depth_max = 32;

/// A log record, from either encoding. Field numbers are those of opentelemetry-proto's logs.proto and common.proto.
struct Record {
    std::int64_t nanos = 0, observed = 0;
    std::string event_name, trace, span;
    json::object attributes;
};

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15u];
    }
    return out;
}

/// Numbers of JSON are finite.
json::value number(double value) { return std::isfinite(value) ? json::value(value) : json::value(nullptr); }

// Protobuf.

std::string_view view(const protozero::data_view& data) { return {data.data(), data.size()}; }

/// The library takes it for its caller's mistake when a field is read as another type than it was sent with: so fields are told apart
/// by number and type together, and one that was sent with another type is skipped like one that we do not know.
using protozero::tag_and_type;
using Wire = protozero::pbf_wire_type;
constexpr Wire bytes_type = Wire::length_delimited;

json::value any_value(std::string_view bytes, int depth);

std::pair<std::string, json::value> key_value(std::string_view bytes, int depth) {
    std::pair<std::string, json::value> out;
    protozero::pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, bytes_type): out.first = reader.get_string(); break;
            case tag_and_type(2, bytes_type): out.second = any_value(view(reader.get_view()), depth); break;
            default: reader.skip();  // a field that says nothing of an observation, or one of a later version
        }
    }
    return out;
}

json::value any_value(std::string_view bytes, int depth) {
    if (depth > depth_max) throw std::length_error("nested too deeply");
    json::value out;
    protozero::pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, bytes_type): out = json::string(reader.get_string()); break;
            case tag_and_type(2, Wire::varint): out = reader.get_uint64() != 0; break;
            case tag_and_type(3, Wire::varint): out = reader.get_int64(); break;
            case tag_and_type(4, Wire::fixed64): out = number(reader.get_double()); break;
            case tag_and_type(5, bytes_type): {
                json::array list;
                const auto inner = view(reader.get_view());
                protozero::pbf_reader items(inner.data(), inner.size());
                while (items.next(1, bytes_type)) list.push_back(any_value(view(items.get_view()), depth + 1));
                out = std::move(list);
                break;
            }
            case tag_and_type(6, bytes_type): {
                json::object map;
                const auto inner = view(reader.get_view());
                protozero::pbf_reader items(inner.data(), inner.size());
                while (items.next(1, bytes_type)) {
                    auto [key, value] = key_value(view(items.get_view()), depth + 1);
                    map[key] = std::move(value);
                }
                out = std::move(map);
                break;
            }
            case tag_and_type(7, bytes_type): out = json::string(hex(view(reader.get_view()))); break;
            default: reader.skip();  // a field that says nothing of an observation, or one of a later version
        }
    }
    return out;
}

Record record_of(std::string_view bytes) {
    Record record;
    protozero::pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, Wire::fixed64): record.nanos = static_cast<std::int64_t>(reader.get_fixed64()); break;
            case tag_and_type(11, Wire::fixed64): record.observed = static_cast<std::int64_t>(reader.get_fixed64()); break;
            case tag_and_type(6, bytes_type): {
                auto [key, value] = key_value(view(reader.get_view()), 0);
                record.attributes[key] = std::move(value);
                break;
            }
            case tag_and_type(9, bytes_type): record.trace = hex(view(reader.get_view())); break;
            case tag_and_type(10, bytes_type): record.span = hex(view(reader.get_view())); break;
            case tag_and_type(12, bytes_type): record.event_name = reader.get_string(); break;
            default: reader.skip();  // a field that says nothing of an observation, or one of a later version
        }
    }
    return record;
}

/// request.resource_logs (1) . scope_logs (2) . log_records (2)
std::vector<Record> records_of_protobuf(std::string_view body) {
    std::vector<Record> records;
    protozero::pbf_reader request(body.data(), body.size());
    while (request.next(1, bytes_type)) {
        protozero::pbf_reader resource = request.get_message();
        while (resource.next(2, bytes_type)) {
            protozero::pbf_reader scope = resource.get_message();
            while (scope.next(2, bytes_type)) records.push_back(record_of(view(scope.get_view())));
        }
    }
    return records;
}

// JSON: lowerCamel keys, 64-bit integers as text, ids as hexadecimal digits.

const json::value* member(const json::value& value, std::string_view key) {
    const json::object* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(json::string_view(key.data(), key.size()));
}

std::string text_of(const json::value& value, std::string_view key) {
    const json::value* found = member(value, key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t integer_of(const json::value* value) {
    if (value == nullptr) return 0;
    if (value->is_int64()) return value->get_int64();
    if (!value->is_string()) return 0;
    std::int64_t out = 0;
    std::from_chars(value->get_string().data(), value->get_string().data() + value->get_string().size(), out);
    return out;
}

json::value plain_value(const json::value& any, int depth);

json::object plain_attributes(const json::value* list, int depth) {
    json::object out;
    const json::array* items = list == nullptr ? nullptr : list->if_array();
    if (items == nullptr) return out;
    for (const json::value& item : *items) {
        const json::value* value = member(item, "value");
        out[text_of(item, "key")] = value == nullptr ? json::value() : plain_value(*value, depth);
    }
    return out;
}

json::value plain_value(const json::value& any, int depth) {
    if (depth > depth_max) throw std::length_error("nested too deeply");
    for (const char* key : {"stringValue", "boolValue", "bytesValue"}) {
        if (const json::value* found = member(any, key)) return *found;
    }
    if (const json::value* found = member(any, "intValue")) return integer_of(found);
    if (const json::value* found = member(any, "doubleValue")) return found->is_number() ? *found : json::value();
    if (const json::value* found = member(any, "kvlistValue")) return plain_attributes(member(*found, "values"), depth + 1);
    const json::value* list = member(any, "arrayValue");
    const json::value* values = list == nullptr ? nullptr : member(*list, "values");
    json::array out;
    if (values == nullptr || !values->is_array()) return list == nullptr ? json::value() : json::value(out);
    for (const json::value& value : values->get_array()) out.push_back(plain_value(value, depth + 1));
    return out;
}

const json::array& list_of(const json::value& value, std::string_view key) {
    static const json::array none;
    const json::value* found = member(value, key);
    return found != nullptr && found->is_array() ? found->get_array() : none;
}

std::vector<Record> records_of_json(const json::value& request) {
    std::vector<Record> records;
    for (const json::value& resource : list_of(request, "resourceLogs")) {
        for (const json::value& scope : list_of(resource, "scopeLogs")) {
            for (const json::value& log : list_of(scope, "logRecords")) {
                records.push_back({integer_of(member(log, "timeUnixNano")), integer_of(member(log, "observedTimeUnixNano")), text_of(log, "eventName"), text_of(log, "traceId"), text_of(log, "spanId"),
                                   plain_attributes(member(log, "attributes"), 0)});
            }
        }
    }
    return records;
}

// Records as events.

std::string moment(const Record& record) {
    const std::int64_t nanos = record.nanos > 0 ? record.nanos : record.observed;
    // Beyond the year 9999 nothing is a time.
    return nanos > 0 ? base::format(base::Time{nanos / 1'000}) : std::string();
}

void take_exposure(Converted& out, std::int64_t item, const Record& record, const charter::Columns& columns) {
    json::object event = record.attributes;
    const auto move = [&](std::string_view from, const std::string& to) {
        const auto found = event.find(json::string_view(from.data(), from.size()));
        if (to.empty() || found == event.end()) return;
        const json::value value = found->value();
        event[to] = value;
    };
    move("feature_flag.context.id", columns.subject);
    move("feature_flag.result.variant", columns.version);
    event["charter_kind"] = "exposure";
    if (const std::string time = moment(record); !time.empty()) event["charter_time"] = time;
    // It has no id: the same evaluation, sent again, is the same exposure.
    const std::string same = base::canonical(event) + record.trace + record.span + std::to_string(record.nanos);
    event["charter_id"] = base::format(base::digest_of(same)).substr(7, 32);
    out.add(item, event);
}

void take(Converted& out, std::int64_t item, const Record& record, const charter::Columns& columns) {
    const json::value* named = record.attributes.if_contains("event.name");
    const bool flag = record.event_name == "feature_flag.evaluation" || (named != nullptr && named->is_string() && named->get_string() == "feature_flag.evaluation");
    if (flag) return take_exposure(out, item, record, columns);
    const auto has = [&](const std::string& name) { return !name.empty() && record.attributes.contains(name); };
    if (!has("id") && !has("charter_id") && !has("prediction_id") && !has(columns.id)) {
        ++out.ignored;
        return;
    }
    json::object event = record.attributes;
    if (const std::string time = moment(record); !time.empty() && !has("time") && !has("charter_time") && !has(columns.time)) event["charter_time"] = time;
    out.add(item, event);
}

std::string_view type_of(const Headers& headers) {
    const auto found = headers.find("content-type");
    return found == headers.end() ? std::string_view() : std::string_view(found->second).substr(0, found->second.find(';'));
}

}  // namespace

bool is_otlp_json(const Headers& headers) { return type_of(headers) == "application/json"; }

base::Result<Converted> otlp_logs(const Headers& headers, std::string_view body, const charter::Columns& columns) {
    std::vector<Record> records;
    try {
        if (is_otlp_json(headers)) {
            const auto request = base::parse_json(body);
            if (!request || !request->is_object()) return base::Error{base::Fault::input, "not an ExportLogsServiceRequest in JSON", "send application/x-protobuf, or the JSON of OTLP"};
            records = records_of_json(*request);
        } else if (type_of(headers) == "application/x-protobuf") {
            records = records_of_protobuf(body);
        } else {
            return base::Error{base::Fault::input, "a content type that OTLP does not have: " + std::string(type_of(headers)), "send application/x-protobuf or application/json"};
        }
    } catch (const std::exception& wrong) {  // protozero's, of bytes that are no protobuf
        return base::Error{base::Fault::input, std::string("not an ExportLogsServiceRequest: ") + wrong.what(), "send the logs of OTLP 1.0 or later"};
    }
    Converted out;
    for (std::size_t i = 0; i < records.size(); ++i) take(out, static_cast<std::int64_t>(i) + 1, records[i], columns);
    return out;
}

std::string otlp_answer(const Headers& headers, std::int64_t rejected, std::string_view message) {
    const bool partial = rejected > 0 || !message.empty();
    if (is_otlp_json(headers)) {
        if (!partial) return "{}";
        const json::object answer{{"partialSuccess", json::object{{"rejectedLogRecords", std::to_string(rejected)}, {"errorMessage", json::string_view(message.data(), message.size())}}}};
        return json::serialize(answer);
    }
    std::string answer, inner;
    if (!partial) return answer;
    protozero::pbf_writer success(inner);
    success.add_int64(1, rejected);
    success.add_string(2, message.data(), message.size());
    protozero::pbf_writer(answer).add_message(1, inner);
    return answer;
}

}  // namespace protocols
