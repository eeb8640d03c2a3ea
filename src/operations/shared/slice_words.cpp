#include "operations/shared/slice_words.h"

namespace operations {

namespace {

using charter::Condition;
using metrics::slices::CodeRange;
using observations::CodedColumn;
using Op = Condition::Op;

Condition comparison(const CodedColumn& column, Op op, Condition::Value value) {
    Condition condition;
    condition.op = op;
    condition.column = column.name;
    condition.values.push_back(std::move(value));
    return condition;
}

Condition missing(const CodedColumn& column) {
    Condition condition;
    condition.op = Op::missing;
    condition.column = column.name;
    return condition;
}

void add_range(const CodedColumn& column, CodeRange range, std::vector<Condition>& into) {
    const auto last = static_cast<std::size_t>(column.named() - 1);
    if (range.first == range.last && column.alone[range.first]) {
        into.push_back(comparison(column, Op::equal, *column.alone[range.first]));
        return;
    }
    if (range.first > 0) into.push_back(comparison(column, Op::greater, column.cuts[range.first - std::size_t{1}]));
    if (range.last < last) into.push_back(comparison(column, Op::at_most, column.cuts[range.last]));
    if (range.first > 0 || range.last < last) return;
    Condition known;
    known.op = Op::negate;
    known.terms.push_back(missing(column));
    into.push_back(std::move(known));
}

}  // namespace

metrics::slices::Feature feature_of(const CodedColumn& column) {
    metrics::slices::Feature feature;
    feature.codes = column.codes();
    const int named = column.named();
    const auto add = [&](int first, int last) { feature.conditions.push_back({static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last)}); };
    for (int first = 0; first < named; ++first) {
        const int furthest = column.ordered ? named - 1 : first;
        for (int last = first; last <= furthest; ++last) {
            // All bins together say no more than that something is there.
            if (first == 0 && last == named - 1 && !column.missing && !column.others) continue;
            add(first, last);
        }
    }
    if (column.missing) add(*column.missing, *column.missing);
    return feature;
}

Condition condition_of(const metrics::slices::Slice& slice, const std::vector<CodedColumn>& columns) {
    Condition all;
    for (const auto& [feature, range] : slice) {
        const CodedColumn& column = columns[feature];
        if (column.missing && range.first == *column.missing) all.terms.push_back(missing(column));
        else if (column.ordered) add_range(column, range, all.terms);
        else all.terms.push_back(comparison(column, Op::equal, column.categories[range.first]));
    }
    return all.terms.size() == 1 ? all.terms.front() : all;
}

std::string in_yaml_quotes(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

}  // namespace operations
