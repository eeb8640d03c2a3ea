#include "metrics/statistics/one_label.h"

#include <cmath>

namespace metrics {

namespace {

class CursorOfOne final : public Cursor {
public:
    CursorOfOne(std::unique_ptr<Cursor> all, std::uint32_t label) : all_(std::move(all)), label_(label) {}
    const Run* next() override {
        const Run* run = all_->next();
        while (run != nullptr && run->label != label_) run = all_->next();
        return run;
    }

private:
    std::unique_ptr<Cursor> all_;
    std::uint32_t label_;
};

}  // namespace

OneLabel::OneLabel(const Runs& all, std::uint32_t label) : all_(all), label_(label) {
    // Exact without weights; with them, the label has the same share of rows and squares as of weight.
    const double share = all.tally.weight == 0 ? 0 : weight_of(all.by_label[label]) / weight_of(all.tally.weight);
    tally.weight = all.by_label[label];
    tally.rows = std::llround(share * static_cast<double>(all.tally.rows));
    tally.squares = static_cast<Mass>(std::llround(share * static_cast<double>(all.tally.squares)));
    by_label[label] = all.by_label[label];
    parts = all.parts;
    keys = all.keys;
    units = all.units;
    units_exact = all.units_exact;
    left_out = all.left_out;
}

void OneLabel::visit(const std::function<void(const Run&)>& each) const {
    all_.visit([&](const Run& run) {
        if (run.label == label_) each(run);
    });
}

std::unique_ptr<Cursor> OneLabel::cursor() const { return std::make_unique<CursorOfOne>(all_.cursor(), label_); }

}  // namespace metrics
