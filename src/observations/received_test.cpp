#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include <sys/stat.h>

#include "charter/sample_vocabulary.h"
#include "observations/generated_files.h"
#include "observations/same_answers.h"
#include "observations/pseudonyms.h"
#include "observations/store.h"

namespace observations {

namespace {

using metrics::Kind;

constexpr base::Time noon{1'000'000'000 * base::micros_per_second};
constexpr std::int64_t hour_micros = 3'600 * base::micros_per_second;
constexpr std::int64_t day_micros = base::micros_per_day;

const char* const loans =
    "charter: 1\nproduct: loans\ntask: {kind: binary, columns: {time: at, id: loan, subject: person, score: p, label: bad, version: model}}\n"
    "data: {columns: {age: {type: number}, member: {type: boolean}}}\n";

charter::Charter document(const std::string& text) {
    auto parsed = charter::parse(text, charter::sample_vocabulary());
    for (const auto& fault : parsed.faults) ADD_FAILURE() << fault.what << "; " << fault.next;
    return *std::move(parsed.charter);
}

std::unique_ptr<Store> opened(const std::string& folder, const std::string& text = loans, StoreOptions options = {}) {
    auto store = Store::open(folder, document(text), std::move(options));
    EXPECT_TRUE(store) << (store ? "" : store.error().what);
    return store ? *std::move(store) : nullptr;
}

Receipt received(Store& store, const std::string& lines, base::Time now = noon) {
    auto receipt = store.receive(lines, now);
    EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().what);
    return receipt ? *std::move(receipt) : Receipt{};
}

Reading loans_reading() {
    Reading reading;
    reading.columns = document(loans).task.columns;
    return reading;
}

/// Labels of the rows as they are read, by number of rows.
std::map<std::string, std::int64_t> labels(Store& store, Reading reading, std::optional<base::Time> known_at = {}) {
    auto source = store.source(std::move(reading), known_at);
    EXPECT_TRUE(source) << (source ? "" : source.error().what);
    if (!source) return {};
    Question of_labels = question(Kind::histogram, "bad");
    of_labels.wish.names = true;
    std::map<std::string, std::int64_t> out;
    const auto answers = answered(**source, {of_labels});
    for (const auto& cell : answers[0]) {
        const auto& histogram = std::get<metrics::Split<metrics::Histogram>>(cell.statistic).total;
        for (const auto& [name, count] : histogram.categories) out[name] += static_cast<std::int64_t>(metrics::weight_of(count));
        if (histogram.missing > 0) out["?"] += static_cast<std::int64_t>(metrics::weight_of(histogram.missing));
    }
    return out;
}

std::string reason(const std::string& line) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    const Receipt receipt = received(*store, line);
    EXPECT_EQ(receipt.accepted, 0);
    return receipt.rejects.empty() ? "accepted" : receipt.rejects[0].reason;
}

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST(Received, CountsAnEventOnceHoweverOftenItIsSent) {
    const GeneratedFiles files;
    const std::string folder = files.path("data/products/loans");
    const std::string line = R"({"loan": "a", "at": "2001-03-01T08:30:00Z", "p": 0.4})";
    {
        const auto store = opened(folder);
        const Receipt both = received(*store, line + "\n" + line + "\n");
        EXPECT_EQ(both.accepted, 1);
        EXPECT_EQ(both.duplicates, 1);
        EXPECT_EQ(received(*store, line, base::Time{noon.micros + 6 * day_micros}).duplicates, 1);
        EXPECT_EQ(store->rows(), 1);
    }
    const auto again = opened(folder);
    EXPECT_EQ(received(*again, line, base::Time{noon.micros + 6 * day_micros}).duplicates, 1);
    EXPECT_EQ(received(*again, line, base::Time{noon.micros + 9 * day_micros}).accepted, 1) << "the horizon is a week";
}

TEST(Received, TheSameIdOfAnotherKindIsAnotherEvent) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    EXPECT_EQ(received(*store, "{\"loan\": \"a\"}\n{\"kind\": \"cost\", \"id\": \"a\"}\n{\"kind\": \"exposure\", \"id\": \"a\", \"person\": \"x\"}\n").accepted, 3);
    EXPECT_EQ(store->rows(EventKind::exposure), 1);
}

