#include "charter/charter.h"
#include "charter/description.h"

/// The reference page of the document's fields.
namespace charter {

namespace {

/// A bar would end the cell of a table.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

std::string presence(const Field& field) {
    if (field.reserved) return "not yet in use";
    if (field.required) return "required";
    if (!field.fallback.empty()) return "`" + std::string(field.fallback) + "`";
    return "";
}

std::string row(const Field& field) {
    const std::string example = field.example.empty() ? "" : "`" + std::string(field.key) + ": " + std::string(field.example) + "`";
    return "| `" + std::string(field.key) + "` | " + cell(field.sentence) + " | " + cell(takes(field)) + " | " + presence(field) + " | " + cell(example) + " |\n";
}

void write(const Shape& shape, std::string& page) {
    page += "\n## " + std::string(shape.title) + "\n\n" + std::string(shape.sentence) + "\n\n";
    page += "| key | meaning | takes | absent | example |\n|---|---|---|---|---|\n";
    for (const Field& field : shape.fields) page += row(field);
    for (const OneOf& group : shape.one_of) {
        page += group.when.empty() ? "\nExactly one of" : "\nWith `" + std::string(group.when) + "` exactly one of";
        for (const auto key : group.keys) page += " `" + std::string(key) + "`";
        page += ".\n";
    }
    for (const Field& field : shape.fields) {
        if (field.shape != nullptr) write(*field.shape, page);
    }
}

}  // namespace

std::string field_reference(const Vocabulary& metrics) {
    std::string page = "# The fields of a charter\n\nA charter is one YAML file. Keys that are not listed here are faults. Anchors, aliases, tags and several documents in a file are not allowed.\n";
    write(document(), page);
    write(relative_amount(), page);
    write(uncertain_money(), page);
    page += "\n## Metrics\n\nA promise names one of these; `charter metrics ID` says what it is.\n\n";
    for (const MetricWord& metric : metrics) {
        page += "- `" + metric.id + "`";
        for (const ParameterWord& parameter : metric.parameters) page += (&parameter == metric.parameters.data() ? ", with `" : ", `") + parameter.name + "`";
        page += "\n";
    }
    return page;
}

}  // namespace charter
