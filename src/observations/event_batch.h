#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "observations/event_layout.h"
#include "observations/source.h"
#include "observations/store.h"

/// Events as they were sent, read and checked, in columns.
namespace observations {

/// Texts that a batch owns, wherever they came from.
class Texts {
public:
    std::string_view keep(std::string_view text);

private:
    static constexpr std::size_t block_bytes = 64u << 10;
    std::deque<std::string> blocks_;
};

/// The values of one column, one for each event; which of the three vectors holds them, the column's type says.
struct EventColumn {
    std::vector<std::uint8_t> known;
    std::vector<std::string_view> texts;
    std::vector<double> numbers;      ///< number; truth as 0 or 1
    std::vector<std::int64_t> micros; ///< time
};

/// The events of one kind.
struct EventRows {
    std::vector<std::string_view> ids;
    std::vector<std::int64_t> times;           ///< microseconds, UTC
    std::vector<std::string_view> predictions; ///< the id of the prediction that an event is about; empty: none
    std::vector<EventColumn> columns;          ///< as in the layout
    std::vector<std::string_view> others;      ///< fields that the charter does not name, as a JSON object; empty: none

    std::size_t size() const { return ids.size(); }
};

struct EventBatch {
    std::shared_ptr<const EventLayout> layout;
    std::array<EventRows, event_kinds> kinds;
    std::int64_t rejected = 0;
    std::vector<Reject> rejects;  ///< the first limits::rejects_told_max
    Texts texts;
};

/// What replaces a value on its way in.
using Pseudonym = std::function<std::string(std::string_view)>;

/// One event a line, or one JSON array. A line that is no event is a reject with its number, counting from 1; an event without a
/// time happened `now`. Never fails: the worst that can be sent is only rejects.
EventBatch read_events(std::string_view lines, std::shared_ptr<const EventLayout> layout, const Pseudonym& pseudonym, base::Time now);

}  // namespace observations
