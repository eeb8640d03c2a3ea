#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <stdlib.h>

#include "observations/duck.h"
#include "observations/source.h"

/// For tests: files that are made for one test, in a folder that goes with it.
namespace observations {

class GeneratedFiles {
public:
    GeneratedFiles() {
        std::string name = (std::filesystem::temp_directory_path() / "charter-test-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~GeneratedFiles() { std::filesystem::remove_all(folder_); }

    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    /// The answer of a SELECT, in the format that the name says.
    std::string copy(const std::string& name, const std::string& select) const {
        const auto database = duck::Database::open({});
        EXPECT_TRUE(database);
        const std::string format = name.find(".parquet") != std::string::npos ? "FORMAT parquet, ROW_GROUP_SIZE 2048" : name.find(".ndjson") != std::string::npos ? "FORMAT json" : name.find(".tsv") != std::string::npos ? "FORMAT csv, HEADER, DELIMITER '\t'" : "FORMAT csv, HEADER";
        const std::string packed = name.ends_with(".gz") ? ", COMPRESSION gzip" : "";
        const auto done = (*database)->run("SET preserve_insertion_order = true; COPY (" + select + ") TO " + duck::literal(path(name)) + " (" + format + packed + ")");
        EXPECT_TRUE(done) << (done ? "" : done.error().what);
        return path(name);
    }

private:
    std::string folder_;
};

inline std::unique_ptr<Source> opened(const Reading& reading) {
    auto source = open(reading);
    EXPECT_TRUE(source) << (source ? "" : source.error().what + "; " + source.error().next);
    return source ? std::move(*source) : nullptr;
}

inline std::vector<Answer> answered(Source& source, const std::vector<Question>& questions) {
    auto answers = source.answer(questions);
    EXPECT_TRUE(answers) << (answers ? "" : answers.error().what + "; " + answers.error().next);
    return answers ? std::move(*answers) : std::vector<Answer>(questions.size());
}

inline std::vector<Answer> answered(const Reading& reading, const std::vector<Question>& questions) {
    const auto source = opened(reading);
    return source ? answered(*source, questions) : std::vector<Answer>(questions.size());
}

/// What the first step that fails says: opening or answering.
inline base::Error fault(const Reading& reading, const std::vector<Question>& questions) {
    auto source = open(reading);
    if (!source) return source.error();
    auto answers = (*source)->answer(questions);
    EXPECT_FALSE(answers) << "no fault";
    return answers ? base::Error{} : answers.error();
}

inline Question question(metrics::Kind kind, const std::string& column = "") {
    Question question;
    question.wish.kind = kind;
    question.wish.column = column;
    return question;
}

template <class S>
const S& only(const Answer& answer) {
    EXPECT_EQ(answer.size(), 1u);
    return std::get<S>(answer.front().statistic);
}
template <class S>
const S& total(const Answer& answer) {
    return only<metrics::Split<S>>(answer).total;
}
inline std::vector<metrics::Run> runs_of(const Answer& answer) {
    std::vector<metrics::Run> runs;
    only<std::shared_ptr<const metrics::Runs>>(answer)->visit([&](const metrics::Run& run) { runs.push_back(run); });
    return runs;
}

}  // namespace observations
