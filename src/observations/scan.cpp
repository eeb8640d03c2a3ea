#include "observations/scan.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace observations {

namespace {

/// Several chunks at a time: waking a thread costs as much as reading one.
using Lot = std::vector<duck::Chunk>;
constexpr std::size_t lot_chunks = 8;

/// Lots on their way to the workers: enough that nobody waits, few enough that nothing piles up.
class Queue {
public:
    explicit Queue(std::size_t room) : room_(room) {}

    void push(Lot lot) {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [&] { return waiting_.size() < room_ || closed_; });
        waiting_.push_back(std::move(lot));
        has_lot_.notify_one();
    }
    /// Nothing once it is closed and empty.
    std::optional<Lot> pop() {
        std::unique_lock lock(mutex_);
        has_lot_.wait(lock, [&] { return !waiting_.empty() || closed_; });
        if (waiting_.empty()) return std::nullopt;
        Lot lot = std::move(waiting_.front());
        waiting_.pop_front();
        has_room_.notify_one();
        return lot;
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        has_lot_.notify_all();
        has_room_.notify_all();
    }

private:
    std::size_t room_;
    std::mutex mutex_;
    std::condition_variable has_room_;
    std::condition_variable has_lot_;
    std::deque<Lot> waiting_;
    bool closed_ = false;
};

/// The workers' threads; joined however the scan ends.
class Crew {
public:
    Crew(std::vector<std::unique_ptr<Worker>>& workers, Queue& queue) : queue_(queue) {
        for (auto& worker : workers) threads_.emplace_back([this, &worker] { work(*worker); });
    }
    ~Crew() { finish(); }
    bool complained() const { return complained_; }
    void finish() {
        queue_.close();
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

private:
    void work(Worker& worker) {
        while (const auto lot = queue_.pop()) {
            if (complained_) continue;  // only emptying the queue
            for (const auto& chunk : *lot) {
                if (!worker.complaint()) worker.process(chunk);
            }
            if (worker.complaint() || worker.failure()) complained_ = true;
        }
        if (!complained_) worker.finish();
    }

    Queue& queue_;
    std::atomic<bool> complained_{false};
    std::vector<std::thread> threads_;
};

constexpr std::size_t chunks_between_reports = 64;

}  // namespace

base::Result<base::Done> scan(duck::Database& database, const std::string& sql, std::vector<std::unique_ptr<Worker>>& workers, const Reading& reading) {
    ASSIGN_OR_RETURN(duck::Stream rows, database.stream(sql));
    Queue queue(2 * workers.size());
    Crew crew(workers, queue);
    std::int64_t seen = 0;
    Lot lot;
    for (std::size_t number = 0;; ++number) {
        if (reading.stop != nullptr && *reading.stop) return base::Error{base::Fault::interrupted, "stopped before the data were read", "run it again"};
        ASSIGN_OR_RETURN(auto chunk, rows.next());
        if (!chunk || crew.complained()) break;
        seen += static_cast<std::int64_t>(chunk->size());
        lot.push_back(*std::move(chunk));
        if (lot.size() == lot_chunks) queue.push(std::exchange(lot, {}));
        if (reading.progress && number % chunks_between_reports == 0) reading.progress({database.progress(), seen});
    }
    if (!lot.empty()) queue.push(std::move(lot));
    crew.finish();
    if (reading.progress) reading.progress({1, seen});
    return base::Done{};
}

}  // namespace observations
