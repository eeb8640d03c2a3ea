#include "metrics/slices/cube.h"

#include <algorithm>

#include "base/assert.h"

namespace metrics::slices {

namespace {

const std::vector<CodeRange> no_condition{{0, 0}};

bool overlap(CodeRange a, CodeRange b) { return a.first <= b.last && b.first <= a.last; }

}  // namespace

void Cube::single(std::size_t a) {
    sides_[0] = {a, static_cast<std::size_t>(table_.features[a].codes), &table_.features[a].conditions};
    sides_[1] = {};
    joined_.assign(table_.codes[a].begin(), table_.codes[a].end());
}

void Cube::pair(std::size_t a, std::size_t b) {
    ASSERT(a < b);
    single(a);
    sides_[1] = {b, static_cast<std::size_t>(table_.features[b].codes), &table_.features[b].conditions};
    const std::uint8_t* const first = table_.codes[a].data();
    const std::uint8_t* const second = table_.codes[b].data();
    const auto width = static_cast<std::uint32_t>(sides_[1].codes);
    for (std::size_t row = 0; row < joined_.size(); ++row) joined_[row] = static_cast<std::uint16_t>(first[row] * width + second[row]);
}

void Cube::search(std::vector<Candidate>& into) {
    sides_[2] = {};
    count(nullptr);
    enumerate();
    flush(into);
}

void Cube::search(std::size_t c, std::vector<Candidate>& into) {
    ASSERT(sides_[1].conditions != nullptr && sides_[1].feature < c);
    sides_[2] = {c, static_cast<std::size_t>(table_.features[c].codes), &table_.features[c].conditions};
    count(table_.codes[c].data());
    enumerate();
    flush(into);
}

void Cube::count(const std::uint8_t* third) {
    counts_.assign(sides_[0].codes * sides_[1].codes * sides_[2].codes, 0);
    Packed* const counts = counts_.data();
    const std::uint16_t* const joined = joined_.data();
    const std::uint16_t* const losses = table_.losses.data();
    const std::size_t rows = table_.rows();
    if (third == nullptr) {
        for (std::size_t row = 0; row < rows; ++row) counts[joined[row]] += one_row + losses[row];
    } else {
        const auto depth = static_cast<std::uint32_t>(sides_[2].codes);
        for (std::size_t row = 0; row < rows; ++row) counts[joined[row] * depth + third[row]] += one_row + losses[row];
    }
    add_up();
}

void Cube::add_up() {
    const std::size_t a_end = sides_[0].codes;
    const std::size_t b_end = sides_[1].codes;
    const std::size_t c_end = sides_[2].codes;
    sums_.assign((a_end + 1) * (b_end + 1) * (c_end + 1), 0);
    const Packed* next = counts_.data();
    for (std::size_t a = 0; a < a_end; ++a) {
        for (std::size_t b = 0; b < b_end; ++b) {
            Packed line = 0;
            for (std::size_t c = 0; c < c_end; ++c) {
                line += *next++;
                // Of this plane, up to here: the line so far and the lines before it; then the planes before.
                sums_[at(a + 1, b + 1, c + 1)] = line + sums_[at(a + 1, b, c + 1)] - sums_[at(a, b, c + 1)] + sums_[at(a, b + 1, c + 1)];
            }
        }
    }
    ASSERT(sums_.back() == whole_);
}

Packed Cube::box(CodeRange a, CodeRange b, CodeRange c) const {
    const auto slab = [&](std::size_t end) {
        const std::size_t b_end = b.last + std::size_t{1};
        const std::size_t c_end = c.last + std::size_t{1};
        return sums_[at(end, b_end, c_end)] - sums_[at(end, b.first, c_end)] - sums_[at(end, b_end, c.first)] + sums_[at(end, b.first, c.first)];
    };
    return slab(a.last + std::size_t{1}) - slab(a.first);
}

/// Some slice in here may have enough rows and score enough.
bool Cube::worth_a_look(Packed part) const { return rows_of(part) >= rows_min_ && scoring_.square_at_most(part, whole_, rows_min_) > floor_; }

void Cube::enumerate() {
    const auto conditions_of = [](const Side& side) -> const std::vector<CodeRange>& { return side.conditions == nullptr ? no_condition : *side.conditions; };
    const auto& of_a = conditions_of(sides_[0]);
    const auto& of_b = conditions_of(sides_[1]);
    const auto& of_c = conditions_of(sides_[2]);
    const std::size_t b_end = sides_[1].codes;
    const std::size_t c_end = sides_[2].codes;
    const std::size_t width = c_end + 1;
    plane_.resize((b_end + 1) * width);
    line_.resize(width);
    conditions_ = 0;
    for (const Side& side : sides_) conditions_ += side.conditions == nullptr ? 0 : 1;
    floor_ = scoring_.least_square(conditions_);
    const double mean = loss_of(whole_) / rows_of(whole_);
    const double all = rows_of(whole_);
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        const Packed* const low = &sums_[at(of_a[i].first, 0, 0)];
        const Packed* const high = &sums_[at(of_a[i].last + std::size_t{1}, 0, 0)];
        if (!worth_a_look(high[plane_.size() - 1] - low[plane_.size() - 1])) continue;
        for (std::size_t cell = 0; cell < plane_.size(); ++cell) plane_[cell] = high[cell] - low[cell];
        for (std::size_t j = 0; j < of_b.size(); ++j) {
            const Packed* const line_low = &plane_[of_b[j].first * width];
            const Packed* const line_high = &plane_[(of_b[j].last + std::size_t{1}) * width];
            if (!worth_a_look(line_high[c_end] - line_low[c_end])) continue;
            for (std::size_t c = 0; c <= c_end; ++c) line_[c] = line_high[c] - line_low[c];
            for (std::size_t k = 0; k < of_c.size(); ++k) {
                const Packed part = line_[of_c[k].last + std::size_t{1}] - line_[of_c[k].first];
                const double rows = rows_of(part);
                const double above = loss_of(part) - rows * mean;
                // A look before the division: above the mean of all, the f that scores is at least f of that mean.
                if (rows < rows_min_ || rows > rows_largest_ || above <= 0 || above * above <= floor_ * spread_least_ * rows * (1 - rows / all)) continue;
                consider(i, j, k, part);
            }
        }
    }
}

