#include <boost/json.hpp>

#include <algorithm>
#include <array>

#include "protocols/protocols.h"

namespace protocols {

namespace {

namespace json = base::json;

constexpr std::array<std::string_view, 6> kinds{"prediction", "outcome", "feedback", "exposure", "activity", "cost"};
constexpr std::string_view kserve_request = "org.kubeflow.serving.inference.request";
constexpr std::string_view kserve_response = "org.kubeflow.serving.inference.response";

std::string_view type_of(const Headers& headers) {
    const auto found = headers.find("content-type");
    return found == headers.end() ? std::string_view() : std::string_view(found->second).substr(0, found->second.find(';'));
}

bool is_json(std::string_view type) { return type.empty() || type == "application/json" || type == "text/json" || type.ends_with("+json"); }

int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

/// Header values are percent-encoded UTF-8 (CloudEvents, HTTP protocol binding, 3.1.3.2).
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool code = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        out += code ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
        if (code) i += 2;
    }
    return out;
}

base::Result<std::string> of_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=') break;
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return base::Error{base::Fault::input, "data_base64 is no base64", "send JSON under data"};
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFFFu;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xFFu);
    }
    return out;
}

std::string text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// One event: its attributes, and its data beside them.
void take(CloudEvents& out, std::int64_t item, const json::object& attributes, const json::value* data) {
    const auto refuse = [&](std::string reason) { out.events.refused.push_back({item, std::move(reason)}); };
    const std::string id = text_at(attributes, "id"), type = text_at(attributes, "type");
    if (text_at(attributes, "specversion") != "1.0") return refuse("not a CloudEvent of specversion 1.0");
    if (id.empty() || type.empty() || text_at(attributes, "source").empty()) return refuse("a CloudEvent needs id, source and type");
    if (data == nullptr) return refuse("the event has no data");
    if (type == kserve_request || type == kserve_response) {
        const std::string endpoint = text_at(attributes, "endpoint");
        out.halves.push_back({type == kserve_request ? Half::Side::request : Half::Side::response, id, text_at(attributes, "time"), endpoint, *data, item});
        return;
    }
    if (!data->is_object()) return refuse("the data of an event are a JSON object");
    json::object event = data->get_object();
    const auto add = [&](std::string_view key, std::string_view ours, const std::string& value) {
        if (!value.empty() && !event.contains(json::string_view(key.data(), key.size()))) event.emplace(json::string_view(ours.data(), ours.size()), value);
    };
    add("id", "charter_id", id);
    add("time", "charter_time", text_at(attributes, "time"));
    add("product", "product", text_at(attributes, "product"));
    const std::string word = type.substr(type.find_last_of("./") == std::string::npos ? 0 : type.find_last_of("./") + 1);
    if (std::find(kinds.begin(), kinds.end(), word) != kinds.end()) add("kind", "charter_kind", word);
    out.events.add(item, event);
}

void take_structured(CloudEvents& out, std::int64_t item, const json::value& event) {
    if (!event.is_object()) return out.events.refused.push_back({item, "not a JSON object"});
    const json::object& object = event.get_object();
    const json::value* data = object.if_contains("data");
    json::value read;
    if (const std::string bytes = text_at(object, "data_base64"); data == nullptr && !bytes.empty()) {
        const auto plain = of_base64(bytes);
        auto parsed = plain ? base::parse_json(*plain) : base::Result<json::value>(plain.error());
        if (!parsed) return out.events.refused.push_back({item, "data_base64 is not base64 of JSON"});
        read = *std::move(parsed);
        data = &read;
    }
    // Some send JSON as a text.
    if (data != nullptr && data->is_string()) {
        if (auto parsed = base::parse_json(std::string_view(data->get_string()))) {
            read = *std::move(parsed);
            data = &read;
        }
    }
    take(out, item, object, data);
}

base::Result<CloudEvents> binary(const Headers& headers, std::string_view body) {
    json::object attributes;
    for (const auto& [name, value] : headers) {
        if (name.starts_with("ce-")) attributes[name.substr(3)] = decoded(value);
    }
    CloudEvents out;
    if (!is_json(type_of(headers))) {
        out.events.refused.push_back({1, "the data are not JSON: " + std::string(type_of(headers))});
        return out;
    }
    const auto data = base::parse_json(body);
    if (!data) return base::Error{base::Fault::input, "the data of the event are not JSON", "send application/json"};
    take(out, 1, attributes, &*data);
    return out;
}

}  // namespace

void Converted::add(std::int64_t item, const json::object& event) {
    // Whole numbers that doubles cannot hold keep their digits: Boost writes what it read.
    lines += json::serialize(event);
    lines += '\n';
    items.push_back(item);
}

bool is_cloud_events(const Headers& headers) {
    return headers.contains("ce-id") || headers.contains("ce-specversion") || type_of(headers).starts_with("application/cloudevents");
}

base::Result<CloudEvents> cloud_events(const Headers& headers, std::string_view body) {
    const std::string_view type = type_of(headers);
    if (!type.starts_with("application/cloudevents")) return binary(headers, body);
    if (type != "application/cloudevents+json" && type != "application/cloudevents-batch+json") {
        return base::Error{base::Fault::input, "an encoding of CloudEvents that is not read here: " + std::string(type), "send application/cloudevents+json or application/cloudevents-batch+json"};
    }
    const auto read = base::parse_json(body);
    if (!read) return base::Error{base::Fault::input, "the CloudEvent is not JSON", "send application/cloudevents+json"};
    CloudEvents out;
    if (type == "application/cloudevents+json") {
        take_structured(out, 1, *read);
        return out;
    }
    if (!read->is_array()) return base::Error{base::Fault::input, "a batch of CloudEvents is a JSON array", "send application/cloudevents+json for a single one"};
    std::int64_t item = 0;
    for (const json::value& event : read->get_array()) take_structured(out, ++item, event);
    return out;
}

}  // namespace protocols
