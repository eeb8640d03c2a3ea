#pragma once

#include "base/limits.h"

namespace base::limits {

inline constexpr Size received_bytes_max{"received_bytes_max", 128u << 20, "Bytes of events that wait to be written, in one product: beyond it the sender is asked to come back."};
inline constexpr Size event_bytes_max{"event_bytes_max", 1u << 20, "Bytes of one event: more is not an observation but its raw material."};
inline constexpr Size event_id_bytes_max{"event_id_bytes_max", 1'024, "Bytes of an event's id."};
inline constexpr Size rejects_told_max{"rejects_told_max", 100, "Faulty events told to whoever sent them: beyond it they have one cause."};
inline constexpr Size store_bytes_max{"store_bytes_max", 320u << 20, "Memory DuckDB may use for what a product has received."};
inline constexpr Size disk_free_bytes_min{"disk_free_bytes_min", 256u << 20, "Free bytes of the disk below which nothing more is taken in, so that what is there can still be read and put in order."};

inline constexpr Row received[] = {received_bytes_max, event_bytes_max, event_id_bytes_max, rejects_told_max, store_bytes_max, disk_free_bytes_min};

}  // namespace base::limits
