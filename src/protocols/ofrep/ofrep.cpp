#include "protocols/ofrep/ofrep.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/digest.h"

namespace protocols::ofrep {

namespace {

namespace json = base::json;
using rollout::Evaluation;
using rollout::Flag;
using rollout::FlagReason;

/// Contexts describe whoever asks; a larger one is data that went astray.
constexpr std::size_t context_bytes_max = 256u << 10;
/// Seconds after which a provider that heard nothing may end its stream; ours says that it is there every 15.
constexpr int inactivity_seconds = 120;
constexpr std::string_view one_prefix = "/ofrep/v1/evaluate/flags/";

std::string short_digest(std::string_view text) { return base::format(base::digest_of(text)).substr(7, 32); }

/// Only booleans, texts and numbers, as the protocol has it. `flagSetId` and `version` are OpenTelemetry's names, so that an exposure
/// that comes back by a hook names the release.
json::object metadata_of(const std::string& product, const Flag& flag, const rollout::FlagOutcome* outcome, const std::string& revision) {
    json::object metadata{{"flagSetId", product}, {"version", flag.release.empty() ? revision : flag.release}, {"charter.product", product}};
    if (flag.release.empty()) metadata["charter.kind"] = rollout::name_of(flag.kind);
    else metadata["charter.release"] = flag.release;
    if (outcome != nullptr && outcome->arm) metadata["charter.arm"] = rollout::name_of(*outcome->arm);
    return metadata;
}

std::string written(const std::string& product, const Flag& flag, const rollout::FlagOutcome* outcome, FlagReason reason, const std::string& revision) {
    json::object answer{{"key", flag.key}, {"reason", rollout::openfeature_name(reason)}};
    if (outcome != nullptr) {
        answer["variant"] = outcome->variant;
        answer["value"] = outcome->value;
    }
    answer["metadata"] = metadata_of(product, flag, outcome, revision);
    return base::canonical(answer);
}

std::string failure(std::string_view key, std::string_view code, std::string_view details) {
    json::object answer;
    if (!key.empty()) answer["key"] = key;
    answer["errorCode"] = code;
    answer["errorDetails"] = details;
    return json::serialize(answer);
}

std::string described(const Flag& flag) {
    json::array parts{flag.key, flag.enabled, flag.release, flag.salt, flag.default_outcome ? json::value(*flag.default_outcome) : json::value()};
    for (const auto& outcome : flag.outcomes) parts.push_back(json::array{outcome.variant, outcome.value});
    for (const auto& rule : flag.rules) {
        json::array when{rule.outcome};
        for (const auto& condition : rule.when) when.push_back(json::array{condition.attribute, json::array(condition.values.begin(), condition.values.end())});
        parts.push_back(std::move(when));
    }
    for (const auto& share : flag.split) parts.push_back(json::array{share.outcome, share.parts});
    return base::canonical(parts);
}

std::string described(const rollout::VersionFlag& version) {
    return base::canonical(json::array{version.key, version.release, version.current, version.candidate, version.split.product, version.split.salt, version.split.candidate, version.split.holdout, version.split.room.from, version.split.room.until, version.active});
}

Served::One prepared(const std::string& product, Flag flag, const std::string& revision) {
    Served::One one{.flag = std::move(flag), .answers = {}, .without_key = {}};
    const auto add = [&](const rollout::FlagOutcome* outcome) {
        for (std::size_t reason = 0; reason < rollout::flag_reasons; ++reason) one.answers.push_back(written(product, one.flag, outcome, static_cast<FlagReason>(reason), revision));
    };
    for (const auto& outcome : one.flag.outcomes) add(&outcome);
    add(nullptr);
    one.without_key = failure(one.flag.key, "TARGETING_KEY_MISSING", "units share this flag by their targeting key; set targetingKey in the context");
    return one;
}

const std::string& text_of(const Served::One& one, const Evaluation& decision) {
    if (decision.trouble == rollout::Trouble::no_targeting_key) return one.without_key;
    return one.answers[decision.outcome.value_or(one.flag.outcomes.size()) * rollout::flag_reasons + static_cast<std::size_t>(decision.reason)];
}

}  // namespace

Served::Served(std::string product, std::vector<Flag> flags, const std::vector<rollout::VersionFlag>& versions, base::Time changed) : product_(std::move(product)), changed_(changed) {
    std::string everything = product_;
    const auto take = [&](Flag flag, const std::string& description) {
        everything += "\n" + description;
        all_.push_back(prepared(product_, std::move(flag), short_digest(description).substr(0, 12)));
    };
    for (const auto& version : versions) take(rollout::flag_of(version), described(version));
    for (auto& flag : flags) {
        if (std::any_of(versions.begin(), versions.end(), [&](const auto& version) { return version.key == flag.key; })) continue;
        const std::string description = described(flag);
        take(std::move(flag), description);
    }
    std::sort(all_.begin(), all_.end(), [](const One& one, const One& other) { return one.flag.key < other.flag.key; });
    digest_ = short_digest(everything);
}

const Served::One* Served::find(std::string_view key) const {
    const auto place = std::lower_bound(all_.begin(), all_.end(), key, [](const One& one, std::string_view wanted) { return one.flag.key < wanted; });
    return place != all_.end() && place->flag.key == key ? &*place : nullptr;
}

Asked context_in(std::string_view body) {
    if (body.size() > context_bytes_max) return Unreadable{"INVALID_CONTEXT", "the context is larger than 256 KiB; send what rules look at, and no more"};
    rollout::Context context;
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return context;
    auto read = base::parse_json(body);
    if (!read) return Unreadable{"PARSE_ERROR", "the body is no JSON: " + read.error().what};
    json::object* request = read->if_object();
    if (request == nullptr) return Unreadable{"PARSE_ERROR", "the body is no JSON object; send {\"context\": {\"targetingKey\": ...}}"};
    json::value* given = request->if_contains("context");
    if (given == nullptr || given->is_null()) return context;
    if (!given->is_object()) return Unreadable{"INVALID_CONTEXT", "context is no object"};
    context.attributes = std::move(given->get_object());
    const json::value* key = context.attributes.if_contains("targetingKey");
    if (key == nullptr || key->is_null()) return context;
    if (!key->is_string()) return Unreadable{"INVALID_CONTEXT", "targetingKey is no text"};
    // An empty key is what clients send that have none: all of them as one unit would be one draw for everybody.
    if (!key->get_string().empty()) context.targeting_key = std::string(key->get_string());
    return context;
}

Answer answer_one(const Served& served, std::string_view key, std::string_view body) {
    const Served::One* one = served.find(key);
    if (one == nullptr) return {404, failure(key, "FLAG_NOT_FOUND", "there is no such flag of " + served.product())};
    const Asked asked = context_in(body);
    if (const auto* unreadable = std::get_if<Unreadable>(&asked)) return {400, failure(key, unreadable->code, unreadable->details)};
    const Evaluation decision = rollout::evaluate(one->flag, std::get<rollout::Context>(asked));
    return {decision.trouble == rollout::Trouble::none ? 200 : 400, text_of(*one, decision)};
}

Answer answer_all(const Served& served, std::string_view body, std::string_view events) {
    const Asked asked = context_in(body);
    if (const auto* unreadable = std::get_if<Unreadable>(&asked)) return {400, failure("", unreadable->code, unreadable->details)};
    const auto& context = std::get<rollout::Context>(asked);
    std::string text = "{\"flags\":[";
    for (const auto& one : served.all()) {
        if (text.back() != '[') text += ',';
        text += text_of(one, rollout::evaluate(one.flag, context));
    }
    const json::object metadata{{"flagSetId", served.product()}, {"version", served.digest()}};
    text += "],\"metadata\":" + json::serialize(metadata);
    if (!events.empty()) text += ",\"eventStreams\":" + json::serialize(json::array{json::object{{"type", "sse"}, {"endpoint", json::object{{"requestUri", events}}}, {"inactivityDelaySec", inactivity_seconds}}});
    text += '}';
    return {200, std::move(text)};
}

std::string tag_of(const Served& served, std::string_view body) { return "\"" + short_digest(served.digest() + "\n" + std::string(body)) + "\""; }

bool names(std::string_view if_none_match, std::string_view tag) {
    if (if_none_match == "*") return true;
    // Tags are quoted hexadecimal digits, so one cannot be found inside another; W/ before one says nothing here.
    return !tag.empty() && if_none_match.find(tag) != std::string_view::npos;
}

std::string refetch(const Served& served) {
    return json::serialize(json::object{{"type", "refetchEvaluation"}, {"etag", served.digest()}, {"lastModified", served.changed().micros / base::micros_per_second}});
}

std::string fault_body(const base::Error& error, std::string_view path) {
    const std::string key = path.starts_with(one_prefix) ? std::string(path.substr(one_prefix.size())) : std::string();
    const std::string_view code = error.fault == base::Fault::missing && !key.empty() ? "FLAG_NOT_FOUND" : "GENERAL";
    return failure(key, code, error.what + "; " + error.next);
}

}  // namespace protocols::ofrep
