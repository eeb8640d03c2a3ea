#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metrics/metric.h"
#include "report/study.h"
#include "value/audiences.h"

namespace operations {

/// A term of the page with what it is worth now.
struct TermNow {
    const metrics::Metric* metric = nullptr;
    metrics::Estimate estimate;
};

struct People {
    value::Facts facts;
    std::optional<value::Audience> audience;  ///< one alone; nothing: all
    std::vector<TermNow> terms;
    std::optional<metrics::Limits> money_for_rows, money_for_amounts;  ///< where amounts are uncertain: what each alone would leave of the worth of a case
    std::string currency;
    std::string rate_from;  ///< where the rate was given: "--rate"
    std::vector<std::string> notes;
};

void add_to(report::Study& study, const People& people);
std::string people_json(const report::Study& study, const People& people);

/// `61.2 % (59.6 to 62.8 %)`, or why there is no value.
std::string value_words(const TermNow& term, const std::string& currency, double level);

}  // namespace operations
