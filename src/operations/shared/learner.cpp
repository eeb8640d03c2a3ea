#include "operations/shared/learner.h"

#include <algorithm>
#include <cmath>

#include "models/boosted.h"

namespace operations {

namespace {

models::Frame frame_of(const metrics::Table& table) {
    models::Frame frame;
    for (const auto& column : table.columns) {
        models::Column& out = frame.columns.emplace_back();
        out.name = column.name;
        out.categorical = column.categorical;
        out.categories = column.categories;
        if (!column.categorical) out.numbers = column.cells;
        for (const double cell : column.cells) {
            if (column.categorical) out.codes.push_back(std::isnan(cell) ? -1 : static_cast<std::int32_t>(cell));
        }
    }
    return frame;
}

bool varies(const metrics::Table::Column& column) {
    const auto differs = [&](double cell) { return std::isnan(cell) != std::isnan(column.cells.front()) || (!std::isnan(cell) && cell != column.cells.front()); };
    return !column.cells.empty() && std::any_of(column.cells.begin(), column.cells.end(), differs);
}

std::vector<double> learn(const metrics::Lesson& lesson, const metrics::Table& asked) {
    metrics::Table taught, questions;
    for (std::size_t i = 0; i < lesson.rows.columns.size(); ++i) {
        if (!varies(lesson.rows.columns[i])) continue;
        taught.columns.push_back(lesson.rows.columns[i]);
        questions.columns.push_back(asked.columns[i]);
    }
    if (taught.columns.empty()) return {};
    const models::Frame lessons = frame_of(taught);
    const models::Frame about = frame_of(questions);
    const auto features = models::learn(lessons, "");
    if (!features) return {};
    const auto rows = models::Encoded::of(lessons, *features);
    const auto others = models::Encoded::of(about, *features);
    if (!rows || !others) return {};
    const std::vector<float> targets(lesson.targets.begin(), lesson.targets.end());
    const auto aim = lesson.aim == metrics::Aim::probability ? models::Boosted::Aim::probability : models::Boosted::Aim::number;
    const auto model = models::Boosted::fit(*rows, targets, aim, {.seed = lesson.seed});
    if (!model) return {};
    const auto answers = model->score(*others, 1);
    return answers ? *answers : std::vector<double>{};
}

}  // namespace

metrics::Learner boosted_learner() { return learn; }

}  // namespace operations
