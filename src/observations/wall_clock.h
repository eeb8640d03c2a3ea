#pragma once

#include <array>
#include <cstdint>

#include "base/time.h"

namespace observations {

/// Wall-clock microseconds to UTC, fast: a quarter of an hour without a change of the offset is remembered as a whole.
class WallClock {
public:
    explicit WallClock(base::Zone zone) : zone_(std::move(zone)), utc_(zone_.name().empty() || zone_.name() == "UTC") {}

    bool is_utc() const { return utc_; }
    std::int64_t to_utc(std::int64_t local) {
        if (utc_) return local;
        const std::int64_t quarter = local >= 0 ? local / quarter_micros : (local - quarter_micros + 1) / quarter_micros;
        Known& known = known_[static_cast<std::size_t>(quarter) % known_.size()];
        if (known.set && known.quarter == quarter) return local - known.offset;
        const std::int64_t start = quarter * quarter_micros;
        const std::int64_t first = zone_.from_local(start).micros;
        const std::int64_t last = zone_.from_local(start + quarter_micros - 1).micros;
        if (last - first != quarter_micros - 1) return zone_.from_local(local).micros;
        known = {true, quarter, start - first};
        return local - known.offset;
    }

private:
    static constexpr std::int64_t quarter_micros = 15 * 60 * base::micros_per_second;
    struct Known {
        bool set = false;
        std::int64_t quarter = 0;
        std::int64_t offset = 0;
    };
    base::Zone zone_;
    bool utc_;
    std::array<Known, 1024> known_{};
};

}  // namespace observations
