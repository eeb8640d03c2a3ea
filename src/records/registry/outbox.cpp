#include "records/registry/outbox.h"

#include <array>
#include <cmath>
#include <limits>

#include "base/keyed_digest.h"
#include "base/limits.h"
#include "records/ledger/encoding.h"
#include "records/registry/secret.h"

namespace records {

namespace {

using State = Delivery::State;

constexpr std::size_t id_bytes = 8, error_characters_max = 300;
constexpr double first_wait_s = 10, growth = 3, wait_s_max = 12 * 3600;
constexpr std::int64_t kept_days = 30;  // of what was delivered
constexpr const char* columns = "id, once, product, channel, target, subject, body, state, attempts, created, due, error";

constexpr std::array<std::pair<State, std::string_view>, 4> state_names{{{State::waiting, "waiting"}, {State::sending, "sending"}, {State::delivered, "delivered"}, {State::dead, "dead"}}};

Delivery delivery_from(const Row& row) {
    Delivery delivery{.id = row.text(0), .parcel = {.once = row.text(1), .product = row.text(2), .channel = row.text(3), .target = row.text(4), .subject = row.text(5), .body = row.text(6)},
                      .state = State::waiting, .attempts = row.number(8), .created = {row.number(9)}, .due = {row.number(10)}, .error = row.text(11)};
    for (const auto& [state, word] : state_names) {
        if (row.text(7) == word) delivery.state = state;
    }
    return delivery;
}

}  // namespace

std::string_view name(State state) { return state_names[static_cast<std::size_t>(state)].second; }

base::Result<base::Done> Outbox::put(const Parcel& parcel, base::Time now) {
    if (parcel.body.size() > base::limits::delivery_bytes_max) return base::Error{base::Fault::limit, "a message too long to be sent: " + parcel.subject, "delivery_bytes_max is its limit"};
    ASSIGN_OR_RETURN(const auto waiting, database_.run("SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')"));
    if (waiting.front().number(0) >= base::limits::deliveries_waiting_max) return base::Error{base::Fault::limit, "too many messages wait to be sent", "see \"charter delivery list\" for why (deliveries_waiting_max)"};
    RETURN_IF_ERROR(database_.run("INSERT INTO deliveries (id, once, product, channel, target, subject, body, state, attempts, created, due, error) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8, '') ON CONFLICT (once) DO NOTHING",
                                  {hex(base::random_bytes(id_bytes)), parcel.once, parcel.product, parcel.channel, parcel.target, parcel.subject, parcel.body, now}));
    return base::Done{};
}

base::Result<base::Done> Outbox::put_in_place(const Parcel& parcel, base::Time now) {
    RETURN_IF_ERROR(database_.run("DELETE FROM deliveries WHERE once = $1 AND state <> 'sending'", {parcel.once}));
    // One of this name that is under way keeps it, and the next goes by another.
    ASSIGN_OR_RETURN(const auto under_way, database_.run("SELECT id FROM deliveries WHERE once = $1", {parcel.once}));
    Parcel next = parcel;
    if (!under_way.empty()) {
        next.once += " next";
        RETURN_IF_ERROR(database_.run("DELETE FROM deliveries WHERE once = $1 AND state <> 'sending'", {next.once}));
    }
    return put(next, now);
}

base::Result<base::Done> Outbox::recover() {
    RETURN_IF_ERROR(database_.run("UPDATE deliveries SET state = 'waiting' WHERE state = 'sending'"));
    return base::Done{};
}

base::Result<std::optional<Delivery>> Outbox::take(base::Time now) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string("UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE id = (SELECT id FROM deliveries WHERE state = 'waiting' AND due <= $1 ORDER BY due, created, id LIMIT 1) RETURNING ") + columns, {now}));
    return rows.empty() ? std::optional<Delivery>() : std::optional(delivery_from(rows.front()));
}

base::Result<base::Done> Outbox::delivered(const Delivery& delivery, base::Time now) {
    // The body has done its work; what stays is that it was sent.
    RETURN_IF_ERROR(database_.run("UPDATE deliveries SET state = 'delivered', due = $1, error = '', body = '' WHERE id = $2", {now, delivery.id}));
    RETURN_IF_ERROR(database_.run("DELETE FROM deliveries WHERE state = 'delivered' AND due < $1", {now.micros - kept_days * base::micros_per_day}));
    return base::Done{};
}

base::Result<base::Done> Outbox::failed(const Delivery& delivery, const std::string& error, std::optional<base::Time> next) {
    const std::string words = without_tokens(error).substr(0, error_characters_max);
    if (!next) {
        RETURN_IF_ERROR(database_.run("UPDATE deliveries SET state = 'dead', error = $1 WHERE id = $2", {words, delivery.id}));
        return base::Done{};
    }
    RETURN_IF_ERROR(database_.run("UPDATE deliveries SET state = 'waiting', error = $1, due = $2 WHERE id = $3", {words, *next, delivery.id}));
    RETURN_IF_ERROR(database_.run("UPDATE deliveries SET due = $1 WHERE state = 'waiting' AND target = $2 AND due < $1", {*next, delivery.parcel.target}));
    return base::Done{};
}

base::Result<std::optional<base::Time>> Outbox::next_due() {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT min(due) FROM deliveries WHERE state = 'waiting'"));
    return rows.front().time(0);
}

base::Result<std::optional<Delivery>> Outbox::find(const std::string& once) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string("SELECT ") + columns + " FROM deliveries WHERE once = $1", {once}));
    return rows.empty() ? std::optional<Delivery>() : std::optional(delivery_from(rows.front()));
}

base::Result<std::vector<Delivery>> Outbox::list(std::optional<State> state, std::int64_t count_max) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string("SELECT ") + columns + " FROM deliveries WHERE ($1 = '' OR state = $1) ORDER BY created DESC, id LIMIT $2", {state ? name(*state) : std::string_view(), count_max}));
    std::vector<Delivery> found;
    for (const auto& row : rows) found.push_back(delivery_from(row));
    return found;
}

base::Result<base::Done> Outbox::retry(const std::string& id, base::Time now) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("UPDATE deliveries SET state = 'waiting', attempts = 0, due = $1 WHERE id = $2 AND state IN ('waiting', 'dead') RETURNING id", {now, id}));
    if (rows.empty()) return base::Error{base::Fault::missing, "nothing of this id waits or was given up: " + id.substr(0, 60), "\"charter delivery list\" shows what there is"};
    return base::Done{};
}

std::optional<base::Time> next_attempt(std::int64_t attempts, base::Time now, double chance) {
    if (attempts >= base::limits::delivery_attempts_max) return std::nullopt;
    const double longest = std::min(wait_s_max, first_wait_s * std::pow(growth, static_cast<double>(attempts - 1)));
    return base::Time{now.micros + std::llround(longest * (0.5 + chance / 2) * static_cast<double>(base::micros_per_second))};
}

}  // namespace records
