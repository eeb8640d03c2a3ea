#include "operations/shared/amounts.h"

namespace operations {

std::optional<metrics::Amounts> amounts_of(const charter::Charter& document) {
    if (!document.amounts) return std::nullopt;
    const charter::Amounts& means = *document.amounts;
    return metrics::Amounts{means.true_positive, means.false_positive, means.false_negative, means.true_negative};
}

}  // namespace operations
