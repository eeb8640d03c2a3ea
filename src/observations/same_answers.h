#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "metrics/statistics/packed.h"
#include "observations/source.h"

/// For tests: two answers are the same to the bit.
namespace observations {

using metrics::Split;

template <class S>
void expect_same(const Split<S>& a, const Split<S>& b) {
    EXPECT_EQ(a.total, b.total);
    EXPECT_EQ(a.parts, b.parts);
    EXPECT_EQ(a.keys, b.keys);
    EXPECT_EQ(a.units, b.units);
    EXPECT_EQ(a.units_exact, b.units_exact);
}
inline void expect_same(const metrics::Quality& a, const metrics::Quality& b) { EXPECT_EQ(a, b); }
inline void expect_same(const metrics::Extent& a, const metrics::Extent& b) { EXPECT_EQ(a, b); }
inline void expect_same(const metrics::Unanswered& a, const metrics::Unanswered& b) { EXPECT_EQ(a, b); }
inline void expect_same(const metrics::Summary& a, const metrics::Summary& b) {
    base::Packer of_a;
    base::Packer of_b;
    metrics::pack(a, of_a);
    metrics::pack(b, of_b);
    EXPECT_EQ(of_a.bytes(), of_b.bytes());
}
inline void expect_same(const metrics::Extremes& a, const metrics::Extremes& b) { EXPECT_EQ(a, b); }
inline void expect_same(const std::shared_ptr<const metrics::Sequence>& a, const std::shared_ptr<const metrics::Sequence>& b) {
    EXPECT_EQ(a->left_out, b->left_out);
    ASSERT_EQ(a->arrivals.size(), b->arrivals.size());
    for (std::size_t i = 0; i < a->arrivals.size(); ++i) EXPECT_EQ(a->arrivals[i].value, b->arrivals[i].value);
}
inline void expect_same(const std::shared_ptr<const metrics::RowSample>& a, const std::shared_ptr<const metrics::RowSample>& b) {
    EXPECT_EQ(a->population, b->population);
    ASSERT_EQ(a->rows.size(), b->rows.size());
    for (std::size_t row = 0; row < a->rows.size(); ++row) {
        EXPECT_EQ(a->rows[row].hash, b->rows[row].hash);
        EXPECT_EQ(a->rows[row].count, b->rows[row].count);
        for (std::size_t column = 0; column < a->columns.size(); ++column) {
            const double cell = a->cell(row, column);
            EXPECT_TRUE(cell == b->cell(row, column) || (std::isnan(cell) && std::isnan(b->cell(row, column))));
        }
    }
    for (std::size_t column = 0; column < a->columns.size(); ++column) EXPECT_EQ(a->columns[column].categories, b->columns[column].categories);
}
inline void expect_same(const std::shared_ptr<const metrics::Runs>& a, const std::shared_ptr<const metrics::Runs>& b) {
    std::vector<metrics::Run> of_a;
    std::vector<metrics::Run> of_b;
    a->visit([&](const metrics::Run& run) { of_a.push_back(run); });
    b->visit([&](const metrics::Run& run) { of_b.push_back(run); });
    EXPECT_EQ(of_a, of_b);
    EXPECT_EQ(a->tally, b->tally);
    EXPECT_EQ(a->by_label, b->by_label);
    EXPECT_EQ(a->keys, b->keys);
    EXPECT_EQ(a->parts, b->parts);
    EXPECT_EQ(a->units, b->units);
    EXPECT_EQ(a->left_out, b->left_out);
}

inline void expect_same(const std::shared_ptr<const metrics::ClassRuns>& a, const std::shared_ptr<const metrics::ClassRuns>& b) {
    EXPECT_EQ(a->names, b->names);
    ASSERT_EQ(a->runs.size(), b->runs.size());
    for (std::size_t i = 0; i < a->runs.size(); ++i) expect_same(a->runs[i], b->runs[i]);
}

inline void expect_same(const std::vector<Answer>& a, const std::vector<Answer>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        SCOPED_TRACE("question " + std::to_string(i));
        ASSERT_EQ(a[i].size(), b[i].size());
        for (std::size_t k = 0; k < a[i].size(); ++k) {
            EXPECT_EQ(a[i][k].window, b[i][k].window);
            EXPECT_EQ(a[i][k].group, b[i][k].group);
            std::visit([&](const auto& statistic) { expect_same(statistic, std::get<std::decay_t<decltype(statistic)>>(b[i][k].statistic)); }, a[i][k].statistic);
            if (testing::Test::HasFailure()) return;
        }
    }
}

}  // namespace observations
