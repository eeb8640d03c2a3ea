#include "metrics/statistics/side_by_side.h"

#include <algorithm>

namespace metrics {

namespace {

/// A sample that is read value by value.
class Reader {
public:
    explicit Reader(const Runs& runs) : cursor_(runs.cursor()), run_(cursor_->next()) {}

    bool done() const { return run_ == nullptr; }
    std::uint64_t key() const { return run_->key; }
    /// Takes the runs of this value, if it is the sample's next.
    Mass take(std::uint64_t key, std::vector<Run>& runs) {
        runs.clear();
        Mass mass = 0;
        for (; run_ != nullptr && run_->key == key; run_ = cursor_->next()) {
            runs.push_back(*run_);
            mass += run_->mass;
        }
        return mass;
    }

private:
    std::unique_ptr<Cursor> cursor_;
    const Run* run_;
};

}  // namespace

void side_by_side(const Runs& reference, const Runs& current, const std::function<void(const Step&)>& each) {
    Reader before(reference);
    Reader now(current);
    Step step;
    while (!before.done() || !now.done()) {
        const std::uint64_t key = before.done() ? now.key() : now.done() ? before.key() : std::min(before.key(), now.key());
        step.value = Runs::value_of(key);
        step.reference_mass = before.take(key, step.reference);
        step.current_mass = now.take(key, step.current);
        each(step);
    }
}

}  // namespace metrics
