#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// What the server says of itself, for Prometheus. Any number of threads.
namespace operations {

class Telemetry {
public:
    Telemetry();
    ~Telemetry();

    /// A request that was answered: by which operation (empty: none), how, and how long it took.
    void answered(std::string_view operation, int status, double seconds);
    /// Events of a product: `accepted`, `duplicate` or `rejected`.
    void received(const std::string& product, std::string_view result, std::int64_t count);
    /// 1 kept, 0 unproven, -1 broken.
    void judged(const std::string& product, const std::string& promise, int verdict);
    /// How many connections there are, asked when the page is written.
    void connections(std::function<std::int64_t()> count);

    /// In Prometheus's text format.
    std::string page() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace operations
