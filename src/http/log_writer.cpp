#include "http/log_writer.h"

#include <chrono>

namespace http {

namespace {

constexpr std::chrono::milliseconds gathered_for(5);  // a wake-up and a write for each line would cost more than most requests

}  // namespace

LogWriter::LogWriter(std::ostream& to) : to_(to), writer_([this] { write(); }) {}

void LogWriter::put(std::string_view line) {
    std::unique_lock lock(mutex_);
    went_.wait(lock, [&] { return waiting_.size() < waiting_bytes_max || stopping_; });
    waiting_.append(line).push_back('\n');
    if (waiting_.size() == line.size() + 1) came_.notify_one();
}

void LogWriter::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    came_.notify_all();
    went_.notify_all();
    if (writer_.joinable()) writer_.join();
}

void LogWriter::write() {
    std::string lines;
    for (bool last = false; !last;) {
        {
            std::unique_lock lock(mutex_);
            came_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
            last = stopping_;
            lines.clear();
            lines.swap(waiting_);
        }
        went_.notify_all();
        to_ << lines << std::flush;
        std::unique_lock lock(mutex_);
        came_.wait_for(lock, gathered_for, [&] { return stopping_; });
    }
}

}  // namespace http
