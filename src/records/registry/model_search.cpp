#include <fmt/format.h>

#include <map>

#include "records/registry/models.h"

namespace records {

namespace {

using base::Result;

constexpr const char* prompt_tag = "mlflow.prompt.is_prompt";

/// Prompts are kept as models with a tag, and found only by who asks for them.
bool asks_for_prompts(const Condition& condition) {
    const bool is_true = condition.is == Condition::Is::equal && condition.texts.front() == "true";
    return is_true || (condition.is == Condition::Is::unequal && condition.texts.front() == "false");
}

const std::map<std::string, std::string, std::less<>> version_texts{{"name", "v.model"}, {"run_id", "v.run"}, {"source_path", "v.source"}};
const std::map<std::string, std::string, std::less<>> orders{
    {"name", "name"}, {"version_number", "v.version"}, {"creation_timestamp", "created"}, {"last_updated_timestamp", "updated"}, {"timestamp", "updated"}};

/// `tags`: the table, with the columns by which its rows belong to those of the search.
std::string has_tag(Statement& statement, const Condition& condition, const std::string& tags) { return fmt::format("EXISTS (SELECT 1 FROM {} AND t.key = {} AND {})", tags, statement.hold(condition.key), statement.compare("t.value", condition)); }

void order(Statement& statement, const Search& search, const std::string& row, const std::string& name, const std::string& otherwise) {
    std::string by;
    for (const auto& ordering : search.orderings) {
        const auto& column = orders.find(ordering.key)->second;
        by += (column == "name" ? name : column.find('.') == std::string::npos ? row + "." + column : column) + (ordering.ascending ? " ASC, " : " DESC, ");
    }
    statement += " ORDER BY " + by + otherwise + " LIMIT " + statement.hold(search.count_max + 1) + " OFFSET " + statement.hold(search.offset);
}

template <class T>
bool cut(Found<T>& found, const Search& search) {
    found.more = static_cast<std::int64_t>(found.items.size()) > search.count_max;
    if (found.more) found.items.pop_back();
    return found.more;
}

}  // namespace

Result<Found<RegisteredModel>> ModelRegistry::models(const Search& search) {
    Statement statement("SELECT m.name FROM models m WHERE ");
    const std::string tags = "model_tags t WHERE t.model = m.name";
    bool prompts = false;
    for (const auto& condition : search.conditions) {
        if (condition.on == Condition::On::tag && condition.key == prompt_tag) prompts = prompts || asks_for_prompts(condition);
        else if (condition.on == Condition::On::tag) statement += has_tag(statement, condition, tags) + " AND ";
        else statement += statement.compare("m.name", condition) + " AND ";
    }
    statement += fmt::format("{} (SELECT 1 FROM {} AND t.key = '{}' AND t.value = 'true')", prompts ? "EXISTS" : "NOT EXISTS", tags, prompt_tag);
    order(statement, search, "m", "m.name", "m.name ASC");
    ASSIGN_OR_RETURN(const auto rows, statement.run(database_));
    Found<RegisteredModel> found;
    for (const auto& row : rows) {
        ASSIGN_OR_RETURN(auto one, model(row.text(0)));
        found.items.push_back(std::move(one));
    }
    cut(found, search);
    return found;
}

Result<Found<ModelVersion>> ModelRegistry::versions(const Search& search) {
    Statement statement("SELECT v.model, v.version FROM versions v WHERE ");
    const std::string tags = "version_tags t WHERE t.model = v.model AND t.version = v.version";
    bool prompts = false;
    for (const auto& condition : search.conditions) {
        if (condition.on == Condition::On::tag && condition.key == prompt_tag) prompts = prompts || asks_for_prompts(condition);
        else if (condition.on == Condition::On::tag) statement += has_tag(statement, condition, tags) + " AND ";
        else if (condition.key == "version_number") statement += statement.compare_number("v.version", condition.is, static_cast<std::int64_t>(condition.number)) + " AND ";
        else statement += statement.compare(version_texts.find(condition.key)->second, condition) + " AND ";
    }
    statement += fmt::format("{} (SELECT 1 FROM version_tags t WHERE t.model = v.model AND t.key = '{}' AND t.value = 'true')", prompts ? "EXISTS" : "NOT EXISTS", prompt_tag);
    order(statement, search, "v", "v.model", "v.updated DESC, v.model ASC, v.version DESC");
    ASSIGN_OR_RETURN(const auto rows, statement.run(database_));
    Found<ModelVersion> found;
    for (const auto& row : rows) {
        ASSIGN_OR_RETURN(auto one, version(row.text(0), row.number(1)));
        found.items.push_back(std::move(one));
    }
    cut(found, search);
    return found;
}

}  // namespace records
