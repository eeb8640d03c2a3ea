#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/shared/charter_file.h"

namespace operations {

namespace {

namespace json = base::json;

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 4> parameters{{
    {.name = "OLD", .sentence = "The charter as it was.", .required = true, .positional = true},
    {.name = "NEW", .sentence = "The charter as it is to be; - reads it from standard input.", .required = true, .positional = true},
    {.name = "format", .sentence = "How to write the changes.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

std::string as_text(const std::vector<charter::Change>& changes) {
    if (changes.empty()) return "no promise changed\n";
    std::string text;
    for (const auto& change : changes) text += fmt::format("{:<12} {}: {}\n", charter::name(change.kind), change.id, change.what);
    return text;
}

std::string as_json(const std::vector<charter::Change>& changes) {
    json::array list;
    for (const auto& change : changes) {
        const auto kind = charter::name(change.kind);
        list.push_back(json::object{{"change", json::string(kind.data(), kind.size())}, {"id", change.id}, {"what", change.what}});
    }
    return base::pretty(list);
}

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    ASSIGN_OR_RETURN(const charter::Charter before, load_charter(arguments.text("OLD")));
    ASSIGN_OR_RETURN(const charter::Charter after, load_charter(arguments.text("NEW")));
    const auto changes = charter::compare(before, after);
    return Output{arguments.text("format", "text") == "json" ? as_json(changes) : as_text(changes), 0};
}

}  // namespace

extern const Operation diff{
    .id = "diff",
    .command = "diff",
    .scope = on_this_machine,
    .summary = "Names every promise that was added, dropped, strengthened or weakened between two revisions of a charter.",
    .about = "A promise is weakened when its bound is looser, its level or severity lower, or when it checks less, even if another part of it got stronger. What cannot be called stronger or weaker, like another window or slice, is "
             "changed; so are the parts of the document that all promises rest on, like the task's threshold.",
    .parameters = parameters,
    .example = "charter diff old.charter.yaml new.charter.yaml",
    .run = run,
};

}  // namespace operations
