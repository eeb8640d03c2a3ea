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
constexpr std::array<Parameter, 3> parameters{{
    {.name = "CHARTER", .sentence = "The charter; - reads it from standard input.", .required = true, .positional = true},
    {.name = "format", .sentence = "How to write the answer.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

std::string as_text(const charter::Charter& document) {
    std::string text = fmt::format("no faults: {} {}\n{}\n", document.promises.size(), document.promises.size() == 1 ? "promise" : "promises", base::format(document.digest));
    for (const auto& note : document.notes) text += fmt::format("note: line {}: {}\n", note.place.line, note.text);
    return text;
}

std::string as_json(const charter::Charter& document) {
    json::array notes;
    for (const auto& note : document.notes) notes.push_back(json::object{{"line", note.place.line}, {"column", note.place.column}, {"text", note.text}});
    return base::pretty(json::object{
        {"product", document.product},
        {"digest", base::format(document.digest)},
        {"promises", document.promises.size()},
        {"faults", json::array{}},
        {"notes", std::move(notes)},
    });
}

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    ASSIGN_OR_RETURN(const charter::Charter document, load_charter(arguments.text("CHARTER")));
    return Output{arguments.text("format", "text") == "json" ? as_json(document) : as_text(document), 0};
}

}  // namespace

extern const Operation lint{
    .id = "lint",
    .command = "lint",
    .scope = on_this_machine,
    .summary = "Checks a charter without any data.",
    .about = "Finds every fault at once, with line and column, what is allowed there, and the nearest valid name. Names that are reserved for later are notes, not faults.",
    .parameters = parameters,
    .example = "charter lint my.charter.yaml",
    .run = run,
};

}  // namespace operations
