// A metric whose formula takes current before reference.
#include "metrics/metric.h"

metrics::Estimate swapped(metrics::Current<metrics::Split<metrics::Histogram>>,
                          metrics::Reference<metrics::Split<metrics::Histogram>>, const metrics::Setting&) {
    return {};
}
metrics::Formula formula() { return &swapped; }
