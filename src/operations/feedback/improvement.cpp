#include "operations/feedback/improvement.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/nearest.h"
#include "charter/condition.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::int64_t list_max = 500;
constexpr std::size_t condition_characters_max = 9'000;  // of the 10,000 that a condition may have

std::string text_at(const object& from, const char* key) {
    const value* found = from.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::vector<std::string> texts_at(const object& from, const char* key) {
    std::vector<std::string> texts;
    const value* found = from.if_contains(key);
    if (found != nullptr && found->is_array()) {
        for (const value& one : found->get_array()) texts.emplace_back(one.get_string());
    }
    return texts;
}

array list_of(const std::vector<std::string>& texts) {
    array list;
    for (const auto& text : texts) list.emplace_back(report::well_formed(text));
    return list;
}

/// Under which a message lies in the outbox: one for each answer, however often it is solved.
std::string once_of(const std::string& product, const std::string& improvement, const std::string& feedback) { return base::format(base::digest_of("improvement\x1f" + product + "\x1f" + improvement + "\x1f" + feedback)); }

base::Result<object> told_of(Service& service, const std::string& product, const Improvement& improvement) {
    std::int64_t delivered = 0, waiting = 0, failed = 0;
    for (const auto& id : improvement.feedback) {
        if (!improvement.solved) break;
        ASSIGN_OR_RETURN(const auto delivery, service.registry().outbox().find(once_of(product, improvement.id, id)));
        if (!delivery) continue;
        using State = records::Delivery::State;
        (delivery->state == State::delivered ? delivered : delivery->state == State::dead ? failed : waiting) += 1;
    }
    ASSIGN_OR_RETURN(const auto contacts, service.registry().improvements().contacts(product, improvement.feedback));
    const std::int64_t addresses = improvement.solved ? improvement.told : static_cast<std::int64_t>(contacts.size());
    return object{{"asked", improvement.feedback.size()}, {"addresses", addresses}, {"delivered", delivered}, {"waiting", waiting}, {"failed", failed}};
}

}  // namespace

std::string Improvement::where(const charter::Charter& document) const {
    if (predictions.empty()) return {};
    charter::Condition condition;
    condition.op = charter::Condition::Op::in;
    condition.column = document.task.columns.id.empty() ? "id" : document.task.columns.id;
    std::size_t length = 0;
    for (const auto& prediction : predictions) {
        length += 2 * prediction.size() + 4;
        if (length > condition_characters_max) break;
        condition.values.emplace_back(prediction);
    }
    if (condition.values.empty()) return {};
    if (condition.values.size() == 1) condition.op = charter::Condition::Op::equal;
    return charter::format(condition);
}

base::Result<Improvement> improvement_from(const records::KeptImprovement& kept) {
    ASSIGN_OR_RETURN(const auto parsed, base::parse_json(kept.content));
    const object& from = parsed.get_object();
    Improvement one{.id = kept.id, .title = text_at(from, "title"), .owner = text_at(from, "owner"), .theme = text_at(from, "theme"), .words = texts_at(from, "words"), .feedback = texts_at(from, "feedback"), .predictions = texts_at(from, "predictions"),
                    .proposal = text_at(from, "proposal"), .by = text_at(from, "by"), .created = kept.created, .solved = {}, .solved_by = text_at(from, "solved_by"), .version = text_at(from, "version"), .message = text_at(from, "message")};
    if (!kept.open) one.solved = kept.changed;
    if (const value* told = from.if_contains("told")) one.told = told->to_number<std::int64_t>();
    return one;
}

records::KeptImprovement kept_of(const Improvement& one, const std::string& product, base::Time now) {
    const object content{{"title", one.title}, {"owner", one.owner}, {"theme", one.theme}, {"words", list_of(one.words)}, {"feedback", list_of(one.feedback)}, {"predictions", list_of(one.predictions)}, {"proposal", one.proposal}, {"by", one.by},
                         {"solved_by", one.solved_by}, {"version", one.version}, {"message", one.message}, {"told", one.told}};
    return {.id = one.id, .product = product, .open = !one.solved.has_value(), .created = one.created, .changed = one.solved.value_or(now), .content = base::json::serialize(content)};
}

base::Result<Improvement> find_improvement(Service& service, const std::string& product, const std::string& id) {
    ASSIGN_OR_RETURN(const auto kept, service.registry().improvements().find(product, id));
    if (kept) return improvement_from(*kept);
    ASSIGN_OR_RETURN(const auto all, service.registry().improvements().list(product, list_max));
    std::vector<std::string> known;
    for (const auto& one : all) known.push_back(one.id);
    const auto nearest = base::nearest_name(id, known);
    return base::Error{base::Fault::missing, "there is no such improvement: " + id.substr(0, 60), nearest.empty() ? "\"charter improvement list\" shows those that there are" : "did you mean " + nearest + "?"};
}

base::Result<object> json_of(Service& service, const charter::Charter& document, const Improvement& one) {
    ASSIGN_OR_RETURN(auto told, told_of(service, document.product, one));
    const value solved = one.solved ? value(object{{"time", base::format(*one.solved)}, {"by", one.solved_by}, {"version", one.version.empty() ? value(nullptr) : value(report::well_formed(one.version))}, {"message", report::well_formed(one.message)}}) : value(nullptr);
    return object{{"id", one.id}, {"title", report::well_formed(one.title)}, {"owner", one.owner}, {"state", one.solved ? "solved" : "open"}, {"theme", one.theme.empty() ? value(nullptr) : value(one.theme)}, {"words", list_of(one.words)},
                  {"feedback", list_of(one.feedback)}, {"predictions", list_of(one.predictions)}, {"proposal", report::well_formed(one.proposal)}, {"where", report::well_formed(one.where(document))}, {"created", base::format(one.created)}, {"by", one.by},
                  {"solved", solved}, {"told", std::move(told)}};
}

std::string proposal_for(const charter::Charter& document, const Improvement& improvement) {
    const std::string where = improvement.where(document);
    if (where.empty()) return {};
    const bool numbers = document.task.kind == charter::TaskKind::regression;
    std::string quoted;
    for (const char c : where) quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return fmt::format("- id: {}\n  metric: {}\n  where: \"{}\"\n  {}\n  about: census\n  owner: {}\n  breach: stop\n", improvement.id, numbers ? "mae" : "accuracy", quoted, numbers ? "at_most: 1" : "at_least: 0.9", improvement.owner);
}

base::Result<std::int64_t> tell_those_who_asked(Service& service, const charter::Charter& document, const Improvement& improvement, base::Time now) {
    auto& registry = service.registry();
    std::int64_t told = 0;
    const auto kept = registry.together([&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto contacts, registry.improvements().contacts(document.product, improvement.feedback));
        std::vector<std::string> reached;
        for (const auto& contact : contacts) {
            const records::Parcel parcel{.once = once_of(document.product, improvement.id, contact.feedback), .product = document.product, .channel = "mail", .target = contact.address, .subject = "What became of your feedback on " + report::plain(document.product),
                                         .body = report::well_formed(improvement.message) + "\n\nYou left this address with your feedback to be told. It is not kept any longer.\n"};
            RETURN_IF_ERROR(registry.outbox().put(parcel, now));
            reached.push_back(contact.feedback);
        }
        told = static_cast<std::int64_t>(reached.size());
        constexpr std::int64_t kept_days = 365;
        return registry.improvements().forget_contacts(document.product, reached, base::Time{now.micros - kept_days * base::micros_per_day});
    });
    if (!kept) return kept.error();
    service.retrainings().wake_outbox();
    return told;
}

}  // namespace operations
