#include "observations/scan.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace observations {

namespace {

/// Workers that are free. A thread gets the one it had before, if it can: what that one counted may still be in its cache.
class Crew {
public:
    explicit Crew(std::vector<std::unique_ptr<Worker>>& workers) {
        for (auto& worker : workers) free_.push_back({worker.get(), {}});
    }

    Worker& borrow() {
        std::unique_lock lock(mutex_);
        returned_.wait(lock, [&] { return !free_.empty(); });
        const auto own = std::find_if(free_.begin(), free_.end(), [](const Free& free) { return free.last == std::this_thread::get_id(); });
        const auto chosen = own == free_.end() ? free_.end() - 1 : own;
        Worker& worker = *chosen->worker;
        free_.erase(chosen);
        return worker;
    }
    void give_back(Worker& worker) {
        const std::lock_guard lock(mutex_);
        free_.push_back({&worker, std::this_thread::get_id()});
        returned_.notify_one();
    }

private:
    struct Free {
        Worker* worker = nullptr;
        std::thread::id last;
    };
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<Free> free_;
};

/// Tells of progress, but not so often that it takes time.
class Reporter {
public:
    Reporter(const duck::Database& database, const Reading& reading) : database_(database), reading_(reading) {}

    void count(std::size_t rows) { rows_ += static_cast<std::int64_t>(rows); }
    void now_and_then() {
        if (!reading_.progress) return;
        const auto now = std::chrono::steady_clock::now();
        if (now - last_ < std::chrono::milliseconds(50)) return;
        last_ = now;
        reading_.progress({database_.progress(), rows_});
    }
    void done() const {
        if (reading_.progress) reading_.progress({1, rows_});
    }

private:
    const duck::Database& database_;
    const Reading& reading_;
    std::atomic<std::int64_t> rows_{0};
    std::chrono::steady_clock::time_point last_;
};

/// Sorting what was collected, for all workers at once.
void finish(std::vector<std::unique_ptr<Worker>>& workers) {
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < workers.size(); ++i) threads.emplace_back([&worker = *workers[i]] { worker.finish(); });
    workers.front()->finish();
    for (auto& thread : threads) thread.join();
}

}  // namespace

base::Result<base::Done> scan(duck::Database& database, const Plan& plan, const Relation& relation, std::vector<std::unique_ptr<Worker>>& workers, const Reading& reading) {
    Crew crew(workers);
    Reporter reporter(database, reading);
    std::atomic<bool> complained{false};
    const duck::Take take = [&](const duck::Look& rows) {
        if (complained) return false;
        Worker& worker = crew.borrow();
        worker.process(rows);
        if (worker.complaint() || worker.failure()) complained = true;
        crew.give_back(worker);
        reporter.count(rows.size());
        return !complained;
    };
    // Without any column rows are still counted.
    const auto& columns = plan.feeds.sql().empty() ? std::vector<std::string>{"true"} : plan.feeds.sql();
    RETURN_IF_ERROR(database.each(columns, plan.rows_of(relation), take, [&] { reporter.now_and_then(); }));
    if (!complained) finish(workers);
    reporter.done();
    return base::Done{};
}

}  // namespace observations
