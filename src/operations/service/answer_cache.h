#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "base/result.h"

namespace operations {

class Product;

/// Answers to questions over what is kept that take long: made once for a revision and a state of the data, and given again until
/// one of them has changed.
///
///   ASSIGN_OR_RETURN(const std::string text, service.answers().get(question_about(*product, "value", "version=v2"), [&] { return make(); }));
///
/// Several that ask the same at once wait for one making. What failed is not kept. Any number of threads.
///
/// Limits: `bytes_max` of answers, those that were asked for longest ago go first; `makings_max` are made at once, whoever else asks waits.
class AnswerCache {
public:
    static constexpr std::size_t bytes_max = 32u << 20;
    static constexpr std::size_t makings_max = 2;

    using Make = std::function<base::Result<std::string>()>;
    base::Result<std::string> get(const std::string& question, const Make& make);

private:
    struct Kept {
        std::string question, answer;
    };
    void keep(const std::string& question, const std::string& answer);

    std::mutex mutex_;
    std::condition_variable made_;
    std::set<std::string> making_;
    std::list<Kept> kept_;  ///< asked for last, first
    std::map<std::string, std::list<Kept>::iterator> by_question_;
    std::size_t bytes_ = 0;
};

/// All that an answer about a product depends on: its revision, what it is compared with, how much was received, the question and
/// its arguments.
std::string question_about(const Product& product, const std::string& operation, const std::string& arguments, const std::string& reference = {});

}  // namespace operations
