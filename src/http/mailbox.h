#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "base/limits.h"

/// A part of server.cpp, behind which the library stands.
namespace http {

/// Messages for one client that watches, between the threads that write them and the one that sends them.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
public:
    explicit Mailbox(boost::asio::any_io_executor executor) : executor_(executor), bell_(executor) {}

    void put(const std::string& message) {
        boost::asio::post(executor_, [self = shared_from_this(), message] {
            if (self->waiting_.size() >= base::limits::stream_messages_max) self->overrun_ = true;
            else self->waiting_.push_back(message);
            self->bell_.cancel();
        });
    }
    void close() {
        boost::asio::post(executor_, [self = shared_from_this()] {
            self->closed_ = true;
            self->bell_.cancel();
        });
    }
    /// What came, or a comment when nothing did for a while: so a client that has left is noticed. Nothing: it ends.
    boost::asio::awaitable<std::optional<std::string>> next() {
        if (waiting_.empty() && !closed_ && !overrun_) {
            bell_.expires_after(std::chrono::seconds(base::limits::stream_quiet_seconds_max.value));
            co_await bell_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        if (closed_ || overrun_) co_return std::nullopt;
        if (waiting_.empty()) co_return std::string(": still here\n\n");
        std::string text;
        for (; !waiting_.empty(); waiting_.pop_front()) text += "data: " + waiting_.front() + "\n\n";
        co_return text;
    }

private:
    boost::asio::any_io_executor executor_;  // a strand: nothing below needs a lock
    boost::asio::steady_timer bell_;
    std::deque<std::string> waiting_;
    bool closed_ = false, overrun_ = false;
};

}  // namespace http
