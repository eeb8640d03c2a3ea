#pragma once

#include <cstddef>
#include <cstdint>

/// Every bound of the system, with its reason. They appear in error messages by name.
namespace base::limits {

/// A charter is written by people; a larger one is a mistake or an attack.
inline constexpr std::size_t charter_bytes_max = 4u << 20;
/// Nodes of a charter's YAML: a document at the byte limit made of one-letter items.
inline constexpr std::size_t charter_nodes_max = 200'000;
/// Faults reported at once: beyond this a reader starts from the top anyway.
inline constexpr std::size_t faults_shown_max = 100;
/// Promises in a charter.
inline constexpr std::size_t promises_max = 2'000;

/// Units kept one by one in a window; more are gathered into `unit_buckets` by hash (a jackknife of 64 groups).
inline constexpr std::size_t unit_parts_max = 256;
inline constexpr std::size_t unit_buckets = 64;
/// Units counted exactly in a window; above it they are estimated by HyperLogLog (standard error 0.8 %).
inline constexpr std::size_t units_counted_max = 1u << 20;

/// Values of a `by` column: more groups than this are no longer read by anybody.
inline constexpr std::size_t groups_max = 1'000;
/// Windows in one evaluation: hourly for six years.
inline constexpr std::size_t windows_max = 50'000;
/// Categories kept apart in a distribution; further ones are gathered as `(other)`.
inline constexpr std::size_t categories_max = 10'000;
/// Memory for sorted runs before they go to disk, over all statistics of one evaluation.
inline constexpr std::size_t runs_bytes_max = 192u << 20;
/// Memory DuckDB may use for reading and sorting.
inline constexpr std::size_t reader_bytes_max = 160u << 20;

/// Faulty rows written to the `--rejects` file.
inline constexpr std::int64_t rejects_kept_max = 100'000;
/// A longer line in a text file is a fault of the file.
inline constexpr std::size_t line_bytes_max = 16u << 20;

}  // namespace base::limits
