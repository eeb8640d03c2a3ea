#include <array>
#include <charconv>
#include <cmath>

#include "metrics/survey.h"

namespace metrics {

namespace {

constexpr std::size_t questions = 10;

/// The number at the end of an item's name, as in q3 or 10; 0 where there is none.
std::size_t number_of(std::string_view item) {
    std::size_t begin = item.size();
    while (begin > 0 && item[begin - 1] >= '0' && item[begin - 1] <= '9') --begin;
    std::size_t number = 0;
    std::from_chars(item.data() + begin, item.data() + item.size(), number);
    return number;
}

/// All ten must be answered.
void reduce(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    std::array<std::vector<KeyRow>, questions> by_question;
    for (const KeyRow& row : rows) {
        const std::size_t number = number_of(row.item);
        if (number >= 1 && number <= questions) by_question[number - 1].push_back(row);
    }
    double points = 0;
    for (std::size_t i = 0; i < questions; ++i) {
        const double answer = survey::answer(by_question[i], 1, 5);
        points += i % 2 == 0 ? answer - 1 : 5 - answer;  // every other statement is a complaint
    }
    if (!std::isnan(points)) reduced.counted({2.5 * points});
}

constexpr Reduction reduction{.name = "sus", .key = Key::subject, .item = true, .newest = true, .reduce = reduce};

}  // namespace

/// System usability scale. Each row is an answer from 1 to 5 to one of the ten statements, the item being its number; odd
/// statements are praise, even ones complaints.
extern const Metric sus{
    .id = "sus",
    .family = Family::business,
    .summary = "System usability scale: from 0 to 100, from the ten answers of each subject.",
    .estimand = "The mean usability score of all who would answer in this process.",
    .formula = "mean over subjects of 2.5 * (sum of odd answers - 5 + 25 - sum of even answers)",
    .source = "Brooke 1996",
    .interval = "Hall's skewness-corrected t over those who answered, Clopper-Pearson at the effective number of them up to 200; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .lowest = 0,
    .highest = 100,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {72.5, 80, 65}, .current_size = 3, .value = 72.5, .says = "Three people whose answers make 72.5, 80 and 65: 72.5."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return survey::with_silence(estimate_key_mean(of, 0, 100, Rows::bounded), of, 0, 100); },
};

}  // namespace metrics
