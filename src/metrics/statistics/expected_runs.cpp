#include "metrics/statistics/expected_runs.h"

#include <array>
#include <cmath>

namespace metrics {

namespace {

/// Gathers the runs of a score, whatever units they are of, and hands them out as a negative and a positive one.
class ExpectedCursor final : public Cursor {
public:
    ExpectedCursor(std::unique_ptr<Cursor> scores, const Isotonic& calibration) : scores_(std::move(scores)), calibration_(calibration), ahead_(scores_->next()) {}

    const Run* next() override {
        while (at_ == 2) {
            if (ahead_ == nullptr) return nullptr;
            refill();
        }
        return &pair_[at_++];
    }

private:
    void refill() {
        const std::uint64_t key = ahead_->key;
        Mass mass = 0;
        for (; ahead_ != nullptr && ahead_->key == key; ahead_ = scores_->next()) mass += ahead_->mass;
        const Mass positive = expected_positive(mass, calibration_.at(Runs::value_of(key)));
        const Run no{key, 0, 0, mass - positive};
        const Run yes{key, 0, 1, positive};
        pair_ = {no, yes};
        at_ = no.mass == 0 || yes.mass == 0 ? 1 : 0;
        if (yes.mass == 0) pair_[1] = no;
    }

    std::unique_ptr<Cursor> scores_;
    const Isotonic& calibration_;
    const Run* ahead_;
    std::array<Run, 2> pair_{};
    std::size_t at_ = 2;
};

/// Over what is held.
class HeldCursor final : public Cursor {
public:
    explicit HeldCursor(const std::vector<Run>& runs) : runs_(runs) {}
    const Run* next() override { return at_ < runs_.size() ? &runs_[at_++] : nullptr; }

private:
    const std::vector<Run>& runs_;
    std::size_t at_ = 0;
};

}  // namespace

Mass expected_positive(Mass mass, double share) { return std::llround(static_cast<double>(mass) * share); }

ExpectedRuns::ExpectedRuns(const Runs& scores, const Isotonic& calibration) : scores_(scores), calibration_(calibration) {
    tally = scores.tally;
    units = scores.tally.rows;
    left_out = scores.left_out;
    const bool hold = tally.rows <= held_rows_max;
    ExpectedCursor cursor(scores_.cursor(), calibration_);
    while (const Run* run = cursor.next()) {
        by_label[run->label] += run->mass;
        if (hold) held_.push_back(*run);
    }
}

std::unique_ptr<Cursor> ExpectedRuns::cursor() const {
    if (!held_.empty()) return std::make_unique<HeldCursor>(held_);
    return std::make_unique<ExpectedCursor>(scores_.cursor(), calibration_);
}

void ExpectedRuns::visit(const std::function<void(const Run&)>& each) const {
    if (!held_.empty()) {
        for (const Run& run : held_) each(run);
        return;
    }
    ExpectedCursor cursor(scores_.cursor(), calibration_);
    while (const Run* run = cursor.next()) each(*run);
}

Split<Confusion> confusion_of(const Runs& labelled, double threshold) {
    Split<Confusion> split;
    Confusion& all = split.total;
    labelled.visit([&](const Run& run) {
        const bool predicted = Runs::value_of(run.key) >= threshold;
        if (run.label == 1) (predicted ? all.true_positive : all.false_negative) += run.mass;
        else (predicted ? all.false_positive : all.true_negative) += run.mass;
    });
    all.labelled = labelled.tally;
    all.all = labelled.tally;
    split.units = labelled.tally.rows;
    return split;
}

}  // namespace metrics
