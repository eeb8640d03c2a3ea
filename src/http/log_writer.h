#pragma once

#include <condition_variable>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>

/// Lines of a log from many threads, written by one of its own, so that nobody who answers a request waits for whoever reads the log. A line is
/// written within milliseconds; those that came in the meantime are written with it. What was put before `stop` is written when that returns; a
/// process that is killed may lose the lines of its last milliseconds. Any number of threads.
///
/// Limits: holds at most `waiting_bytes_max`; whoever puts more waits until there is room, for no line is left out.
namespace http {

class LogWriter {
public:
    static constexpr std::size_t waiting_bytes_max = 16u << 20;

    explicit LogWriter(std::ostream& to);
    ~LogWriter() { stop(); }
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    /// Without its end of line.
    void put(std::string_view line);
    void stop();

private:
    void write();

    std::ostream& to_;
    std::mutex mutex_;  ///< of what follows
    std::condition_variable came_, went_;
    std::string waiting_;
    bool stopping_ = false;
    std::thread writer_;
};

}  // namespace http
