#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "http/server.h"

/// A part of server.cpp, behind which the library stands.
namespace http {

/// Requests that are handled together. While some are, others gather; so each round takes as many as came during the one before it, one
/// alone waits for nobody, and what they write is committed once for all of them.
class JointRequests {
public:
    JointRequests(Handler& handler, boost::asio::thread_pool& threads) : handler_(handler), threads_(threads) {}

    /// Comes back, on the executor it was called from, with the answer. `asked` is there until then.
    template <class Executor>
    auto handle(const Asked& asked, Answer& answer, const Executor& executor) {
        return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
            [this, &asked, &answer, executor](auto resume) {
                auto held = std::make_shared<decltype(resume)>(std::move(resume));
                add({&asked, &answer, [held, executor] { boost::asio::post(executor, std::move(*held)); }});
            },
            boost::asio::use_awaitable);
    }

private:
    struct Waiting {
        const Asked* asked;
        Answer* answer;
        std::function<void()> done;
    };
    static constexpr std::size_t together_max = 256;  // the first of them waits for the last

    void add(Waiting one) {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(one));
        if (std::exchange(busy_, true)) return;
        boost::asio::post(threads_, [this] { work(); });
    }
    void work() {
        for (auto round = next(); !round.empty(); round = next()) {
            std::vector<const Asked*> asked;
            for (const auto& one : round) asked.push_back(one.asked);
            auto answers = handler_.handle_together(asked);
            for (std::size_t i = 0; i < round.size(); ++i) *round[i].answer = std::move(answers[i]);
            for (const auto& one : round) one.done();
        }
    }
    std::vector<Waiting> next() {
        const std::lock_guard lock(mutex_);
        const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), together_max));
        std::vector<Waiting> round(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.begin() + count));
        waiting_.erase(waiting_.begin(), waiting_.begin() + count);
        busy_ = !round.empty();
        return round;
    }

    Handler& handler_;
    boost::asio::thread_pool& threads_;
    std::mutex mutex_;  ///< of what follows
    std::deque<Waiting> waiting_;
    bool busy_ = false;  ///< a thread is at it
};

}  // namespace http
