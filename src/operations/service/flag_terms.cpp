#include "operations/service/flag_terms.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace operations {

namespace {

/// Parted by spaces or commas, as people write lists.
std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" ,", at), text.size());
        if (end > at) words.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

FlagTerms terms_in(records::Registry& registry) {
    FlagTerms terms;
    if (const auto origins = registry.setting("flags.origins"); origins && *origins && **origins != "*") terms.origins = words_in(**origins);
    if (const auto rate = registry.setting("flags.per_second"); rate && *rate) {
        double number = 0;
        const std::string& text = **rate;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec == std::errc() && number > 0) terms.per_second = std::min(number, FlagTerms::per_second_max);
    }
    return terms;
}

}  // namespace

bool FlagTerms::allows(std::string_view origin) const { return origins.empty() || std::find(origins.begin(), origins.end(), origin) != origins.end(); }

std::shared_ptr<const FlagTerms> FlagTermsReader::at(base::Time now) {
    const std::lock_guard lock(mutex_);
    if (const std::int64_t age = now.micros - read_.micros; age < 0 || age >= base::micros_per_second) {
        terms_ = std::make_shared<const FlagTerms>(terms_in(registry_));
        read_ = now;
    }
    return terms_;
}

}  // namespace operations
