#include "observations/label_reader.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"

namespace observations {

namespace {

Complaint third_value(const LabelFeed& feed, const std::string& other, const std::string& value) {
    const std::string sql = feed.number ? "" : "(" + feed.text_sql + ") = " + duck::literal(value);
    return {"label column " + feed.column + " has more than two values: " + feed.positive_text + " (the positive one), " + other + " and " + value,
            sql, "state which value is positive, and keep rows with other values out with a condition or in another file; where labels are classes, say so with task.kind: multiclass, or --kind multiclass", ""};
}

}  // namespace

void LabelReader::complain(const std::string& value) {
    if (complaint_) return;
    complaint_ = third_value(feed_, *other_, value);
    if (feed_.number) complaint_->find = "(" + feed_.number->sql + ") = " + value + "::DOUBLE";
}

Label LabelReader::number_label(const Rows& rows, std::size_t row) {
    const duck::Vector& values = rows.feeds[feed_.number->values];
    if (!values.known(row)) return missing_label(rows, row);
    const double value = values.as<double>()[row];
    if (value == feed_.positive_number) return Label::positive;
    if (std::isnan(value)) return missing_label(rows, row);
    if (feed_.many) return Label::negative;
    if (!other_number_) {
        other_number_ = value;
        other_ = std::isfinite(value) ? base::format_number(value) : "infinity";
    } else if (*other_number_ != value) {
        complain(std::isfinite(value) ? base::format_number(value) : "'infinity'");
    }
    return Label::negative;
}

Label LabelReader::missing_label(const Rows& rows, std::size_t row) const {
    return matured_ && (rows.times[row] == no_time || rows.times[row] > matured_->micros) ? Label::unknown : when_missing_;
}

Label LabelReader::text_label(const Rows& rows, std::size_t row) {
    const std::uint32_t code = rows.codes[feed_.text][row];
    if (code == 0) return missing_label(rows, row);
    if (code == positive_code_) return Label::positive;
    if (code == other_code_) return Label::negative;
    if (code < rest_.size() && rest_[code] != 0) return Label::negative;
    const std::string& value = dictionary_->name(code);
    if (value == feed_.positive_text) {
        positive_code_ = code;
        return Label::positive;
    }
    if (feed_.many) {
        if (rest_.size() <= code) rest_.resize(code + std::size_t{1}, 0);
        rest_[code] = 1;
        return Label::negative;
    }
    if (other_code_ == 0) {
        other_code_ = code;
        other_ = value;
    } else {
        complain(value);
    }
    return Label::negative;
}

void LabelReader::read(const Rows& rows, std::vector<Label>& labels) {
    labels.resize(rows.count);
    if (feed_.number) return read_numbers(rows, labels);
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (rows.used[row] == 0) labels[row] = Label::unknown;
        else labels[row] = text_label(rows, row);
    }
}

/// The two values are told apart here; the first of the other kind, and whatever is neither, by `number_label`.
void LabelReader::read_numbers(const Rows& rows, std::vector<Label>& labels) {
    const duck::Vector& values = rows.feeds[feed_.number->values];
    const double* const all = values.as<double>();
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (rows.used[row] == 0) labels[row] = Label::unknown;
        else if (values.known(row) && other_number_ && (all[row] == feed_.positive_number || all[row] == *other_number_)) labels[row] = all[row] == feed_.positive_number ? Label::positive : Label::negative;
        else labels[row] = number_label(rows, row);
    }
}

std::optional<Complaint> LabelReader::disagreement(const LabelReader& a, const LabelReader& b) {
    if (!a.other_ || !b.other_ || *a.other_ == *b.other_) return std::nullopt;
    return third_value(a.feed_, std::min(*a.other_, *b.other_), std::max(*a.other_, *b.other_));
}

}  // namespace observations
