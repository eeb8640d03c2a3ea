#include "metrics/statistics/joined_runs.h"

#include <algorithm>
#include <tuple>

namespace metrics {

namespace {

/// Gathers what all samples have of one value, puts it in the order of units and labels, and hands it out.
class JoinedCursor final : public Cursor {
public:
    JoinedCursor(const std::vector<const Runs*>& of, const std::vector<std::vector<std::uint32_t>>& unit_of) : unit_of_(unit_of) {
        for (const Runs* runs : of) {
            cursors_.push_back(runs->cursor());
            ahead_.push_back(cursors_.back()->next());
        }
    }

    const Run* next() override {
        if (at_ == found_.size() && !refill()) return nullptr;
        return &found_[at_++];
    }

private:
    bool refill() {
        at_ = 0;
        found_.clear();
        const Run* least = nullptr;
        for (const Run* run : ahead_) {
            if (run != nullptr && (least == nullptr || run->key < least->key)) least = run;
        }
        if (least == nullptr) return false;
        const std::uint64_t key = least->key;
        for (std::size_t i = 0; i < ahead_.size(); ++i) {
            for (; ahead_[i] != nullptr && ahead_[i]->key == key; ahead_[i] = cursors_[i]->next()) {
                Run run = *ahead_[i];
                if (!unit_of_[i].empty()) run.unit = unit_of_[i][run.unit];
                found_.push_back(run);
            }
        }
        std::sort(found_.begin(), found_.end(), [](const Run& a, const Run& b) { return std::tie(a.unit, a.label) < std::tie(b.unit, b.label); });
        std::size_t kept = 0;
        for (std::size_t i = 1; i < found_.size(); ++i) {
            if (found_[i].unit == found_[kept].unit && found_[i].label == found_[kept].label) found_[kept].mass += found_[i].mass;
            else found_[++kept] = found_[i];
        }
        found_.resize(kept + 1);
        return true;
    }

    const std::vector<std::vector<std::uint32_t>>& unit_of_;
    std::vector<std::unique_ptr<Cursor>> cursors_;
    std::vector<const Run*> ahead_;
    std::vector<Run> found_;
    std::size_t at_ = 0;
};

}  // namespace

JoinedRuns::JoinedRuns(std::vector<const Runs*> of) : of_(std::move(of)) {
    for (const Runs* runs : of_) {
        keys.insert(keys.end(), runs->keys.begin(), runs->keys.end());
        tally.merge(runs->tally);
        for (std::size_t label = 0; label < by_label.size(); ++label) by_label[label] += runs->by_label[label];
        units += runs->units;
        units_exact = units_exact && runs->units_exact;
        left_out += runs->left_out;
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    parts = keys.size();
    for (const Runs* runs : of_) {
        auto& own = unit_of_.emplace_back();
        for (const std::uint64_t key : runs->keys) own.push_back(static_cast<std::uint32_t>(std::lower_bound(keys.begin(), keys.end(), key) - keys.begin()));
    }
}

std::unique_ptr<Cursor> JoinedRuns::cursor() const { return std::make_unique<JoinedCursor>(of_, unit_of_); }

void JoinedRuns::visit(const std::function<void(const Run&)>& each) const {
    JoinedCursor cursor(of_, unit_of_);
    while (const Run* run = cursor.next()) each(*run);
}

}  // namespace metrics
