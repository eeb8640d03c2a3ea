#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "records/registry/registry.h"

namespace operations {

/// On which terms flags are evaluated over HTTP, as an administrator has set them.
struct FlagTerms {
    static constexpr double per_second_max = 50'000;  ///< by one token from one address, and as many at once

    std::vector<std::string> origins;       ///< of pages that may ask; empty: every one
    double per_second = per_second_max;

    bool allows(std::string_view origin) const;
    /// Of one evaluation, where `per_second_max` a second is the measure.
    double cost() const { return per_second_max / per_second; }
};

/// Reads them again at most once a second, so that evaluation needs no database. Any number of threads.
class FlagTermsReader {
public:
    explicit FlagTermsReader(records::Registry& registry) : registry_(registry) {}
    std::shared_ptr<const FlagTerms> at(base::Time now);

private:
    records::Registry& registry_;
    std::mutex mutex_;
    base::Time read_{-base::micros_per_day};
    std::shared_ptr<const FlagTerms> terms_ = std::make_shared<const FlagTerms>();
};

}  // namespace operations