/// Kept if it is among the best that share no row with a better one, and clearly worse than all that surround it.
void Cube::consider(std::size_t i, std::size_t j, std::size_t k, Packed part) {
    const double square = scoring_.square(part, whole_);
    if (square <= floor_) return;
    const std::array<std::size_t, 3> chosen{i, j, k};
    std::array<CodeRange, 3> box{};
    for (std::size_t side = 0; side < 3; ++side) box[side] = sides_[side].conditions == nullptr ? CodeRange{0, 0} : (*sides_[side].conditions)[chosen[side]];
    const auto same_rows = [&](std::size_t other) { return overlap(box[0], best_boxes_[other][0]) && overlap(box[1], best_boxes_[other][1]) && overlap(box[2], best_boxes_[other][2]); };
    for (std::size_t other = 0; other < best_.size() && best_[other] >= square; ++other) {
        if (same_rows(other)) return;
    }
    if (!scoring_.clearly_worse(part, whole_, conditions_)) return;
    for (std::size_t side = 0; side < 3; ++side) {
        if (sides_[side].conditions == nullptr) continue;
        std::array<CodeRange, 3> wider = box;
        wider[side] = {0, static_cast<std::uint8_t>(sides_[side].codes - 1)};
        if (!scoring_.clearly_worse(part, this->box(wider[0], wider[1], wider[2]), conditions_)) return;
    }
    for (std::size_t other = best_.size(); other-- > 0;) {
        if (best_[other] >= square || !same_rows(other)) continue;
        best_.erase(best_.begin() + static_cast<std::ptrdiff_t>(other));
        best_boxes_.erase(best_boxes_.begin() + static_cast<std::ptrdiff_t>(other));
    }
    const auto place = std::find_if(best_.begin(), best_.end(), [&](double other) { return other < square; }) - best_.begin();
    best_.insert(best_.begin() + place, square);
    best_boxes_.insert(best_boxes_.begin() + place, box);
    if (best_.size() > kept) {
        best_.pop_back();
        best_boxes_.pop_back();
    }
    // Only a full table may refuse by score: an overlapping one that is better still clears its place.
    if (best_.size() == kept) floor_ = best_.back();
}

void Cube::flush(std::vector<Candidate>& into) {
    for (std::size_t i = 0; i < best_.size(); ++i) {
        Candidate& candidate = into.emplace_back();
        candidate.square = best_[i];
        for (std::size_t side = 0; side < 3; ++side) {
            if (sides_[side].conditions != nullptr) candidate.slice.push_back({sides_[side].feature, best_boxes_[i][side]});
        }
    }
    best_.clear();
    best_boxes_.clear();
}

}  // namespace metrics::slices
