#include "observations/passes.h"

#include <map>
#include <numeric>
#include <set>
#include <string>

#include "base/limits.h"

namespace observations {

namespace {

/// Below this no file of sensible row groups needs more than the reader may have.
constexpr std::size_t columns_looked_at = 8;

/// Bytes of the largest row group of each column, decompressed.
base::Result<std::map<std::string, std::size_t>> bytes_of_columns(duck::Database& database, const Relation& relation) {
    std::vector<std::string> plain;
    for (const auto& path : relation.files().paths) plain.push_back(plain_path(path));
    ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT split_part(path_in_schema, ', ', 1) AS name, max(total_uncompressed_size) FROM parquet_metadata(" + duck::list(plain) + ") GROUP BY name"));
    std::map<std::string, std::size_t> bytes;
    for (const auto& row : rows) bytes[row[0]] = row[1].empty() ? 0 : static_cast<std::size_t>(std::stoull(row[1]));
    return bytes;
}

}  // namespace

base::Result<Passes> passes_for(duck::Database& database, const Relation& relation, const std::vector<Question>& questions, std::size_t threads) {
    Passes passes(1);
    std::set<std::string> columns;
    for (const auto& question : questions) columns.insert(question.wish.column);
    if (relation.files().format != Format::parquet || columns.size() <= columns_looked_at) {
        passes.front().resize(questions.size());
        std::iota(passes.front().begin(), passes.front().end(), std::size_t{0});
        return passes;
    }
    ASSIGN_OR_RETURN(const auto bytes, bytes_of_columns(database, relation));
    const std::size_t most = base::limits::reader_bytes_max / 2 / threads;
    std::map<std::string, std::size_t> pass_of{{"", 0}};
    std::size_t used = 0;
    for (std::size_t number = 0; number < questions.size(); ++number) {
        const std::string& column = questions[number].wish.column;
        if (const auto known = pass_of.find(column); known != pass_of.end()) {
            passes[known->second].push_back(number);
            continue;
        }
        const auto found = bytes.find(column);
        const std::size_t needed = found == bytes.end() ? 0 : found->second;
        if (used > 0 && used + needed > most) {
            passes.emplace_back();
            used = 0;
        }
        used += needed;
        pass_of[column] = passes.size() - 1;
        passes.back().push_back(number);
    }
    return passes;
}

}  // namespace observations
