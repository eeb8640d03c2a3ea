#include "operations/shared/task_columns.h"

#include <algorithm>

#include "base/assert.h"

namespace operations {

std::vector<std::string> keys_of(const metrics::Reads& reads) {
    std::vector<std::string> keys;
    const auto add = [&](bool read, const char* key) {
        if (read) keys.emplace_back(key);
    };
    add(reads.label, "label");
    add(reads.score, "score");
    add(reads.decision, "decision");
    add(reads.prediction, "prediction");
    add(reads.lower, "lower");
    add(reads.upper, "upper");
    add(reads.subject, "subject");
    add(reads.query, "query");
    add(reads.item, "item");
    add(reads.time, "time");
    return keys;
}

void settle_score(charter::Columns& columns, const std::string& positive) {
    const auto own = columns.scores.find(positive);
    if (columns.score.empty() && own != columns.scores.end()) columns.score = own->second;
}

const std::string& column_for(const charter::Columns& columns, std::string_view key) {
    if (key == "decision") return columns.score.empty() ? columns.prediction : columns.score;
    const auto keys = charter::column_keys();
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const charter::ColumnKey& one) { return one.key == key; });
    ASSERT(found != keys.end());
    return columns.*(found->column);
}

}  // namespace operations
