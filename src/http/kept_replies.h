#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

/// Answers that hold until somebody writes: what is asked again and again is read once, and then found by the target of the request alone.
///
///   const std::uint64_t before = kept.writes();      // before it is read
///   kept.keep(target, before, body);
///   if (const auto body = kept.find(target)) ...     // nothing was written since
///
/// Limits: `kept_max` answers of at most `bytes_max` each; when there are more, all are read again. Any number of threads.
namespace http {

class KeptReplies {
public:
    static constexpr std::size_t kept_max = 1'000, bytes_max = 65'536;

    /// `writes` counts, and a write counts before whoever made it hears that it is done.
    explicit KeptReplies(std::shared_ptr<const std::atomic<std::uint64_t>> writes) : writes_(std::move(writes)) {}

    std::uint64_t writes() const { return *writes_; }
    /// Null: it has to be read.
    std::shared_ptr<const std::string> find(std::string_view target) const;
    void keep(const std::string& target, std::uint64_t before, const std::string& body);

private:
    struct Kept {
        std::uint64_t before = 0;
        std::shared_ptr<const std::string> body;
    };
    const std::shared_ptr<const std::atomic<std::uint64_t>> writes_;
    mutable std::shared_mutex mutex_;  ///< of what follows
    std::map<std::string, Kept, std::less<>> kept_;
};

}  // namespace http
