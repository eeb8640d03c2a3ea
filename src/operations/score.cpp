#include <fmt/format.h>

#include <array>
#include <fstream>
#include <sstream>

#include "models/model.h"
#include "observations/table.h"
#include "operations/operation.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;

constexpr std::array<Parameter, 5> parameters{{
    {.name = "MODEL", .sentence = "A model that \"charter fit\" wrote.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "Rows to score: Parquet, CSV or NDJSON.", .placeholder = "FILE", .required = true},
    {.name = "output", .sentence = "Where to write the rows with their score: .parquet, .csv, .csv.gz or .ndjson.", .placeholder = "FILE", .required = true},
    {.name = "as", .sentence = "The name of the column of scores.", .placeholder = "COLUMN", .fallback = "score"},
    {.name = "version", .sentence = "Adds a column model_version that holds this text in every row.", .placeholder = "TEXT"},
}};

base::Result<models::Model> load(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return Error{Fault::missing, "cannot read file: " + path, "check the path and its permissions"};
    return models::Model::load(text.str());
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const models::Model model, load(arguments.text("MODEL")));
    observations::Scoring scoring;
    scoring.files = arguments.list("data");
    scoring.features = model.wanted();
    scoring.score_name = arguments.text("as", "score");
    scoring.version = arguments.text("version");
    scoring.output = arguments.text("output");
    scoring.stop = surroundings.stop;
    // How many rows there will be is not known before the files are read.
    if (surroundings.progress) scoring.progress = [&](std::int64_t rows) { surroundings.progress(-1, rows); };
    const auto scorer = [&](const observations::Frame& piece) { return model.score(piece); };
    ASSIGN_OR_RETURN(const std::int64_t rows, observations::write_scores(scoring, scorer));
    return Output{fmt::format("Scored {} rows with a {} model into column {} of {}\n", rows, models::name(model.kind()), scoring.score_name, scoring.output), 0};
}

}  // namespace

extern const Operation score{
    .id = "score",
    .command = "score",
    .scope = on_this_machine,
    .summary = "Adds a model's scores to a file of rows.",
    .about = "Copies every column and row, in their order, and adds the probability that the model gives to the positive label. Rows are streamed, so the file may be larger than memory. "
             "A category that training never saw counts as (other); a missing number as the training data's mean (logistic) or as missing (the others).",
    .parameters = parameters,
    .example = "charter score model.json --data march.parquet --version v1 --output scored.parquet",
    .run = run,
};

}  // namespace operations
