#include <variant>

#include "base/json.h"
#include "observations/expression.h"

namespace observations {

namespace {

using charter::Condition;
using Op = Condition::Op;

const char* symbol(Op op) {
    switch (op) {
        case Op::equal: return " = ";
        case Op::unequal: return " <> ";
        case Op::less: return " < ";
        case Op::at_most: return " <= ";
        case Op::greater: return " > ";
        default: return " >= ";
    }
}

std::string spelled(const Condition::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return base::format_number(*number);
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
    return std::get<std::string>(value);
}

base::Error misfit(const ColumnInfo& column, const Condition::Value& value, const char* kind) {
    return {base::Fault::input, "a condition compares column " + column.name + ", which holds " + kind + ", with: " + spelled(value),
            std::string("compare it with ") + kind};
}

/// What a comparison stands between: a column's values, null where missing, and a literal for one value.
class Comparison {
public:
    Comparison(const Relation& relation, ColumnInfo column, const base::Zone& zone) : relation_(relation), column_(std::move(column)), zone_(zone) {}

    base::Result<std::string> with(Op op, const Condition::Value& value) const {
        switch (column_.type) {
            case ColumnType::number: return number(op, value);
            case ColumnType::boolean: return boolean(op, value);
            case ColumnType::time: return time(op, value);
            default: return text(op, value);
        }
    }
    std::string missing() const {
        const std::string x = duck::identifier(column_.name);
        if (relation_.is_text(column_)) return "(" + x + " IS NULL OR trim(" + x + ", E' \\t\\r\\n') = '')";
        const bool can_be_nan = column_.declared == "DOUBLE" || column_.declared == "FLOAT";
        if (column_.type == ColumnType::number && can_be_nan) return "(" + x + " IS NULL OR isnan(CAST(" + x + " AS DOUBLE)))";
        return "(" + x + " IS NULL)";
    }

private:
    base::Result<std::string> number(Op op, const Condition::Value& value) const {
        std::string literal;
        if (const auto* plain = std::get_if<double>(&value)) literal = base::format_number(*plain);
        else {
            const auto parsed = base::parse_json(spelled(value));
            if (!parsed || !parsed->is_number()) return misfit(column_, value, "numbers");
            literal = base::format_number(parsed->to_number<double>());
        }
        return known(as_number(relation_, column_) + symbol(op) + literal + "::DOUBLE");
    }
    base::Result<std::string> boolean(Op op, const Condition::Value& value) const {
        const std::string word = spelled(value);
        if (word != "true" && word != "false" && word != "1" && word != "0") return misfit(column_, value, "true or false");
        return known(as_number(relation_, column_) + symbol(op) + (word == "true" || word == "1" ? "1" : "0"));
    }
    base::Result<std::string> text(Op op, const Condition::Value& value) const { return known(as_text(column_) + symbol(op) + duck::literal(spelled(value))); }

    base::Result<std::string> time(Op op, const Condition::Value& value) const {
        const std::string word = spelled(value);
        const auto parsed = base::parse_time(word);
        if (!parsed) return misfit(column_, value, "times");
        const auto clock = word.find_first_of("T :");
        const bool offset = clock != std::string::npos && word.find_first_of("Zz+-", clock + 1) != std::string::npos;
        const auto utc = offset ? parsed->micros : zone_.from_local(parsed->micros).micros;
        const auto wall = offset ? zone_.to_local(*parsed) : parsed->micros;
        ASSIGN_OR_RETURN(const auto times, as_time(relation_, column_));
        const auto side = [&](std::int64_t micros) {
            const std::string x = relation_.is_text(column_) ? "(" + times.micros + ")" : "epoch_us(" + times.micros + ")";
            return x + symbol(op) + std::to_string(micros);
        };
        if (times.utc.empty()) return known(side(times.always_utc ? utc : wall));
        return known("CASE WHEN " + times.utc + " THEN " + side(utc) + " ELSE " + side(wall) + " END");
    }

    /// Null where the value is missing: then neither the comparison nor its negation holds.
    std::string known(const std::string& comparison) const { return "(CASE WHEN NOT " + missing() + " THEN " + comparison + " END)"; }

    const Relation& relation_;
    ColumnInfo column_;
    const base::Zone& zone_;
};

base::Result<std::string> nullable(const Relation& relation, const Condition& condition, const base::Zone& zone) {
    if (condition.op == Op::all || condition.op == Op::any) {
        std::string out;
        for (const auto& term : condition.terms) {
            ASSIGN_OR_RETURN(const auto sql, nullable(relation, term, zone));
            out += (out.empty() ? "" : condition.op == Op::all ? " AND " : " OR ") + sql;
        }
        return "(" + (out.empty() ? "true" : out) + ")";
    }
    if (condition.op == Op::negate) {
        ASSIGN_OR_RETURN(const auto sql, nullable(relation, condition.terms.front(), zone));
        return "(NOT " + sql + ")";
    }
    ASSIGN_OR_RETURN(const auto column, relation.column(condition.column));
    const Comparison comparison(relation, column, zone);
    if (condition.op == Op::missing) return comparison.missing();
    if (condition.op != Op::in) return comparison.with(condition.op, condition.values.front());
    std::string out;
    for (const auto& value : condition.values) {
        ASSIGN_OR_RETURN(const auto sql, comparison.with(Op::equal, value));
        out += (out.empty() ? "" : " OR ") + sql;
    }
    return "(" + out + ")";
}

}  // namespace

base::Result<std::string> as_flag(const Relation& relation, const Condition& condition, const base::Zone& zone) {
    ASSIGN_OR_RETURN(const auto sql, nullable(relation, condition, zone));
    return "coalesce(" + sql + ", false)";
}

}  // namespace observations