TEST(Received, FaultyLinesAreToldByNumberAndTheOthersCount) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    const Receipt receipt = received(*store, "{\"loan\": \"a\"}\n\n{\"loan\": 7, \"p\": \"often\"}\n{\"loan\": \"b\"");
    EXPECT_EQ(receipt.accepted, 1);
    ASSERT_EQ(receipt.rejects.size(), 2u);
    EXPECT_EQ(receipt.rejects[0].line, 3);
    EXPECT_EQ(receipt.rejects[0].reason, "p takes a number, and holds: often");
    EXPECT_EQ(receipt.rejects[1].line, 4);
    const auto kept = store->rejects(10);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->size(), 2u);
}

TEST(Received, SaysWhatIsWrongWithAnEvent) {
    EXPECT_EQ(reason("7"), "not a JSON object");
    EXPECT_EQ(reason("{\"p\": 0.5}"), "an event needs an id: loan");
    EXPECT_EQ(reason("{\"loan\": \"a\", \"at\": \"yesterday\"}"), "at takes a time, and holds: yesterday; write times like 2001-03-01T08:30:00Z");
    EXPECT_EQ(reason("{\"loan\": \"a\", \"kind\": \"guess\"}"), "no such kind: guess; kinds are prediction, outcome, feedback, exposure, activity and cost");
    EXPECT_EQ(reason("{\"kind\": \"outcome\", \"id\": \"a\"}"), "an outcome needs its label: bad");
    EXPECT_EQ(reason("{\"kind\": \"outcome\", \"bad\": 1}"), "an outcome needs the id of its prediction: prediction_id");
    EXPECT_EQ(reason("{\"loan\": \"a\", \"p\": 0.5, \"p\": 0.6}"), "two fields are p");
    EXPECT_EQ(reason("{\"loan\": \"\xff\"}"), "not UTF-8");
    EXPECT_EQ(reason("{\"loan\": \"a\"} {}"), "there is something after the object");
    EXPECT_NE(reason("{\"loan\": \"a\", \"p\": 1e999}"), "accepted");
    EXPECT_NE(reason("{\"loan\": \"a\", \"p\": 0.5.5}"), "accepted");
    EXPECT_NE(reason("{\"loan\": \"a\", \"x\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}"), "accepted");
    EXPECT_NE(reason("{\"loan\": \"" + std::string(2'000, 'a') + "\"}"), "accepted");
}

TEST(Received, AnArrayIsTakenLikeLines) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    const Receipt receipt = received(*store, "[{\"loan\": \"a\"}, 7, {\"loan\": \"b\", \"p\": \"x\"},\n {\"loan\": \"c\"}]");
    EXPECT_EQ(receipt.accepted, 2);
    ASSERT_EQ(receipt.rejects.size(), 2u);
    EXPECT_EQ(receipt.rejects[0].line, 2);
    EXPECT_EQ(receipt.rejects[1].line, 3);
}

TEST(Received, TheNewestOutcomeCountsWhereverItsPredictionStands) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    received(*store, "{\"kind\": \"outcome\", \"prediction_id\": \"a\", \"bad\": 1}");                      // before its prediction
    received(*store, "{\"loan\": \"a\", \"at\": \"2001-03-01\"}\n{\"loan\": \"b\", \"at\": \"2001-03-02\"}\n{\"loan\": \"c\", \"at\": \"2001-03-03\"}", base::Time{noon.micros + hour_micros});
    EXPECT_EQ(labels(*store, loans_reading()), (std::map<std::string, std::int64_t>{{"1", 1}, {"?", 2}}));
    const base::Time later{noon.micros + 90 * day_micros};                                                // months after
    received(*store, "{\"kind\": \"outcome\", \"id\": \"b\", \"label\": 0}\n{\"kind\": \"outcome\", \"loan\": \"a\", \"bad\": 0, \"at\": \"2001-09-01\"}", later);
    EXPECT_EQ(labels(*store, loans_reading()), (std::map<std::string, std::int64_t>{{"0", 2}, {"?", 1}}));
    EXPECT_EQ(labels(*store, loans_reading(), base::Time{later.micros - 1}), (std::map<std::string, std::int64_t>{{"1", 1}, {"?", 2}})) << "as it was known";
    Reading first_day = loans_reading();
    first_day.until = *base::parse_time("2001-03-02");
    EXPECT_EQ(labels(*store, first_day), (std::map<std::string, std::int64_t>{{"0", 1}}));
}

TEST(Received, TellsWhichHoursWereTouched) {
    const GeneratedFiles files;
    const std::string folder = files.path("data/products/loans");
    Mark before;
    {
        const auto store = opened(folder);
        int heard = 0;
        store->on_change([&] { ++heard; });
        received(*store, "{\"loan\": \"a\", \"at\": \"2001-03-01T08:30:00Z\"}\n{\"loan\": \"b\", \"at\": \"2001-03-01T09:00:00Z\"}\n{\"loan\": \"c\", \"at\": \"2001-03-05\"}");
        EXPECT_EQ(heard, 1);
        const auto all = store->touched_since({});
        ASSERT_EQ(all.size(), 2u);
        EXPECT_EQ(base::format(all[0].from), "2001-03-01T08:00Z");
        EXPECT_EQ(base::format(all[0].until), "2001-03-01T10:00Z");
        before = store->mark();
        const Touched first_day{all[0].from, base::Time{all[0].from.micros + day_micros}}, fifth_day{all[1].from, base::Time{all[1].from.micros + day_micros}};
        const std::string first = store->stamp(first_day), fifth = store->stamp(fifth_day);
        received(*store, "{\"kind\": \"outcome\", \"id\": \"c\", \"bad\": 1}", base::Time{noon.micros + 40 * day_micros});
        EXPECT_EQ(store->stamp(first_day), first);
        EXPECT_NE(store->stamp(fifth_day), fifth);
        EXPECT_NE(first, fifth);
    }
    const auto store = opened(folder);
    const auto since = store->touched_since(before);
    ASSERT_EQ(since.size(), 1u);
    EXPECT_EQ(base::format(since[0].from), "2001-03-05");
    EXPECT_TRUE(store->touched_since(store->mark()).empty());
}

/// Outcomes of predictions whose ids had left the memory touched no hour: what changes a row by giving it back is no query.
TEST(Received, AnOutcomeThatComesLongAfterItsPredictionTouchesItsHour) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"), std::string(loans) + "observations: {unique_within: 1h}\n");
    const auto at = [](int days) { return base::Time{noon.micros + days * day_micros}; };
    received(*store, R"({"loan": "a", "at": "2001-09-09T10:00:00Z", "p": 0.9})", at(0));
    received(*store, R"({"loan": "b", "at": "2001-09-11T10:00:00Z", "p": 0.9})", at(2));
    received(*store, R"({"loan": "c", "at": "2001-09-12T10:00:00Z", "p": 0.9})", at(3));
    const Mark before = store->mark();
    const auto touches_a = [&] {
        const auto touched = store->touched_since(before);
        return std::any_of(touched.begin(), touched.end(), [](const Touched& one) { return base::format(one.from) == "2001-09-09T10:00Z"; });
    };
    received(*store, R"({"kind": "outcome", "prediction_id": "a", "bad": 1})", at(4));
    // Looked for the more seldom the longer it takes, whether anything more comes or not.
    for (int i = 0; i < 200 && !touches_a(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_TRUE(touches_a());
}

TEST(Received, ARevisionAddsColumnsAndTakesWhatWasKeptAside) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    received(*store, "{\"loan\": \"a\", \"income\": 12.5, \"a/b\": {\"c\": [1, 2]}}");
    const std::string more = std::string(loans) + "promises: [{id: drift, metric: missing_share, of: [income, a/b], at_most: 0.5}]\n";
    const auto revised = store->revise(document(more));
    ASSERT_TRUE(revised) << revised.error().what;
    received(*store, "{\"loan\": \"b\"}");
    auto source = store->source(loans_reading());
    const auto answers = answered(**source, {question(Kind::quality, "income"), question(Kind::quality, "a/b")});
    EXPECT_EQ(only<metrics::Quality>(answers[0]).missing, 1);
    EXPECT_EQ(only<metrics::Quality>(answers[1]).missing, 1);
}

TEST(Received, PseudonymsStandForPeopleFromTheFirstByteOn) {
    const GeneratedFiles files;
    const std::string folder = files.path("data/products/loans");
    {
        const auto store = opened(folder, std::string(loans) + "privacy: {pseudonymise: [subject]}\n");
        received(*store, "{\"loan\": \"a\", \"person\": \"Somebody Rather Longnamed\"}\n{\"loan\": \"b\", \"person\": \"Somebody Rather Longnamed\"}");
    }
    std::ifstream file(folder + "/observations.duckdb", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_GT(bytes.size(), 0u);
    EXPECT_EQ(bytes.find("Longnamed"), std::string::npos);
    struct stat key {};
    ASSERT_EQ(::stat(files.path("data/keys/pseudonyms.key").c_str(), &key), 0);
    EXPECT_EQ(key.st_mode & 0777u, 0600u);
}

/// People by their pseudonyms, by number of rows.
std::map<std::string, std::int64_t> people(Store& store) {
    auto source = store.source(loans_reading());
    EXPECT_TRUE(source) << (source ? "" : source.error().what);
    if (!source) return {};
    Question who = question(Kind::histogram, "person");
    who.wish.names = true;
    std::map<std::string, std::int64_t> out;
    const auto answers = answered(**source, {who});
    for (const auto& cell : answers[0]) {
        for (const auto& [name, count] : std::get<metrics::Split<metrics::Histogram>>(cell.statistic).total.categories) out[name] += static_cast<std::int64_t>(metrics::weight_of(count));
    }
    return out;
}

std::vector<std::int64_t> counts_of(const std::map<std::string, std::int64_t>& named) {
    std::vector<std::int64_t> counts;
    for (const auto& [name, count] : named) counts.push_back(count);
    std::sort(counts.begin(), counts.end());
    return counts;
}

TEST(Received, PeopleAreRecognisedUnderAnotherKeyOfPseudonyms) {
    const GeneratedFiles files;
    const std::string folder = files.path("data/products/loans"), text = std::string(loans) + "privacy: {pseudonymise: [subject, id]}\n", keys = files.path("data/keys/pseudonyms.key");
    std::map<std::string, std::int64_t> before;
    Mark mark;
    {
        const auto store = opened(folder, text);
        received(*store, "{\"loan\": \"a\", \"person\": \"R. Example\"}\n{\"loan\": \"b\", \"person\": \"S. Example\"}\n{\"loan\": \"c\", \"person\": \"\"}");
        before = people(*store);
        mark = store->mark();
    }
    for (const std::size_t number : {2u, 3u}) {
        ASSERT_EQ(*Pseudonyms::add_key(keys), number);
        const auto store = opened(folder, text);
        const auto after = people(*store);
        EXPECT_EQ(counts_of(after), counts_of(before));
        for (const auto& [name, count] : before) EXPECT_FALSE(after.contains(name)) << "what was guessed under the keys of before is worth nothing";
        EXPECT_FALSE(store->touched_since(mark).empty()) << "what was worked out of pseudonyms is worked out again";
        mark = store->mark();
        before = after;
        EXPECT_EQ(received(*store, "{\"loan\": \"b\", \"person\": \"S. Example\"}").duplicates, 1);
    }
    const auto store = opened(folder, text);
    EXPECT_TRUE(store->touched_since(mark).empty()) << "once is enough";
    received(*store, "{\"loan\": \"d\", \"person\": \"R. Example\"}\n{\"kind\": \"outcome\", \"prediction_id\": \"a\", \"bad\": 1}");
    EXPECT_EQ(counts_of(people(*store)), (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(labels(*store, loans_reading()).at("1"), 1) << "an outcome finds its prediction of before";
}

TEST(Received, AChangeOfPseudonymsThatWasKilledGoesOnWhereItWas) {
    const GeneratedFiles files;
    const std::string folder = files.path("data/products/loans"), text = std::string(loans) + "privacy: {pseudonymise: [subject, id]}\n", keys = files.path("data/keys/pseudonyms.key");
    std::map<std::string, std::int64_t> before;
    {
        const auto store = opened(folder, text);
        received(*store, "{\"loan\": \"a\", \"person\": \"R. Example\"}\n{\"kind\": \"outcome\", \"id\": \"o\", \"prediction_id\": \"a\", \"bad\": 1}");
        before = people(*store);
    }
    ASSERT_TRUE(Pseudonyms::add_key(keys));
    {  // As after a kill between two portions: those of predictions had been rewritten.
        auto database = duck::Database::open({.file = folder + "/observations.duckdb"});
        ASSERT_TRUE(database);
        ASSERT_TRUE((*database)->run("INSERT INTO meta VALUES ('pseudonyms of prediction', '1000000')"));
    }
    {
        const auto store = opened(folder, text);
        EXPECT_EQ(people(*store), before) << "nothing is brought under one key twice";
    }
    // A file with fewer keys than were used is another one.
    std::filesystem::resize_file(keys, 32);
    const auto refused = Store::open(folder, document(text));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, base::Fault::corrupt);
}

TEST(Received, AFullDiskRefusesWritesAndReadsGoOn) {
    const GeneratedFiles files;
    std::atomic<std::uint64_t> free{std::uint64_t{1} << 40};
    const auto store = opened(files.path("data/products/loans"), loans, {.free_bytes = [&](const std::string&) { return free.load(); }});
    received(*store, "{\"loan\": \"a\"}");
    free = 1 << 20;
    const auto refused = store->receive("{\"loan\": \"b\"}", noon);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, base::Fault::outside);
    EXPECT_EQ(labels(*store, loans_reading()).at("?"), 1);
    free = std::uint64_t{1} << 40;
    EXPECT_EQ(received(*store, "{\"loan\": \"b\"}").accepted, 1) << "what was refused was not counted";
}

TEST(Received, IsForgottenWhenItIsTooOld) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    received(*store, "{\"loan\": \"a\", \"at\": \"2001-03-01\"}\n{\"loan\": \"b\", \"at\": \"2001-04-01\"}\n{\"kind\": \"outcome\", \"id\": \"a\", \"bad\": 1, \"at\": \"2001-06-01\"}");
    const auto gone = store->forget_before(*base::parse_time("2001-03-15"));
    ASSERT_TRUE(gone);
    EXPECT_EQ(*gone, 2);
    EXPECT_EQ(store->rows(), 1);
    EXPECT_EQ(store->rows(EventKind::outcome), 0);
    EXPECT_EQ(store->touched_since({}).size(), 1u);
}

TEST(Received, RetentionIsTheCharters) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"), std::string(loans) + "retention: {observations: 30d}\n");
    received(*store, "{\"loan\": \"a\"}");
    received(*store, "{\"loan\": \"b\"}", base::Time{noon.micros + 31 * day_micros});
    EXPECT_EQ(store->rows(), 1);
}

