#include "base/limits.h"
#include "observations/generated_files.h"

namespace observations {

namespace {

using metrics::ClassTable;
using metrics::Kind;
using metrics::weight_of;

/// Labels of four classes, one of them often missing, and predictions of which some are missing too; users and two sites.
const char* const rows =
    "SELECT i AS id, CASE hash(i) % 5 WHEN 0 THEN NULL ELSE 'k' || (hash(i) % 4) END AS label,"
    " CASE WHEN hash(i + 1) % 7 = 0 THEN NULL WHEN hash(i + 2) % 3 = 0 THEN 'k' || (hash(i + 3) % 5) ELSE 'k' || (hash(i) % 4) END AS told,"
    " 'u' || (hash(i + 4) % 900) AS unit, CASE WHEN hash(i + 5) % 3 = 0 THEN 'east' ELSE 'west' END AS site FROM range(20000) t(i)";

Reading reading_of(const std::string& file) {
    Reading reading;
    reading.files = {file};
    reading.columns.label = "label";
    reading.columns.prediction = "told";
    return reading;
}

double rows_in(const ClassTable& table, const std::string& label, const std::string& predicted) {
    const auto cell = table.cells.find({label.empty() ? ClassTable::unknown : table.number_of(label), table.number_of(predicted)});
    return cell == table.cells.end() ? 0 : weight_of(cell->second);
}

double sql(const std::string& condition) {
    const auto database = duck::Database::open({});
    const auto answer = (*database)->texts("SELECT count(*) FILTER (" + condition + ") FROM (" + rows + ")");
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().what);
    return std::stod(answer->front().front());
}

}  // namespace

TEST(Classes, AgreeWithSql) {
    const GeneratedFiles files;
    const auto answers = answered(reading_of(files.copy("rows.parquet", rows)), {question(Kind::classes)});
    const auto& table = total<ClassTable>(answers[0]);
    EXPECT_EQ(*table.names, (ClassTable::Names{"k0", "k1", "k2", "k3", "k4"}));
    for (const std::string label : {"k0", "k1", "k2", "k3", "k4"}) {
        for (const std::string told : {"k0", "k1", "k2", "k3", "k4"}) EXPECT_EQ(rows_in(table, label, told), sql("label = '" + label + "' AND told = '" + told + "'"));
    }
    EXPECT_EQ(rows_in(table, "", "k2"), sql("label IS NULL AND told = 'k2'"));
    EXPECT_EQ(static_cast<double>(table.labelled.rows), sql("label IS NOT NULL AND told IS NOT NULL"));
    EXPECT_EQ(static_cast<double>(table.all.rows), sql("told IS NOT NULL"));
}

TEST(Classes, OfUnitsAndGroupsAddUp) {
    const GeneratedFiles files;
    auto reading = reading_of(files.copy("rows.parquet", rows));
    reading.columns.unit = "unit";
    auto by_site = question(Kind::classes);
    by_site.slice.by = {"site"};
    const auto answers = answered(reading, {question(Kind::classes), by_site});
    const auto& whole = only<metrics::Split<ClassTable>>(answers[0]);
    EXPECT_EQ(whole.units, 900);
    EXPECT_EQ(whole.parts.size(), base::limits::unit_buckets.value) << "more units than are kept one by one";
    ClassTable sum;
    for (const ClassTable& part : whole.parts) sum.merge(part);
    EXPECT_EQ(sum, whole.total);
    ASSERT_EQ(answers[1].size(), 2u);
    ClassTable both;
    for (const Cell& cell : answers[1]) both.merge(std::get<metrics::Split<ClassTable>>(cell.statistic).total);
    EXPECT_EQ(both, whole.total);
    ClassTable rest = whole.total;
    rest.merge(whole.parts.front(), -1);
    rest.merge(whole.parts.front());
    EXPECT_EQ(rest, whole.total);
}

TEST(Classes, AreTheSameWhateverTheTypeOfTheirColumn) {
    const GeneratedFiles files;
    for (const std::string columns : {"1 AS label, 1.0::DOUBLE AS told", "1.50::DECIMAL(4, 2) AS label, 1.5::DOUBLE AS told", "true AS label, 'true' AS told", "-3::TINYINT AS label, '-3' AS told"}) {
        SCOPED_TRACE(columns);
        const auto answers = answered(reading_of(files.copy("typed.parquet", "SELECT " + columns)), {question(Kind::classes)});
        EXPECT_EQ(total<ClassTable>(answers[0]).names->size(), 1u);
    }
    const auto answers = answered(reading_of(files.write("typed.csv", "label,told\n1,1.0\n2,1\n,1\nnan,1.00\n")), {question(Kind::classes)});
    EXPECT_EQ(total<ClassTable>(answers[0]).labelled.rows, 2) << "a missing label is none";
}

TEST(Classes, BeyondTheLimitAreAFault) {
    const GeneratedFiles files;
    const auto many = files.copy("many.parquet", "SELECT i AS label, i AS told FROM range(" + std::to_string(base::limits::classes_max + 1) + ") t(i)");
    const base::Error error = fault(reading_of(many), {question(Kind::classes)});
    EXPECT_NE(error.what.find("more than " + std::to_string(base::limits::classes_max)), std::string::npos) << error.what;
    auto nameless = reading_of(many);
    nameless.columns.prediction.clear();
    EXPECT_NE(fault(nameless, {question(Kind::classes)}).what.find("prediction"), std::string::npos);
}

TEST(Labels, OfManyClassesAreOneAgainstTheRest) {
    const GeneratedFiles files;
    auto reading = reading_of(files.copy("rows.parquet", rows));
    reading.positive = "k1";
    EXPECT_NE(fault(reading, {question(Kind::confusion)}).next.find("multiclass"), std::string::npos);
    reading.many_classes = true;
    const auto answers = answered(reading, {question(Kind::confusion), question(Kind::classes)});
    const auto& table = total<ClassTable>(answers[1]);
    EXPECT_EQ(total<metrics::Confusion>(answers[0]), one_against_rest(table, table.number_of("k1")));
}

}  // namespace observations
