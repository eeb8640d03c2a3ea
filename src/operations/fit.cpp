#include <fmt/format.h>

#include <array>
#include <sstream>

#include "base/part_file.h"
#include "models/model.h"
#include "models/words.h"
#include "observations/table.h"
#include "operations/operation.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;

constexpr std::array<std::string_view, 5> kinds{"constant", "rule", "tree", "logistic", "boosted"};
constexpr std::array<Parameter, 8> parameters{{
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "Training data: Parquet, CSV or NDJSON.", .placeholder = "FILE", .required = true},
    {.name = "label", .sentence = "The column that says what happened; it must hold two values.", .placeholder = "COLUMN", .required = true},
    {.name = "features", .kind = Parameter::Kind::list, .sentence = "Columns to learn from: numbers, or text as categories.", .placeholder = "COLUMN,...", .required = true},
    {.name = "kind", .sentence = "The share of positives for all, a single condition, a tree of up to three, logistic regression, or boosted trees.", .choices = kinds, .fallback = "logistic"},
    {.name = "positive", .sentence = "The label that counts as positive.", .placeholder = "VALUE", .fallback = "1"},
    {.name = "seed", .kind = Parameter::Kind::number, .sentence = "Recorded in the model; the same data and seed give the same file.", .placeholder = "N", .fallback = "1"},
    {.name = "threads", .kind = Parameter::Kind::number, .sentence = "How many threads to use; changes the speed and nothing else.", .placeholder = "N", .fallback = "all"},
    {.name = "output", .sentence = "Where to write the model, a JSON file.", .placeholder = "MODEL", .required = true},
}};

/// `--features a,b --features c` names three columns.
std::vector<std::string> names_in(const std::vector<std::string>& lists) {
    std::vector<std::string> names;
    for (const std::string& list : lists) {
        std::stringstream words(list);
        for (std::string word; std::getline(words, word, ',');) {
            if (!word.empty()) names.push_back(word);
        }
    }
    return names;
}

base::Result<std::int64_t> whole_number(const Arguments& arguments, std::string_view name, std::int64_t fallback) {
    const auto number = arguments.number(name);
    if (!arguments.has(name)) return fallback;
    if (!number || *number < 0 || *number > 2147483647 || *number != static_cast<double>(static_cast<std::int64_t>(*number))) {
        return Error{Fault::input, fmt::format("--{} is a whole number from 0 to 2147483647, not: {}", name, arguments.text(name)), "give such a number"};
    }
    return static_cast<std::int64_t>(*number);
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const std::string label = arguments.text("label");
    const auto kind = models::kind_of(arguments.text("kind", "logistic")).value_or(models::Kind::logistic);
    ASSIGN_OR_RETURN(const std::int64_t seed, whole_number(arguments, "seed", 1));
    ASSIGN_OR_RETURN(const std::int64_t threads, whole_number(arguments, "threads", 0));
    std::vector<observations::Wanted> wanted{{label}};
    for (const std::string& name : names_in(arguments.list("features"))) {
        if (name == label) return Error{Fault::input, "the label cannot be a feature: " + name, "take it out of --features"};
        for (const auto& other : wanted) {
            if (other.name == name) return Error{Fault::input, "a feature is named twice: " + name, "name each column once in --features"};
        }
        wanted.push_back({name});
    }
    ASSIGN_OR_RETURN(const observations::Frame table, observations::read_frame(arguments.list("data"), wanted, surroundings.stop));
    const auto rows = static_cast<std::int64_t>(table.rows());
    const models::Options options{.positive = arguments.text("positive", "1"), .seed = static_cast<std::uint64_t>(seed), .threads = static_cast<int>(threads),
                                  .progress = [&](double share) { if (surroundings.progress) surroundings.progress(share, rows); }, .stop = surroundings.stop};
    ASSIGN_OR_RETURN(const models::Model model, models::fit(table, label, kind, options));
    const std::string text = model.save();
    RETURN_IF_ERROR(base::write_whole(arguments.text("output"), text, base::PartFile::Readers::usual));
    std::string words;
    for (const std::string& line : models::in_words(model)) words += "  " + line + "\n";
    return Output{fmt::format("Fitted a {} model on {} rows, {} of them positive ({:.1f} %), with {} features.\nTraining data {}\nModel         {} {}\n{}", models::name(kind), rows, model.positives(),
                              100.0 * static_cast<double>(model.positives()) / static_cast<double>(rows), model.features().size(), base::format(model.data_digest()),
                              base::format(base::digest_of(text)), arguments.text("output"), words),
                  0};
}

}  // namespace

extern const Operation fit{
    .id = "fit",
    .command = "fit",
    .scope = on_this_machine,
    .summary = "Trains a simple model, to compare with or to try things out.",
    .about = "A reference model answers whether a simple model would be enough. A constant, a rule and a tree are printed in words. Logistic regression standardises numbers and gives each category a coefficient; boosted trees find steps and interactions. "
             "The file holds everything that scoring needs, and what the model was trained on, by digest. How well a model fits its own training data is no evidence, so it is not shown: score other data and measure that.",
    .parameters = parameters,
    .example = "charter fit --data train.parquet --label late --features distance,origin --kind boosted --output model.json",
    .run = run,
};

}  // namespace operations