TEST(Received, ManySendersShareTheWriterAndEachIsAnswered) {
    const GeneratedFiles files;
    const auto store = opened(files.path("data/products/loans"));
    std::atomic<std::int64_t> accepted{0}, duplicates{0};
    std::vector<std::thread> senders;
    for (int sender = 0; sender < 4; ++sender) {
        senders.emplace_back([&, sender] {
            for (int i = 0; i < 20; ++i) {
                const auto receipt = store->receive("{\"loan\": \"" + std::to_string(sender) + "-" + std::to_string(i) + "\"}\n{\"loan\": \"" + std::to_string(i) + "\"}", noon);
                if (!receipt) return;
                accepted += receipt->accepted;
                duplicates += receipt->duplicates;
            }
        });
    }
    for (auto& sender : senders) sender.join();
    EXPECT_EQ(accepted, 4 * 20 + 20);
    EXPECT_EQ(duplicates, 3 * 20);
    EXPECT_EQ(store->rows(), 100);
}

/// The rows of a file, sent as predictions in several batches and then as outcomes in another order.
TEST(Received, AnswersWhatTheFileDoesToTheBit) {
    const GeneratedFiles files;
    const std::string rows =
        "SELECT 'n' || i AS id, strftime(TIMESTAMP '2001-01-01' + INTERVAL (hash(i) % 40) DAY + INTERVAL (hash(i + 11) % 86400) SECOND, '%Y-%m-%dT%H:%M:%SZ') AS at,"
        " CASE WHEN hash(i + 1) % 50 = 0 THEN NULL ELSE (hash(i + 2) % 1000) / 999.0::DOUBLE END AS score,"
        " CASE WHEN hash(i + 3) % 20 = 0 THEN NULL ELSE (hash(i + 3) % 3 = 0)::INTEGER END AS label,"
        " CASE hash(i + 4) % 9 WHEN 0 THEN NULL WHEN 4 THEN -0.0 WHEN 5 THEN 4.9e-300 WHEN 6 THEN 1.7e308 ELSE ((hash(i + 5) % 100000)::DOUBLE - 50000) / 7 END AS x,"
        " CASE WHEN hash(i + 6) % 30 = 0 THEN NULL WHEN hash(i + 6) % 2 = 0 THEN 'a \"town\" with a long näme ' || (hash(i + 7) % 40) ELSE 'T' || (hash(i + 7) % 40) END AS town,"
        " 'v' || (hash(i + 8) % 5000) AS unit, CASE WHEN hash(i + 9) % 3 = 0 THEN 'second' ELSE 'first' END AS version FROM range(9000) t(i)";
    const std::string file = files.copy("all.ndjson", rows);
    const auto lines = lines_of(file);
    const auto store = opened(files.path("data/products/towns"), "charter: 1\nproduct: towns\ntask: {kind: binary, columns: {time: at, id: id, unit: unit, version: version, score: score, label: label, features: [x, town]}}\n");
    std::string batch;
    std::vector<std::string> outcomes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto at = lines[i].find("\"label\":");
        const auto end = lines[i].find_first_of(",}", at);
        const std::string label = lines[i].substr(at + 8, end - at - 8);
        std::string id = lines[i].substr(lines[i].find("\"id\":") + 5);
        id = id.substr(0, id.find(','));
        std::string prediction = lines[i];
        prediction.replace(at, end - at, "\"label\":null");
        batch += prediction + "\n";
        if (label != "null") outcomes.push_back("{\"kind\":\"outcome\",\"prediction_id\":" + id + ",\"label\":" + label + "}\n");
        if (i % 2'500 == 2'499 || i + 1 == lines.size()) {
            EXPECT_EQ(received(*store, batch).rejected, 0);
            batch.clear();
        }
    }
    std::shuffle(outcomes.begin(), outcomes.end(), std::mt19937(7));
    for (const auto& outcome : outcomes) batch += outcome;
    EXPECT_EQ(received(*store, batch).accepted, static_cast<std::int64_t>(outcomes.size()));

    Reading reading;
    reading.threads = 2;
    reading.columns = {.time = "at", .id = "id", .unit = "unit", .version = "version", .score = "score", .label = "label"};
    std::vector<Question> questions;
    for (const Kind kind : {Kind::confusion, Kind::moments, Kind::reliability, Kind::score_runs, Kind::extent, Kind::quality}) questions.push_back(question(kind));
    for (const Kind kind : {Kind::histogram, Kind::value_runs, Kind::quality, Kind::sequence, Kind::summary}) questions.push_back(question(kind, "x"));
    for (const Kind kind : {Kind::histogram, Kind::identity_runs, Kind::summary}) questions.push_back(question(kind, "town"));
    questions.push_back(question(Kind::identity_runs, "id"));
    questions.push_back(question(Kind::row_sample));
    questions.back().wish.columns = {"x", "town", "score"};
    questions.back().wish.at = 300;
    for (Question copy : std::vector<Question>(questions)) {
        copy.slice.window = charter::Windowing(*base::parse_duration("7d"), base::Zone());
        copy.slice.by = {"version"};
        copy.slice.where = *charter::parse_condition("not x > 100 or town = 'T7'");
        questions.push_back(copy);
    }
    for (const bool part : {false, true}) {
        if (part) {
            reading.from = *base::parse_time("2001-01-08T06:00:00Z");
            reading.until = *base::parse_time("2001-02-02T18:00:00Z");
        }
        Reading of_file = reading;
        of_file.files = {file};
        auto source = store->source(reading);
        ASSERT_TRUE(source) << source.error().what;
        expect_same(answered(**source, questions), answered(of_file, questions));
    }
}

}  // namespace observations
