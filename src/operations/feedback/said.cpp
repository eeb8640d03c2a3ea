#include "operations/feedback/said.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using base::json::object;
using base::json::value;

constexpr std::size_t id_characters_max = 200, address_bytes_max = 254;

/// An answer that is a number, and between which ones.
struct Scale {
    std::string_view kind;
    double lowest, highest;
};
constexpr std::array<Scale, 4> scales{{{"rating", 1, 5}, {"nps", 0, 10}, {"csat", 1, 5}, {"ces", 1, 7}}};

Error wrong(std::string_view key, const std::string& next) { return {Fault::input, "wrong value for " + std::string(key), next}; }

base::Result<std::string> text_of(std::string_view key, const value& given, std::size_t characters_max) {
    if (!given.is_string()) return wrong(key, "send a text");
    const std::string text(given.get_string());
    if (text.find('\0') != std::string::npos) return wrong(key, "send a text without the character of code 0");
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return wrong(key, "leave it out where there is nothing to say");
    if (report::length_of(text) > characters_max) return wrong(key, "it may have " + std::to_string(characters_max) + " characters");
    return text;
}

/// Ten whole numbers from 1 to 5, added up as Brooke 1996 does: odd statements are praise, even ones complaints.
base::Result<double> sus_of(const value& given) {
    const Error fault = wrong("sus", "send the ten answers, each a whole number from 1 to 5");
    const auto* list = given.if_array();
    if (list == nullptr || list->size() != 10) return fault;
    double points = 0;
    for (std::size_t i = 0; i < list->size(); ++i) {
        if (!(*list)[i].is_int64()) return fault;
        const auto answer = static_cast<double>((*list)[i].get_int64());
        if (answer < 1 || answer > 5) return fault;
        points += i % 2 == 0 ? answer - 1 : 5 - answer;
    }
    return 2.5 * points;
}

/// Anything that could be an address, and nothing that could be two or a header.
bool is_address(const std::string& text) {
    const auto at = text.find('@');
    return text.size() <= address_bytes_max && at != std::string::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string::npos &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && std::string_view("<>,;:\"()[]\\").find(c) == std::string_view::npos; });
}

/// Takes what was sent apart, a member at a time.
class Reading {
public:
    Reading(const charter::Charter& document, const charter::Feedback& asked) : document_(document), asked_(asked) {}

    base::Result<base::Done> take(std::string_view key, const value& given) {
        if (given.is_null()) return base::Done{};
        if (key == "id" || key == "prediction_id" || key == "subject" || key == "language" || key == "contact") return take_about(key, given);
        if (key == "contact_consent") {
            if (!given.is_bool()) return wrong(key, "send true or false");
            consent_ = given.get_bool();
            return base::Done{};
        }
        if (key == "seconds") return take_seconds(given);
        const auto kinds = charter::feedback_kinds();
        if (std::find(kinds.begin(), kinds.end(), key) == kinds.end()) return Error{Fault::input, "feedback has no: " + std::string(key.substr(0, 60)), "send prediction_id, subject, language, and what the charter asks"};
        if (!asked_.asks(key)) return Error{Fault::input, "the charter does not ask for: " + std::string(key), "add it: feedback: {kinds: [..., " + std::string(key) + "]}"};
        ++answers_;
        return take_answer(key, given);
    }

    base::Result<Said> done(const std::string& fresh_id) {
        if (answers_ == 0) return Error{Fault::input, "there is no answer in it", "send at least one of the kinds that the charter asks"};
        if (!said_.contact.empty() && !consent_) return Error{Fault::input, "an address without a consent to be told", "send contact_consent: true with it, or leave it out"};
        if (said_.id.empty()) said_.id = fresh_id;
        event_["charter_kind"] = "feedback";
        event_["charter_id"] = said_.id;
        said_.event = base::json::serialize(event_);
        return said_;
    }

private:
    base::Result<base::Done> take_about(std::string_view key, const value& given) {
        ASSIGN_OR_RETURN(const std::string text, text_of(key, given, id_characters_max));
        if (key == "id") said_.id = text;
        if (key == "prediction_id") event_["charter_prediction_id"] = text;
        if (key == "language") event_["feedback_language"] = text;
        if (key == "contact") {
            if (asked_.contact.empty()) return Error{Fault::input, "the charter asks nobody for an address", "say what it is for: feedback: {contact: ...}, or leave it out"};
            if (!is_address(text)) return wrong(key, "send one e-mail address");
            said_.contact = text;
        }
        if (key == "subject") {
            const std::string& column = document_.task.columns.subject;
            if (column.empty()) return Error{Fault::input, "the charter has no column for people, so nobody can be told apart", "name one: task: {columns: {subject: ...}}, or leave subject out"};
            event_[column] = text;
        }
        return base::Done{};
    }

    base::Result<base::Done> take_seconds(const value& given) {
        const bool number = given.is_number();
        const double seconds = number ? given.to_number<double>() : -1;
        if (!(seconds >= 0 && seconds <= 1e7)) return wrong("seconds", "send how long the decision took, in seconds");
        if (!asked_.asks("decision")) return Error{Fault::input, "the charter does not ask for: decision, whose time this is", "add it: feedback: {kinds: [..., decision]}"};
        event_["feedback_seconds"] = seconds;
        return base::Done{};
    }

    base::Result<base::Done> take_answer(std::string_view key, const value& given) {
        const std::string column = "feedback_" + std::string(key);
        if (const auto scale = std::find_if(scales.begin(), scales.end(), [&](const Scale& one) { return one.kind == key; }); scale != scales.end()) {
            const double number = given.is_int64() ? static_cast<double>(given.get_int64()) : std::nan("");
            if (!(number >= scale->lowest && number <= scale->highest)) return wrong(key, "send a whole number from " + base::format_number(scale->lowest) + " to " + base::format_number(scale->highest));
            event_[column] = number;
        } else if (key == "thumbs") {
            if (!given.is_bool()) return wrong(key, "send true for up and false for down");
            event_[column] = given.get_bool();
        } else if (key == "sus") {
            ASSIGN_OR_RETURN(const double score, sus_of(given));
            event_[column] = score;
        } else {
            const bool label = key == "correction" || key == "decision";
            const value written = label && (given.is_number() || given.is_bool()) ? value(base::json::serialize(given)) : given;
            ASSIGN_OR_RETURN(const std::string text, text_of(key, written, key == "text" ? feedback_text_characters_max.value : feedback_reason_characters_max.value));
            event_[column] = text;
        }
        return base::Done{};
    }

    const charter::Charter& document_;
    const charter::Feedback& asked_;
    Said said_;
    object event_;
    bool consent_ = false;
    int answers_ = 0;
};

}  // namespace

base::Result<Said> said_in(std::string_view body, const charter::Charter& document, const charter::Feedback& asked, const std::string& fresh_id) {
    if (body.size() > feedback_bytes_max) return Error{Fault::input, "feedback may have " + std::to_string(feedback_bytes_max.value) + " bytes (feedback_bytes_max), and has " + std::to_string(body.size()), "say it in fewer words"};
    ASSIGN_OR_RETURN(const value parsed, base::parse_json(body));
    const object* members = parsed.if_object();
    if (members == nullptr) return Error{Fault::input, "feedback is one JSON object", "send {\"prediction_id\": ..., \"thumbs\": true}"};
    Reading reading(document, asked);
    for (const auto& [key, given] : *members) RETURN_IF_ERROR(reading.take(std::string_view(key.data(), key.size()), given));
    return reading.done(fresh_id);
}

}  // namespace operations
