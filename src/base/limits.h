#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Every bound of the system, with its reason. They appear in error messages by name and on a reference page.
namespace base::limits {

/// A bound that knows its own name; used as the number that it is.
template <class T>
struct Limit {
    std::string_view name;
    T value;
    std::string_view reason;
    constexpr operator T() const { return value; }  // NOLINT: being used as a number is the point
};
using Size = Limit<std::size_t>;
using Count = Limit<std::int64_t>;

inline constexpr Size charter_bytes_max{"charter_bytes_max", 4u << 20, "A charter is written by people; a larger one is a mistake or an attack."};
inline constexpr Size charter_nodes_max{"charter_nodes_max", 200'000, "Values in a charter: as many as a document of the largest size could sensibly have."};
inline constexpr Size faults_shown_max{"faults_shown_max", 100, "Faults reported at once: beyond this a reader starts from the top anyway."};
inline constexpr Size promises_max{"promises_max", 2'000, "Promises in a charter: more cannot be read by anybody."};
inline constexpr Size unit_parts_max{"unit_parts_max", 256, "Units kept one by one in a window; more are gathered by hash into unit_buckets."};
inline constexpr Size unit_buckets{"unit_buckets", 64, "Groups of a delete-a-group jackknife: enough degrees of freedom, small enough for every statistic."};
inline constexpr Size units_counted_max{"units_counted_max", 1u << 20, "Units counted exactly in a window; above it they are estimated by HyperLogLog (standard error 0.8 %)."};
inline constexpr Size groups_max{"groups_max", 1'000, "Groups of a slice: more are no longer read by anybody."};
inline constexpr Size windows_max{"windows_max", 50'000, "Windows in one evaluation: hourly for nearly six years."};
inline constexpr Size categories_max{"categories_max", 10'000, "Categories kept apart in a distribution; rarer ones are gathered as (other)."};
inline constexpr Size classes_max{"classes_max", 500, "Classes among labels and predictions: a table of more is no longer read by anybody."};
inline constexpr Size distinct_texts_max{"distinct_texts_max", 1'000'000, "Different texts in a column of which a distribution is asked, before the frequent ones are known."};
inline constexpr Size runs_bytes_max{"runs_bytes_max", 192u << 20, "Memory for sorted runs, over all statistics of one evaluation, before they go to disk."};
inline constexpr Size reader_bytes_max{"reader_bytes_max", 160u << 20, "Memory DuckDB may use for reading."};
inline constexpr Size coded_rows_max{"coded_rows_max", 10'000'000, "Rows held in memory for a search of slices; of more a sample of about as many is taken by hash."};
inline constexpr Size coded_categories_max{"coded_categories_max", 40, "Values of a column of text that a search of slices looks at; rarer ones are gathered."};
inline constexpr Count rejects_kept_max{"rejects_kept_max", 100'000, "Faulty rows kept aside with their text; further ones are only counted."};
inline constexpr Size edit_characters_max{"edit_characters_max", 100'000, "Characters of a text that is compared with another: a comparison of two such texts takes some tenths of a second."};
inline constexpr Count sequence_rows_max{"sequence_rows_max", 50'000'000, "Values in order of arrival that one worker holds for streaming detectors: they cannot be added up, so they are kept (2 GB)."};
inline constexpr Size sample_cells_max{"sample_cells_max", 50'000'000, "Values in samples of whole rows, over all windows and groups: 400 MB."};
inline constexpr Count surrogate_fidelity_percent_min{"surrogate_fidelity_percent_min", 75, "Share of the variance of a model's score, in percent, that a surrogate must explain on rows it has not seen before its reasons are told: at 75 its typical error is half the spread of the scores, and below it reasons are those of another model."};
inline constexpr Count surrogate_rows_max{"surrogate_rows_max", 500'000, "Rows that a surrogate of a model's score may learn from; it learns from 20,000 unless told otherwise, and 25,000 rows by ten features take a second."};
inline constexpr Size name_bytes_max{"name_bytes_max", 200, "A name, a label or an address of somebody: longer ones are no longer read."};
inline constexpr Size password_bytes_min{"password_bytes_min", 12, "A password that somebody chooses: shorter ones are guessed."};
inline constexpr Size password_bytes_max{"password_bytes_max", 1'000, "A password: hashing a longer one would be work for whoever attacks."};
inline constexpr Count session_hours_max{"session_hours_max", 12, "Hours that one is signed in: a working day."};
inline constexpr Count token_days_max{"token_days_max", 365, "Days until a token expires at the latest: what nobody renews, nobody needs."};
inline constexpr Count delivery_attempts_max{"delivery_attempts_max", 12, "Attempts to deliver a message, over about two days, before it is laid aside for a person to look at."};
inline constexpr Size delivery_bytes_max{"delivery_bytes_max", 256u << 10, "A message that is sent out, and as much of an answer as is read."};
inline constexpr Count delivery_seconds_max{"delivery_seconds_max", 20, "Seconds that one attempt to deliver a message may take."};
inline constexpr Count deliveries_waiting_max{"deliveries_waiting_max", 100'000, "Messages that wait to be sent out: more mean that nobody reads them."};

inline constexpr Count connections_max{"connections_max", 12'000, "Connections at once: ten thousand clients that rest, and room for those that speak."};
inline constexpr Size head_bytes_max{"head_bytes_max", 16u << 10, "Head of a request: browsers and proxies stay below half of it."};
inline constexpr Size body_bytes_max{"body_bytes_max", 64u << 20, "Body of a request, as it is and as it was before it was compressed: what OpenTelemetry's senders may send at once."};
inline constexpr Size bodies_bytes_max{"bodies_bytes_max", 384u << 20, "Memory for the bodies of all requests at once; beyond it the answer is 429, and the sender waits."};
inline constexpr Count head_seconds_max{"head_seconds_max", 20, "For the head of a request once it has begun, and for one message of a stream to be taken."};
inline constexpr Count body_seconds_max{"body_seconds_max", 120, "For the body of a request, and for an answer to be taken: 64 MB at half a megabyte a second."};
inline constexpr Count idle_seconds_max{"idle_seconds_max", 300, "A connection may rest between requests; then it is ended."};
inline constexpr Count stop_seconds_max{"stop_seconds_max", 30, "For what was begun when the server is asked to stop."};
inline constexpr Count stream_quiet_seconds_max{"stream_quiet_seconds_max", 15, "A stream of changes says that it is still there at least this often, so that a client that left is noticed."};
inline constexpr Size stream_messages_max{"stream_messages_max", 10'000, "Messages that wait for one client; a slower one is left, and asks for the scorecard again."};
inline constexpr Count requests_at_once_max{"requests_at_once_max", 5'000, "Requests in a burst by one token from one address: a fleet behind one token starting together."};
inline constexpr Count requests_per_second_max{"requests_per_second_max", 1'000, "Requests a second by one token from one address after a burst: whoever has more to say says it in fewer."};
inline constexpr Count refusals_at_once_max{"refusals_at_once_max", 20, "Tokens that are none of ours, from one address, before it must wait: each costs a slow hash."};
inline constexpr Count refusals_per_minute_max{"refusals_per_minute_max", 30, "The same, a minute, from then on."};

struct Row {
    std::string_view name;
    std::int64_t value;
    std::string_view reason;
    template <class T>
    constexpr Row(const Limit<T>& limit) : name(limit.name), value(static_cast<std::int64_t>(limit.value)), reason(limit.reason) {}  // NOLINT
};
inline constexpr Row all[] = {charter_bytes_max, charter_nodes_max, faults_shown_max, promises_max, unit_parts_max, unit_buckets, units_counted_max,
                              groups_max, windows_max, categories_max, classes_max, distinct_texts_max, runs_bytes_max, reader_bytes_max, coded_rows_max, coded_categories_max, rejects_kept_max, edit_characters_max, sequence_rows_max, sample_cells_max, surrogate_fidelity_percent_min, surrogate_rows_max,
                              name_bytes_max, password_bytes_min, password_bytes_max, session_hours_max, token_days_max, delivery_attempts_max, delivery_bytes_max, delivery_seconds_max, deliveries_waiting_max,
                              connections_max, head_bytes_max, body_bytes_max, bodies_bytes_max, head_seconds_max, body_seconds_max, idle_seconds_max, stop_seconds_max, stream_quiet_seconds_max, stream_messages_max, requests_at_once_max, requests_per_second_max, refusals_at_once_max, refusals_per_minute_max};

}  // namespace base::limits
