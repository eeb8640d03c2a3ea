#pragma once

#include <optional>
#include <string>
#include <vector>

#include "observations/dictionary.h"
#include "observations/plan.h"

namespace observations {

/// Reads a column that has the positive value and one other. Which the other is, the data say: the first one seen; a
/// third value is a fault, unless every other value counts as the rest.
class LabelReader {
public:
    /// `matured`: a label missing from a row after it may still come, and is not known.
    LabelReader(const LabelFeed& feed, const Dictionary* dictionary, Label when_missing, std::optional<base::Time> matured)
        : feed_(feed), dictionary_(dictionary), when_missing_(when_missing), matured_(matured) {}

    /// Rows that are not `used` are not looked at.
    void read(const Rows& rows, std::vector<Label>& labels);
    const std::optional<std::string>& other() const { return other_; }
    const std::optional<Complaint>& complaint() const { return complaint_; }

    /// Two readers must have seen the same other value.
    static std::optional<Complaint> disagreement(const LabelReader& a, const LabelReader& b);

private:
    void read_numbers(const Rows& rows, std::vector<Label>& labels);
    Label number_label(const Rows& rows, std::size_t row);
    Label text_label(const Rows& rows, std::size_t row);
    Label missing_label(const Rows& rows, std::size_t row) const;
    void complain(const std::string& value);

    const LabelFeed& feed_;
    const Dictionary* dictionary_;
    Label when_missing_;
    std::optional<base::Time> matured_;
    std::optional<double> other_number_;
    std::uint32_t positive_code_ = 0;  ///< 0: not seen yet
    std::uint32_t other_code_ = 0;
    std::vector<std::uint8_t> rest_;   ///< by code: seen, and not positive; where there are many values
    std::optional<std::string> other_;
    std::optional<Complaint> complaint_;
};

}  // namespace observations
