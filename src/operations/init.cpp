#include <array>
#include <filesystem>

#include "operations/operation.h"
#include "operations/shared/drafting.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "from", .kind = Parameter::Kind::list, .sentence = "Your data: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "product", .sentence = "The product's name.", .placeholder = "NAME", .fallback = "the name of the file"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    observations::Reading reading;
    reading.files = arguments.list("from");
    reading.stop = surroundings.stop;
    if (surroundings.progress) {
        reading.progress = [&](const observations::Progress& progress) { surroundings.progress(progress.share, progress.rows); };
    }
    const std::filesystem::path source(reading.files.front());
    ASSIGN_OR_RETURN(const Drafted drafted, draft_from(reading, arguments.text("product", source.stem().string()), source.filename().string()));
    return Output{drafted.text, 0};
}

}  // namespace

extern const Operation init{
    .id = "init",
    .command = "init",
    .scope = on_this_machine,
    .summary = "Writes a draft charter from your own data.",
    .about = "Looks at the data and proposes column types, ranges and categories, the likely time, id, unit, version, score and label columns (and says why), a contract about the data, and first promises. Bounds are marked DRAFT: they "
             "are yours to decide. What it writes passes lint.",
    .parameters = parameters,
    .example = "charter init --from predictions.parquet > my.charter.yaml",
    .run = run,
};

}  // namespace operations
