#include <array>
#include <filesystem>

#include "charter/draft.h"
#include "observations/source.h"
#include "operations/operation.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "from", .kind = Parameter::Kind::list, .sentence = "Your data: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "product", .sentence = "The product's name.", .placeholder = "NAME", .fallback = "the name of the file"},
}};

charter::DraftColumn::Type type_of(observations::ColumnType type) {
    using To = charter::DraftColumn::Type;
    switch (type) {
        case observations::ColumnType::number: return To::number;
        case observations::ColumnType::integer: return To::integer;
        case observations::ColumnType::boolean: return To::boolean;
        case observations::ColumnType::text: return To::text;
        case observations::ColumnType::time: return To::time;
        case observations::ColumnType::other: return To::other;
    }
    return To::other;
}

charter::DraftColumn column_of(const observations::ColumnProfile& profile) {
    return {
        .name = profile.info.name,
        .type = type_of(profile.info.type),
        .rows = profile.rows,
        .missing = profile.missing,
        .distinct = profile.distinct,
        .whole_numbers = profile.whole_numbers,
        .min = profile.min,
        .max = profile.max,
        .first = profile.first,
        .last = profile.last,
        .top = profile.top,
    };
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    observations::Reading reading;
    reading.files = arguments.list("from");
    reading.stop = surroundings.stop;
    if (surroundings.progress) {
        reading.progress = [&](const observations::Progress& progress) { surroundings.progress(progress.share, progress.rows); };
    }
    ASSIGN_OR_RETURN(const auto profiles, observations::profile(reading));
    const std::filesystem::path source(reading.files.front());
    charter::DraftData data{.product = arguments.text("product", source.stem().string()), .source = source.filename().string(), .columns = {}};
    for (const auto& profile : profiles) data.columns.push_back(column_of(profile));
    return Output{charter::draft(data), 0};
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
