#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/shared/revisions.h"
#include "operations/shared/vocabulary.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    format_parameter,
    json_parameter,
}};

json::object json_of(const RevisionEvent& event) {
    return {{"kind", std::string(name(event.kind))}, {"entry", event.entry}, {"time", base::format(event.time)}, {"actor_id", report::well_formed(event.actor_id)},
            {"actor", event.actor.empty() ? json::value(nullptr) : json::value(report::well_formed(event.actor))}, {"comment", event.comment.empty() ? json::value(nullptr) : json::value(report::well_formed(event.comment))}};
}

/// The revision that counted before this one came to count; null: it is the first.
const Revision* before(const std::vector<Revision>& all, const Revision& one) {
    const auto applied = [](const Revision& of) {
        const auto found = std::find_if(of.events.begin(), of.events.end(), [](const auto& event) { return event.kind == RevisionEvent::Kind::applied; });
        return found == of.events.end() ? std::optional<std::uint64_t>() : std::optional(found->entry);
    };
    const auto own = applied(one).value_or(one.events.front().entry);
    const Revision* newest = nullptr;
    for (const auto& other : all) {
        const auto entry = applied(other);
        if (entry && *entry < own && (newest == nullptr || *entry > *applied(*newest))) newest = &other;
    }
    return newest;
}

/// What it changed; of two texts that are no longer read, nothing is said.
base::Result<json::value> changes_between(Service& service, const std::string& product, const std::vector<Revision>& all, const Revision* from, const Revision& to) {
    if (from == nullptr) return json::value(nullptr);
    const auto read = [&](const Revision& one) -> base::Result<std::optional<charter::Charter>> {
        const auto text = one.canonical.empty() ? text_of(service, product, all, one.digest) : base::Result<RevisionText>(RevisionText{one.canonical, false});
        if (!text && text.error().fault == base::Fault::missing) return std::optional<charter::Charter>();
        if (!text) return text.error();
        return charter::parse(text->text, vocabulary()).charter;
    };
    ASSIGN_OR_RETURN(const auto old, read(*from));
    ASSIGN_OR_RETURN(const auto fresh, read(to));
    if (!old || !fresh) return json::value(nullptr);
    return json::value(changes_json(charter::compare(*old, *fresh)));
}

std::string line_of(const Revision& one, bool stands) {
    std::string text = fmt::format("{}{}\n", one.digest, stands ? "  stands" : "");
    for (const auto& event : one.events) text += fmt::format("  {}  {:<8} entry {}{}{}\n", base::format(event.time), name(event.kind), event.entry, event.actor.empty() ? "" : "  " + report::plain(event.actor), event.comment.empty() ? "" : ": " + report::plain(event.comment));
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const std::string id = product->document()->product, standing = base::format(product->document()->digest);
    ASSIGN_OR_RETURN(const auto revisions, revisions_of(service, id));
    ASSIGN_OR_RETURN(const auto proposal, service.proposal(id));
    std::string text;
    json::array all;
    for (auto one = revisions.rbegin(); one != revisions.rend(); ++one) {
        text += line_of(*one, one->digest == standing);
        const Revision* earlier = before(revisions, *one);
        ASSIGN_OR_RETURN(auto changes, changes_between(service, id, revisions, earlier, *one));
        json::array events;
        for (const auto& event : one->events) events.emplace_back(json_of(event));
        all.push_back(json::object{{"digest", one->digest}, {"stands", one->digest == standing}, {"waits", proposal && proposal->digest == one->digest}, {"before", earlier == nullptr ? json::value(nullptr) : json::value(earlier->digest)},
                                   {"events", std::move(events)}, {"changes", std::move(changes)}});
    }
    return shown(arguments, text, json::object{{"product", report::well_formed(id)}, {"revisions", std::move(all)}});
}

}  // namespace

extern const Operation revisions{
    .id = "revisions",
    .command = "revisions",
    .route = {Method::get, "/v1/products/{product}/revisions"},
    .scope = base::Scope::view,
    .summary = "Every revision of a product's charter, the newest first: what it changed, who sent, approved or refused it and when.",
    .about = "From the ledger. Names and comments are shown where they have not been erased.",
    .parameters = parameters,
    .example = "charter revisions flight-delay-alerts",
    .run = run,
};

}  // namespace operations
