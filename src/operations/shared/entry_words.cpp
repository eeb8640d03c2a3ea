#include "operations/shared/entry_words.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;
using records::Entry;

/// `version 3 before the gate release`.
std::string at_gate_words(const json::object& body) { return fmt::format("version {} before the gate {}", text_of(body, "version"), text_of(body, "gate")); }

std::string of_version(const json::object& body) {
    const std::string version = text_of(body, "version");
    return version.empty() ? "" : " of version " + version;
}

std::string verdict_words(const json::object& body) {
    const std::string before = text_of(body, "before");
    return fmt::format("{}{} {}{}", text_of(body, "promise"), of_version(body), text_of(body, "verdict"), before.empty() ? "" : ", was " + before);
}

std::string choice_words(const json::object& body) {
    const std::string instead = text_of(body, "instead_of");
    return fmt::format("{} was chosen{}", text_of(body, "choice"), instead.empty() ? "" : " instead of " + instead);
}

std::string release_step_words(const json::object& body) {
    const std::string why = text_of(body, "why");
    return fmt::format("release {} of version {}: {}, {}{}", text_of(body, "release"), text_of(body, "version"), text_of(body, "step"), text_of(body, "phase"), why.empty() ? "" : ", " + why);
}

/// `model delays, version 3: set_alias champion`.
std::string model_words(const json::object& body) {
    const std::string version = text_of(body, "version"), name = text_of(body, "name");
    return fmt::format("model {}{}: {}{}", text_of(body, "model"), version.empty() ? "" : ", version " + version, text_of(body, "move"), name.empty() ? "" : " " + name);
}

std::string retraining_words(const json::object& body) {
    const std::string version = text_of(body, "version");
    return fmt::format("{} by the policy {}: {}{}", text_of(body, "retraining"), text_of(body, "policy"), text_of(body, "event"), version.empty() ? "" : ", version " + version);
}

struct Wording {
    std::string_view kind;
    std::string (*words)(const json::object& body);
};

constexpr std::array wordings{
    Wording{"charter", [](const json::object& body) { return "charter " + text_of(body, "digest").substr(0, 19); }},
    Wording{"charter_proposal", [](const json::object& body) { return "a revision that weakens something was proposed: " + text_of(body, "digest").substr(0, 19); }},
    Wording{"charter_approval", [](const json::object& body) { return fmt::format("the revision {}: {}", text_of(body, "digest").substr(0, 19), text_of(body, "outcome")); }},
    Wording{"verdict", verdict_words},
    Wording{"record", [](const json::object& body) { return fmt::format("{}, {} by {} {}", text_of(body, "promise"), text_of(body, "evidence"), text_of(body, "role"), text_of(body, "outcome")); }},
    Wording{"choice", choice_words},
    Wording{"role", [](const json::object& body) { return fmt::format("role {} {}: {}", text_of(body, "role"), text_of(body, "outcome"), text_of(body, "who")); }},
    Wording{"reference", [](const json::object& body) { return "compared with another reference: " + text_of(body, "digest").substr(0, 19); }},
    Wording{"flag", [](const json::object& body) { return fmt::format("flag {} {}", text_of(body, "flag"), text_of(body, "event")); }},
    Wording{"alert", [](const json::object& body) { return fmt::format("alert {} {}, {} {}", text_of(body, "alert"), text_of(body, "event"), text_of(body, "promise"), text_of(body, "verdict")); }},
    Wording{"override", [](const json::object& body) { return fmt::format("{} overridden while {}", text_of(body, "promise"), text_of(body, "verdict")); }},
    Wording{"gate_evidence", [](const json::object& body) { return "evidence of " + at_gate_words(body); }},
    Wording{"approval_request", [](const json::object& body) { return "approval was asked for of " + at_gate_words(body); }},
    Wording{"approval", [](const json::object& body) { return fmt::format("approval of {} by {} {}", at_gate_words(body), text_of(body, "role"), text_of(body, "outcome")); }},
    Wording{"approval_reminder", [](const json::object& body) { return "those were reminded who are to approve " + at_gate_words(body); }},
    Wording{"gate_comment", [](const json::object& body) { return "comment on " + at_gate_words(body); }},
    Wording{"gate_override", [](const json::object& body) { return fmt::format("{} overridden while {}, until {}", at_gate_words(body), text_of(body, "verdict"), text_of(body, "until")); }},
    Wording{"model", model_words},
    Wording{"release", [](const json::object& body) { return fmt::format("release {} of version {} beside {} began", text_of(body, "release"), text_of(body, "version"), text_of(body, "current")); }},
    Wording{"release_step", release_step_words},
    Wording{"retraining", retraining_words},
    Wording{"improvement", [](const json::object& body) { return fmt::format("improvement {} {}{}", text_of(body, "improvement"), text_of(body, "event"), text_of(body, "version").empty() ? "" : " with version " + text_of(body, "version")); }},
    Wording{"member", [](const json::object& body) { return fmt::format("member {}: {}", text_of(body, "event"), text_of(body, "who")); }},
    Wording{"token", [](const json::object& body) { return fmt::format("token {}: {}", text_of(body, "event"), text_of(body, "who")); }},
    Wording{"key", [](const json::object& body) { return fmt::format("the key was changed; it is {} from here on", text_of(body, "key")); }},
    Wording{"pseudonym_key", [](const json::object&) { return std::string("a further key of pseudonyms was added"); }},
    Wording{"setting", [](const json::object& body) { return fmt::format("setting {} {}", text_of(body, "setting"), text_of(body, "event")); }},
};

}  // namespace

AsideTexts texts_of(const std::vector<records::Aside>& asides) {
    AsideTexts texts;
    for (const auto& aside : asides) texts[base::format(aside.digest)] = aside.text;
    return texts;
}

std::string text_of(const json::object& body, std::string_view name) {
    const auto* found = body.if_contains(name);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : report::plain({text->data(), text->size()});
}

std::string aside_of(const json::object& body, std::string_view name, const AsideTexts& texts) {
    const auto* found = body.if_contains(name);
    const auto* reference = found == nullptr ? nullptr : found->if_object();
    if (reference == nullptr) return {};
    const auto text = texts.find(text_of(*reference, "aside"));
    return text == texts.end() ? "(erased)" : report::plain(text->second);
}

std::string actor_of(const Entry& entry, const AsideTexts& texts) { return aside_of(entry.body, "actor", texts); }

std::string said_in(const Entry& entry, const AsideTexts& texts) {
    for (const char* name : {"reason", "comment", "error"}) {
        if (auto said = aside_of(entry.body, name, texts); !said.empty()) return said;
    }
    return {};
}

std::string happening(const Entry& entry) {
    for (const auto& wording : wordings) {
        if (wording.kind == entry.kind) return wording.words(entry.body);
    }
    if (entry.kind == "erasure") return fmt::format("{} erased: {}", records::asides_in(entry.body).size(), text_of(entry.body, "ground"));
    return entry.kind;
}

std::string sentence_of(const Entry& entry, const AsideTexts& texts) {
    const std::string product = text_of(entry.body, "product"), actor = actor_of(entry, texts), said = said_in(entry, texts);
    return product + (product.empty() ? "" : ": ") + happening(entry) + (actor.empty() ? "" : " (" + actor + (said.empty() ? "" : ": " + said) + ")");
}

}  // namespace operations
