#include "operations/service/telemetry.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace operations {

namespace {

const prometheus::Histogram::BucketBoundaries seconds_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

struct Telemetry::Families {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter().Name("charter_requests_total").Help("Requests that were answered.").Register(registry);
    prometheus::Family<prometheus::Histogram>& durations = prometheus::BuildHistogram().Name("charter_request_duration_seconds").Help("From the end of a request's head to its answer.").Register(registry);
    prometheus::Family<prometheus::Counter>& events = prometheus::BuildCounter().Name("charter_events_total").Help("Observations that were sent, by what became of them.").Register(registry);
    prometheus::Family<prometheus::Gauge>& verdicts = prometheus::BuildGauge().Name("charter_promise_verdict").Help("1 kept, 0 unproven, -1 broken.").Register(registry);
    prometheus::Gauge& open = prometheus::BuildGauge().Name("charter_connections").Help("Connections that are open.").Register(registry).Add({});
    std::mutex mutex;
    std::function<std::int64_t()> connections;
};

Telemetry::Telemetry() : families_(std::make_unique<Families>()) {
    prometheus::BuildGauge().Name("charter_build_info").Help("The version that is running.").Register(families_->registry).Add({{"version", CHARTER_VERSION}}).Set(1);
}
Telemetry::~Telemetry() = default;

void Telemetry::answered(std::string_view operation, int status, double seconds) {
    const std::string name = operation.empty() ? "none" : std::string(operation);
    families_->requests.Add({{"operation", name}, {"status", std::to_string(status)}}).Increment();
    families_->durations.Add({{"operation", name}}, seconds_bounds).Observe(seconds);
}

void Telemetry::received(const std::string& product, std::string_view result, std::int64_t count) {
    if (count > 0) families_->events.Add({{"product", product}, {"result", std::string(result)}}).Increment(static_cast<double>(count));
}

void Telemetry::judged(const std::string& product, const std::string& promise, int verdict) { families_->verdicts.Add({{"product", product}, {"promise", promise}}).Set(verdict); }

void Telemetry::connections(std::function<std::int64_t()> count) {
    const std::lock_guard lock(families_->mutex);
    families_->connections = std::move(count);
}

std::string Telemetry::page() const {
    {
        const std::lock_guard lock(families_->mutex);
        if (families_->connections) families_->open.Set(static_cast<double>(families_->connections()));
    }
    return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace operations
