#include "observations/expression.h"

#include "base/json.h"

namespace observations {

namespace {

using charter::ColumnContract;

std::string name_of(const ColumnInfo& column) { return duck::identifier(column.name); }

/// A blank text sorts before '!', which is quick to see; few others do.
std::string blank(const std::string& x) { return "(" + x + " < '!' AND trim(" + x + ", E' \\t\\r\\n') = '')"; }

bool is_float(const ColumnInfo& column) { return column.declared == "DOUBLE" || column.declared == "FLOAT"; }

/// 1 and 1.0 are the same number however the file spells them.
std::string not_allowed(const std::vector<std::string>& allowed, bool numeric, const std::string& number, const std::string& text) {
    std::string values;
    for (const auto& value : allowed) {
        values += (values.empty() ? "" : ", ") + (numeric ? "TRY_CAST(" + duck::literal(value) + " AS DOUBLE)" : duck::literal(value));
    }
    return "NOT coalesce((" + (numeric ? number : text) + ") IN (" + values + "), false)";
}

std::optional<PlainContract> plain(const Relation& relation, const ColumnInfo& column, const ColumnContract& contract) {
    using Type = ColumnContract::Type;
    const bool numeric = contract.type == Type::number || contract.type == Type::integer;
    if (contract.pattern || !contract.allowed.empty() || contract.type == Type::boolean || contract.type == Type::time) return std::nullopt;
    if (!relation.is_text(column) && column.type == ColumnType::number) {
        return PlainContract{false, numeric || contract.min || contract.max, contract.type == Type::integer, contract.min, contract.max};
    }
    if (column.declared != "VARCHAR" || numeric || contract.min || contract.max) return std::nullopt;
    return PlainContract{true, false, false, std::nullopt, std::nullopt};
}

/// Only in a text that shows a time of day: the last part of a date looks like an offset too.
const char* const offset_pattern = "':[0-9.]+\\s*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)\\s*$'";

}  // namespace

std::string as_number(const Relation& relation, const ColumnInfo& column) {
    const std::string x = name_of(column);
    if (column.type == ColumnType::boolean) {
        if (relation.is_text(column)) return "CASE lower(trim(" + x + ")) WHEN 'true' THEN 1.0::DOUBLE WHEN 'false' THEN 0.0::DOUBLE END";
        return "CAST(CAST(" + x + " AS TINYINT) AS DOUBLE)";
    }
    if (relation.is_text(column)) return "TRY_CAST(" + x + " AS DOUBLE)";
    if (column.type == ColumnType::number) return column.declared == "DOUBLE" ? x : "CAST(" + x + " AS DOUBLE)";
    return "CAST(NULL AS DOUBLE)";
}

std::string no_number(const Relation& relation, const ColumnInfo& column) {
    const std::string x = name_of(column);
    if (relation.is_text(column)) return "coalesce(NOT (" + blank(x) + ") AND " + as_number(relation, column) + " IS NULL, false)";
    return column.type == ColumnType::number || column.type == ColumnType::boolean ? "" : "(" + x + " IS NOT NULL)";
}

std::string as_truth(const ColumnInfo& column) {
    const std::string x = "lower(trim(CAST(" + name_of(column) + " AS VARCHAR)))";
    return "CASE WHEN " + x + " IN ('true', 't', 'yes', 'y', '1', '1.0') THEN 1.0::DOUBLE WHEN " + x + " IN ('false', 'f', 'no', 'n', '0', '0.0') THEN 0.0::DOUBLE END";
}

std::string no_truth(const ColumnInfo& column) {
    const std::string x = "CAST(" + name_of(column) + " AS VARCHAR)";
    return "coalesce(NOT (" + blank(x) + ") AND lower(" + x + ") <> 'nan' AND " + as_truth(column) + " IS NULL, false)";
}

std::string as_text(const ColumnInfo& column) {
    return column.declared == "VARCHAR" ? name_of(column) : "CAST(" + name_of(column) + " AS VARCHAR)";
}

std::string as_class(const Relation& relation, const ColumnInfo& column) {
    const std::string text = as_text(column);
    if (column.type == ColumnType::boolean) return relation.is_text(column) ? "lower(trim(" + text + "))" : text;
    if (column.type != ColumnType::number) return text;
    if (!relation.is_text(column) && column.declared.find("INT") != std::string::npos) return text;
    // 15 digits: whole numbers beyond them may have lost their last ones anyway.
    const std::string x = as_number(relation, column);
    return "CASE WHEN isnan(" + x + ") THEN NULL WHEN abs(" + x + ") < 1e15 AND (" + x + ") = floor(" + x + ") THEN CAST(CAST(" + x + " AS BIGINT) AS VARCHAR) WHEN (" + x + ") IS NOT NULL THEN CAST(" + x +
           " AS VARCHAR) ELSE " + text + " END";
}

base::Result<TimeExpression> as_time(const Relation& relation, const ColumnInfo& column) {
    const std::string x = name_of(column);
    if (relation.is_text(column)) {
        const std::string utc = "coalesce(regexp_matches(" + x + ", " + offset_pattern + "), false)";
        const auto micros = [&](const char* type) {
            const std::string cast = "TRY_CAST(" + x + " AS " + type + ")";
            return "CASE WHEN isfinite(" + cast + ") THEN epoch_us(" + cast + ") END";
        };
        const std::string either = "CASE WHEN " + utc + " THEN " + micros("TIMESTAMPTZ") + " ELSE " + micros("TIMESTAMP") + " END";
        return TimeExpression{either, utc, false, "coalesce(NOT (" + blank(x) + ") AND (" + either + ") IS NULL, false)"};
    }
    if (column.declared == "TIMESTAMP WITH TIME ZONE") return TimeExpression{x, "", true, ""};
    if (column.type == ColumnType::time) return TimeExpression{"CAST(" + x + " AS TIMESTAMP)", "", false, ""};
    return base::Error{base::Fault::input, "the time column holds " + column.declared + ", not times: " + column.name,
                       "write it as a timestamp or as text like 2001-03-01T08:30:00Z"};
}

KeyExpression as_key(const Relation& relation, const ColumnInfo& column) {
    if (relation.is_text(column)) return {name_of(column), KeyLayout::text};
    if (column.declared == "DATE") return {name_of(column), KeyLayout::day};
    if (column.declared.starts_with("TIMESTAMP WITH")) return {name_of(column), KeyLayout::wide};
    if (column.type == ColumnType::time) return {"CAST(" + name_of(column) + " AS TIMESTAMP)", KeyLayout::wide};
    for (const auto* whole : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}) {
        if (column.declared == whole) return {column.declared == "BIGINT" ? name_of(column) : "CAST(" + name_of(column) + " AS BIGINT)", KeyLayout::wide};
    }
    return {as_text(column), KeyLayout::text};
}

