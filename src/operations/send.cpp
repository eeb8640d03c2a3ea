#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <thread>

#include "observations/past_events.h"
#include "operations/operation.h"
#include "operations/shared/charter_file.h"

namespace operations {

namespace {

using observations::PastDay;

constexpr std::size_t lines_bytes_max = 8u << 20;  // in one request: small enough to be answered soon

constexpr std::array<Parameter, 4> parameters{{
    {.name = "CHARTER", .sentence = "The charter that the server has been sent.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "What happened: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "days-per-second", .kind = Parameter::Kind::number, .sentence = "Send this many days a second, as if they happened now.", .placeholder = "N", .fallback = "as fast as they are taken"},
    {.name = "late", .kind = Parameter::Kind::number, .sentence = "Send the outcomes of a day this many days after its predictions.", .placeholder = "DAYS", .fallback = "the charter's outcomes: {late_by: ...}"},
}};

/// Sends lines in pieces, each of whole lines.
class Sender {
public:
    Sender(const Surroundings& surroundings, std::string product) : surroundings_(surroundings), product_(std::move(product)) {}

    base::Result<base::Done> send(const std::string& lines) {
        for (std::size_t begin = 0; begin < lines.size();) {
            std::size_t end = std::min(begin + lines_bytes_max, lines.size());
            if (end < lines.size()) end = lines.rfind('\n', end - 1) + 1;
            RETURN_IF_ERROR(send_piece(lines.substr(begin, end - begin)));
            begin = end;
        }
        return base::Done{};
    }

private:
    /// A server that has no room now is asked again.
    base::Result<base::Done> send_piece(const std::string& lines) {
        Arguments arguments;
        arguments.values["product"] = {product_};
        for (int attempt = 0;; ++attempt) {
            const auto answer = surroundings_.ask("observe", arguments, lines);
            if (answer) return base::Done{};
            if (answer.error().fault != base::Fault::limit || attempt == 60) return answer.error();
            std::this_thread::sleep_for(std::chrono::seconds(1));
        }
    }

    const Surroundings& surroundings_;
    std::string product_;
};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const charter::Charter document, load_charter(arguments.text("CHARTER")));
    const double late_days = arguments.has("late") ? *arguments.number("late") : static_cast<double>(document.late_by.micros) / static_cast<double>(base::micros_per_day);
    const double pace = arguments.has("days-per-second") ? *arguments.number("days-per-second") : 0;
    if (late_days < 0 || pace < 0) return base::Error{base::Fault::input, "neither a pace nor a lateness can be negative", "leave it out for the usual one"};
    Sender sender(surroundings, document.product);
    std::deque<PastDay> unknown;  // days whose outcomes are not told yet
    std::int64_t days = 0, predictions = 0, outcomes = 0;
    const auto tell = [&](base::Time now, bool all) -> base::Result<base::Done> {
        for (; !unknown.empty(); unknown.pop_front()) {
            const double age = static_cast<double>(now.micros - unknown.front().day.micros) / static_cast<double>(base::micros_per_day);
            if (!all && age < late_days) break;
            RETURN_IF_ERROR(sender.send(unknown.front().outcomes));
            outcomes += unknown.front().known;
        }
        return base::Done{};
    };
    const auto taken = observations::past_events(arguments.list("data"), document, surroundings.stop, [&](const PastDay& day) -> base::Result<base::Done> {
        if (surroundings.stop != nullptr && *surroundings.stop) return base::Error{base::Fault::interrupted, "interrupted", "what was sent so far is kept; send the file again, and it counts once"};
        const auto begin = std::chrono::steady_clock::now();
        RETURN_IF_ERROR(tell(day.day, false));
        RETURN_IF_ERROR(sender.send(day.predictions));
        unknown.push_back(day);
        unknown.back().predictions.clear();
        predictions += day.predicted;
        ++days;
        if (surroundings.progress) surroundings.progress(-1, predictions);
        if (pace > 0) std::this_thread::sleep_until(begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(1 / pace)));
        return base::Done{};
    });
    if (!taken) return taken.error();
    RETURN_IF_ERROR(tell({}, true));
    return Output{fmt::format("Sent to {}: {} predictions of {} days, and {} outcomes.\n", document.product, predictions, days, outcomes)};
}

}  // namespace

extern const Operation send{
    .id = "send",
    .command = "send",
    .scope = on_this_machine,
    .summary = "Sends the rows of files to a server as the events that they were: predictions first, outcomes later.",
    .about = "Day after day in the order of the charter's time column; the label goes as an outcome of its own, as late as outcomes are. For the history of a product that is new to the server, and to see how it would have gone. Events have the "
             "ids of their rows: what is sent twice counts once.",
    .parameters = parameters,
    .example = "charter send my.charter.yaml --data march.parquet --days-per-second 2",
    .run = run,
};

}  // namespace operations
