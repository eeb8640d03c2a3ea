#include "operations/shared/study.h"

#include "report/numbers.h"

namespace operations {

namespace {

base::json::object ground_of(const report::Study& study, const charter::Charter& document, const observations::Source& data) {
    base::json::object all;
    all["product"] = document.product;
    all["currency"] = document.currency.empty() ? base::json::value(nullptr) : base::json::value(document.currency);
    all["charter"] = base::json::object{{"file", study.charter_file}, {"digest", base::format(document.digest)}};
    base::json::array files;
    for (const auto& file : data.files()) files.push_back(base::json::object{{"path", file.path}, {"digest", base::format(file.digest)}});
    all["data"] = std::move(files);
    all["headline"] = study.headline;
    return all;
}

}  // namespace

Output written(report::Study study, const base::json::object& found, const charter::Charter& document, const observations::Source& data, const Arguments& arguments, const Surroundings& surroundings) {
    study.product = document.product;
    study.charter_file = arguments.text("CHARTER");
    study.charter_digest = document.digest;
    study.charter_version = CHARTER_VERSION;
    study.facts.emplace_back("Rows", report::grouped(data.rows()));
    for (const auto& file : data.files()) study.data.push_back({"data", file.path, file.digest});
    const std::string format = arguments.flag("json") ? "json" : arguments.text("format", "text");
    if (format == "markdown") return {report::markdown(study), 0};
    if (format == "html") return {report::html(study), 0};
    if (format == "text") return {report::text(study, {.colour = surroundings.terminal, .width = surroundings.width}), 0};
    base::json::object all = ground_of(study, document, data);
    for (const auto& member : found) all[member.key()] = member.value();
    return {base::pretty(all) + "\n", 0};
}

}  // namespace operations
