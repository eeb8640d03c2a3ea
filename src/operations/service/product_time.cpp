#include "operations/service/product_time.h"

#include "charter/window.h"
#include "operations/retraining/retrainings.h"

namespace operations {

bool replays(Service& service) { return service.retrainings().by_events(); }

base::Time product_time(Service& service, const Product& product) {
    const auto card = replays(service) ? product.live().scorecard() : nullptr;
    if (!card || !card->as_of) return service.now();
    const charter::Windowing days(base::Duration{.micros = base::micros_per_day, .months = 0}, product.document()->zone);
    const std::int64_t day = days.index_of(*card->as_of);
    return days.start_of(day) == *card->as_of ? days.end_of(day) : base::Time{card->as_of->micros + 1};
}

}  // namespace operations