ContractExpression as_contract_code(const Relation& relation, const ColumnInfo& column, const ColumnContract& contract) {
    const std::string x = name_of(column);
    std::string missing = x + " IS NULL";
    if (relation.is_text(column)) missing += " OR " + blank(x);
    else if (is_float(column)) missing += " OR isnan(" + x + ")";
    ContractExpression out;
    std::string cases = " WHEN " + missing + " THEN 1";
    const auto invalid = [&](const std::string& condition, const std::string& reason) {
        out.reasons.push_back(reason);
        cases += " WHEN " + condition + " THEN " + std::to_string(out.reasons.size() + 1);
    };
    using Type = ColumnContract::Type;
    const std::string number = as_number(relation, column);
    const std::string text = as_text(column);
    const bool numeric = contract.type == Type::number || contract.type == Type::integer;
    if (numeric || contract.min || contract.max) invalid("(" + number + ") IS NULL OR isnan(" + number + ")", "not a number");
    if (contract.type == Type::integer) invalid("(" + number + ") <> floor(" + number + ")", "not a whole number");
    if (contract.min) invalid("(" + number + ") < " + base::format_number(*contract.min) + "::DOUBLE", "below " + base::format_number(*contract.min));
    if (contract.max) invalid("(" + number + ") > " + base::format_number(*contract.max) + "::DOUBLE", "above " + base::format_number(*contract.max));
    if (contract.type == Type::boolean) invalid("lower(trim(" + text + ")) NOT IN ('true', 'false', '0', '1')", "neither true nor false");
    if (contract.type == Type::time) {
        const auto time = as_time(relation, column);
        if (!time) invalid("true", "not a time");
        else if (!time->unreadable.empty()) invalid(time->unreadable, "not a time");
    }
    if (!contract.allowed.empty()) {
        invalid(not_allowed(contract.allowed, numeric || column.type == ColumnType::number, number, text), "not in the allowed list");
    }
    if (contract.pattern) invalid("NOT regexp_full_match(" + text + ", " + duck::literal(*contract.pattern) + ")", "does not match " + *contract.pattern);
    out.plain = plain(relation, column, contract);
    out.code = "CAST(CASE" + cases + " ELSE 0 END AS UTINYINT)";
    return out;
}

}  // namespace observations
