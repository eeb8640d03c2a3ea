#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "charter/charter.h"
#include "metrics/metric.h"
#include "operations/faults.h"
#include "operations/operation.h"
#include "operations/shared/answer_words.h"
#include "operations/shared/every_limit.h"
#include "operations/shared/metric_words.h"
#include "operations/shared/openapi.h"
#include "operations/shared/vocabulary.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "write", .sentence = "Folder of the project: pages go to docs/reference, the schema to schemas.", .placeholder = "FOLDER", .required = true},
}};

constexpr std::string_view generated = "<!-- Written by `charter docs`; do not edit. -->\n\n";

std::string spelled(const Parameter& parameter) {
    if (parameter.positional) return std::string(parameter.name);
    const std::string name = "--" + std::string(parameter.name);
    return parameter.placeholder.empty() ? name : name + " " + std::string(parameter.placeholder);
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

std::string parameters_table(const Operation& operation, std::string (*spelling)(const Parameter&)) {
    std::string table;
    for (const auto& parameter : operation.parameters) {
        std::string meaning = escaped(parameter.sentence);
        if (parameter.required) meaning += " Required.";
        if (!parameter.choices.empty()) meaning += fmt::format(" One of: {}.", fmt::join(parameter.choices, ", "));
        if (!parameter.fallback.empty()) meaning += fmt::format(" Default: {}.", escaped(parameter.fallback));
        table += fmt::format("| `{}` | {} |\n", spelling(parameter), meaning);
    }
    return table.empty() ? "" : "| parameter | meaning |\n|---|---|\n" + table;
}

std::string commands_page() {
    std::string page = "# Commands\n\n" + std::string(generated) + "Every command also takes `--output FILE` and `--help`. Exit codes: 0 done (of `evaluate`: every stopping promise kept), 1 one broken, 2 none broken but one unproven, 3 the input was at fault, 4 any other "
                       "fault, 130 interrupted. Commands marked *server* are sent to the server that `CHARTER_SERVER` names (default: http://127.0.0.1:8420), with the token of `CHARTER_TOKEN`.\n";
    for (const auto* operation : catalogue()) {
        if (operation->command.empty()) continue;
        page += fmt::format("\n## charter {}\n\n{}{} {}\n\n    {}\n\n{}", operation->command, operation->route.path.empty() ? "" : "*server.* ", operation->summary, operation->about, operation->example, parameters_table(*operation, spelled));
    }
    return page;
}

std::string http_page() {
    std::string page = "# HTTP\n\n" + std::string(generated) + "What the server answers. `schemas/openapi.json` and `GET /v1/openapi.json` say the same for programs. Parameters stand in the path, in the query or, where something is changed, in a JSON body. "
                       "Whoever asks sends `Authorization: Bearer TOKEN` and needs the scope that is named.\n\n| fault | status | exit code | who acts |\n|---|---:|---:|---|\n";
    for (const auto& words : fault_words) page += fmt::format("| `{}` | {} | {} | {} |\n", words.word, words.status, words.exit_code, words.sentence);
    for (const auto* operation : catalogue()) {
        if (operation->route.path.empty()) continue;
        const auto scope = operation->scope.scope;
        page += fmt::format("\n## {} {}\n\nScope: {}. {} {}\n\n{}", spelled(operation->route.method), operation->route.path, scope ? "`" + std::string(base::name(*scope)) + "`" : "none is needed", operation->summary, operation->about,
                            parameters_table(*operation, [](const Parameter& parameter) { return parameter.kind == Parameter::Kind::body ? std::string("the body") : std::string(parameter.name); }));
        page += answer_section(*operation);
    }
    return page;
}

/// The families have a page each, named after them.
std::string page_name(metrics::Family family) {
    std::string name(metrics::name(family));
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

std::string metrics_page() {
    std::string page = "# Metrics\n\n" + std::string(generated) + "Each metric says what in the world its number stands for, and how sure it is. `charter metrics ID` says the same on a terminal.\n";
    const metrics::Metric* before = nullptr;
    for (const auto* metric : by_family()) {
        if (before == nullptr || before->family != metric->family) page += fmt::format("\n## [{}](metrics/{}.md)\n\n| metric | meaning |\n|---|---|\n", metrics::name(metric->family), page_name(metric->family));
        page += fmt::format("| [`{}`](metrics/{}.md#{}) | {} |\n", metric->id, page_name(metric->family), metric->id, escaped(metric->summary));
        before = metric;
    }
    return page;
}

std::string entry(const metrics::Metric& metric) {
    std::string text = fmt::format("\n## {}\n\n{}\n\n- **Stands for:** {}\n- **Formula:** `{}`\n- **Source:** {}\n- **Interval:** {}\n- **Example:** {}\n- **Needs:** {}\n- **As a promise:** `{}`\n", metric.id, metric.summary, metric.estimand,
                                   metric.formula, metric.source, metric.interval, metric.example.says, needs_of(metric), promise_example(metric));
    if (const auto before = before_labels_of(metric); !before.empty()) text += fmt::format("- **Before labels:** {}\n", before);
    for (const auto& parameter : metrics::parameters_of(metric)) text += fmt::format("- **Parameter `{}`** ({}): {}\n", parameter.name, range_of(parameter), parameter.sentence);
    for (const auto* one : metrics::as::of_metric(metric.id)) text += fmt::format("- **`--as {}{}`** (`{}` of {} {}): {}\n", name_of(*one), one->estimated ? " --estimated" : "", one->call, one->peer, one->version, remark_of(*one));
    return text;
}

/// Pages of the families, by file name.
std::map<std::string, std::string> family_pages() {
    std::map<std::string, std::string> pages;
    for (const auto* metric : by_family()) {
        std::string& page = pages["docs/reference/metrics/" + page_name(metric->family) + ".md"];
        if (page.empty()) page = fmt::format("# Metrics: {}\n\n{}", metrics::name(metric->family), generated);
        page += entry(*metric);
    }
    return pages;
}

std::string limits_page() {
    std::string page = "# Limits\n\n" + std::string(generated) + "Every bound of the system, with its reason.\n\n| limit | value | reason |\n|---|---:|---|\n";
    for (const auto& limit : every_limit()) page += fmt::format("| `{}` | {} | {} |\n", limit.name, limit.value, limit.reason);
    return page;
}

base::Result<base::Done> write(const std::filesystem::path& path, const std::string& text) {
    std::error_code ignored;  // the write itself says whether it worked
    std::filesystem::create_directories(path.parent_path(), ignored);
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text << std::flush;
    if (!file) return base::Error{base::Fault::outside, "cannot write: " + path.string(), "check the path, its permissions and the space on the disk"};
    return base::Done{};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    const std::filesystem::path root = arguments.text("write");
    const auto words = vocabulary();
    std::map<std::string, std::string> files = family_pages();
    files["docs/reference/commands.md"] = commands_page();
    files["docs/reference/http.md"] = http_page();
    files["docs/reference/answers.md"] = shapes_page(generated);
    files["schemas/openapi.json"] = openapi_document();
    files["docs/reference/metrics.md"] = metrics_page();
    files["docs/reference/charter.md"] = charter::field_reference(words);
    files["docs/reference/limits.md"] = limits_page();
    files["schemas/charter.schema.json"] = charter::json_schema(words);
    std::string text;
    for (const auto& [name, content] : files) {
        RETURN_IF_ERROR(write(root / name, content));
        text += fmt::format("{}\n", name);
    }
    return Output{text, 0};
}

}  // namespace

extern const Operation docs{
    .id = "docs",
    .command = "docs",
    .scope = on_this_machine,
    .summary = "Writes the reference pages and the JSON Schema of a charter, from what the program knows of itself.",
    .about = "The pages under docs/reference and the schemas come from here; a test keeps them fresh.",
    .parameters = parameters,
    .example = "charter docs --write .",
    .run = run,
};

}  // namespace operations
