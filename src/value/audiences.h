#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "value/frequencies.h"

/// The same facts in a sentence or two for each who reads them. Nobody's sentence holds a number that another's contradicts: all are
/// made from one `Facts`.
namespace value {

/// What is counted, and what may happen to it.
struct Words {
    std::string cases = "cases";      ///< "flights"
    std::string event = "positive";   ///< what follows "are": "late", "customers who leave"
    std::string decision = "flagged"; ///< what follows "are": "warned of"
};

enum class Audience { executive, product, science, risk };
std::string_view name(Audience audience);   ///< `executive`
std::string_view title(Audience audience);  ///< `For the executive`
inline constexpr Audience audiences[] = {Audience::executive, Audience::product, Audience::science, Audience::risk};

/// The rate at which the counts are told, where it is not that of the data.
struct Restated {
    double data_rate = 0;
    double place_rate = 0;
};

struct Money {
    Range per_case;        ///< at the rate that the counts are told at
    std::string currency;  ///< "USD"; empty: not named
};

struct Facts {
    Words words;
    Frequencies counts;
    std::optional<Restated> restated;
    Range sensitivity, specificity;
    std::optional<Range> precision;  ///< nothing: nobody is flagged
    std::optional<Money> money;
    double threshold = 0.5;
    std::int64_t rows = 0;       ///< with a known label
    std::int64_t unlabelled = 0;
    std::int64_t units = 0;
    bool units_named = false;
    double level = 0.95;
};

/// The counts with the arithmetic done: whose sum is what, of whom.
std::vector<std::string> told(const Facts& facts);

std::string sentence(Audience audience, const Facts& facts);

/// `1,000`.
std::string number(std::int64_t count);
/// `61 %`, below 10 with a decimal, and never 0 or 100 where it is not.
std::string percent(double share);
/// `61 % (58 to 64 %)`.
std::string percent(const Range& range);

}  // namespace value
