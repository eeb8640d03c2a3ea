#pragma once

#include <mutex>
#include <shared_mutex>

namespace observations {

/// Readings of one database share the memory that it may use. Whichever runs out of it reads again alone, once the others have ended.
class Turns {
public:
    /// `once` is called again where `ran_out` says so of its result. It takes no turn itself.
    template <class Once, class RanOut>
    auto take(const Once& once, const RanOut& ran_out) {
        {
            std::unique_lock entering(entrance_);
            const std::shared_lock reading(reading_);
            entering.unlock();
            auto result = once();
            if (!ran_out(result)) return result;
        }
        const std::lock_guard entering(entrance_);  // so that others do not go on passing by
        const std::lock_guard alone(reading_);
        return once();
    }

private:
    std::mutex entrance_;
    std::shared_mutex reading_;
};

}  // namespace observations
