#include "base/golden_test.h"
#include "metrics/evaluate.h"
#include "observations/generated_files.h"

/// Metrics of every class's score against scikit-learn, from files. tests/golden/classes.py made the vectors.
namespace observations {

namespace {

namespace json = base::json;
using metrics::Kind;

const json::value& golden() {
    static const auto document = base::golden("classes.json");
    return document;
}

/// Columns y and p_CLASS; each row `times` times, every one with a user of its own.
std::string table_of(const json::value& set, int times = 1) {
    std::string text = "y,user";
    for (const auto& name : set.at("names").as_array()) text += ",p_" + std::string(name.as_string());
    int user = 0;
    for (int time = 0; time < times; ++time) {
        for (std::size_t row = 0; row < set.at("label").as_array().size(); ++row) {
            text += "\n" + std::string(set.at("label").at(row).as_string()) + ",u" + std::to_string(user++ % 50);
            for (const auto& score : set.at("scores").at(row).as_array()) text += "," + base::format_number(score.to_number<double>());
        }
    }
    return text + "\n";
}

Reading reading_of(const std::string& file, const json::value& set) {
    Reading reading;
    reading.files = {file};
    reading.columns.label = "y";
    reading.many_classes = true;
    for (const auto& name : set.at("names").as_array()) reading.columns.scores[std::string(name.as_string())] = "p_" + std::string(name.as_string());
    return reading;
}

Question asked(const metrics::Metric& metric) {
    Question out = question(metric.needs.kind);
    out.wish.x = metric.needs.x;
    return out;
}

metrics::Estimate estimate_of(const char* id, const Reading& reading) {
    const metrics::Metric& metric = *metrics::find(id);
    const Answer answer = answered(reading, {asked(metric)})[0];
    EXPECT_EQ(answer.size(), 1u);
    return metrics::evaluate(metric, answer.at(0).statistic, nullptr, {});
}

}  // namespace

TEST(ClassScores, AgreeWithScikitLearn) {
    const GeneratedFiles files;
    for (const auto& set : golden().at("scored_classes").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        const Reading reading = reading_of(files.write("scores.csv", table_of(set)), set);
        for (const auto& value : set.at("values").as_object()) {
            const std::string id(value.key());
            const metrics::Estimate estimate = estimate_of(id.c_str(), reading);
            ASSERT_TRUE(estimate.value.has_value()) << id << ": " << metrics::name(estimate.reason);
            const double expected = value.value().to_number<double>();
            EXPECT_NEAR(*estimate.value, expected, 1e-9 * std::abs(expected)) << id;
            EXPECT_EQ(estimate.rows, static_cast<std::int64_t>(set.at("label").as_array().size())) << id;
        }
    }
}

TEST(ClassScores, OfUnitsAreTheSameNumberWithAnotherInterval) {
    const GeneratedFiles files;
    const auto& set = golden().at("scored_classes").at(0);
    Reading reading = reading_of(files.write("scores.csv", table_of(set, 3)), set);
    for (const char* id : {"macro_roc_auc", "weighted_roc_auc", "multiclass_log_loss", "multiclass_brier_score"}) {
        SCOPED_TRACE(id);
        reading.columns.unit.clear();
        const metrics::Estimate rows = estimate_of(id, reading);
        reading.columns.unit = "user";
        const metrics::Estimate users = estimate_of(id, reading);
        EXPECT_EQ(*rows.value, *users.value);
        EXPECT_EQ(users.units, 50);
        EXPECT_EQ(users.reason, metrics::Reason::none);
        EXPECT_NE(rows.limits(0.025).low, users.limits(0.025).low);
        EXPECT_LT(users.limits(0.025).low, *users.value);
        EXPECT_GT(users.limits(0.025).high, *users.value);
    }
}

TEST(ClassScores, LeaveOutWhatLacksOneOfThem) {
    const GeneratedFiles files;
    const auto& set = golden().at("scored_classes").at(1);
    const Reading whole = reading_of(files.write("scores.csv", table_of(set)), set);
    const Reading holes = reading_of(files.write("holes.csv", table_of(set) + "a,u1,,0.5,0.25,0.25\n,u1,0.25,0.25,0.25,0.25\n"), set);
    for (const char* id : {"macro_roc_auc", "multiclass_log_loss"}) {
        EXPECT_EQ(*estimate_of(id, whole).value, *estimate_of(id, holes).value) << id;
        EXPECT_EQ(estimate_of(id, holes).left_out, 2) << id;
    }
}

TEST(ClassScores, OfAClassWithoutOneWereNothing) {
    const GeneratedFiles files;
    const auto& set = golden().at("scored_classes").at(1);
    const Reading reading = reading_of(files.write("other.csv", "y,p_a,p_b,p_c,p_d\nelse,1,0,0,0\n"), set);
    EXPECT_NEAR(*estimate_of("multiclass_log_loss", reading).value, 52 * std::log(2), 1e-12) << "the clip";
    EXPECT_EQ(*estimate_of("multiclass_brier_score", reading).value, 2);
}

TEST(ClassScores, ThatAreNoProbabilitiesAreAFaultWhereTheyMustBe) {
    const GeneratedFiles files;
    const auto& set = golden().at("scored_classes").at(1);
    const metrics::Metric& loss = *metrics::find("multiclass_log_loss");
    EXPECT_NE(fault(reading_of(files.write("a.csv", "y,p_a,p_b,p_c,p_d\na,1.5,0,0,0\n"), set), {asked(loss)}).what.find("p_a holds 1.5"), std::string::npos);
    EXPECT_NE(fault(reading_of(files.write("b.csv", "y,p_a,p_b,p_c,p_d\na,0.5,0,0,0\n"), set), {asked(loss)}).what.find("add up to 0.5"), std::string::npos);
    EXPECT_TRUE(estimate_of("macro_roc_auc", reading_of(files.write("c.csv", "y,p_a,p_b,p_c,p_d\na,7,0,0,0\nb,-3,1,0,0\nb,0,1,0,0\n"), set)).value.has_value());
}

}  // namespace observations
