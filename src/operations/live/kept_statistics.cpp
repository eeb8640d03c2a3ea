#include "operations/live/kept_statistics.h"

#include <algorithm>

#include "base/digest.h"
#include "base/packed.h"
#include "metrics/statistics/packed.h"
#include "operations/shared/question_key.h"

namespace operations {

namespace {

using metrics::Kind;
using observations::Answer;
using observations::Cell;
using observations::Question;
using observations::Touched;

constexpr std::int64_t hour = 3'600 * base::micros_per_second;
constexpr std::size_t windows_held_max = 4;   // of what cannot be packed
constexpr std::int64_t gap_hours_max = 6;     // ranges this near are read as one: opening costs more than a few hours of rows
constexpr std::string_view shelf = "statistics/";

/// Statistics that are sums over rows, whatever the units.
bool over_rows(const Question& question) {
    switch (question.wish.kind) {
        case Kind::confusion:
        case Kind::moments:
        case Kind::reliability:
        case Kind::histogram:
        case Kind::quality:
        case Kind::summary:
        case Kind::extent: return true;
        default: return false;
    }
}

charter::Windowing hours(const charter::Windowing& like) { return {base::Duration{hour, 0}, like.zone()}; }

charter::Windowing parts_of(const Question& question, const base::Zone& zone) {
    const auto& window = question.slice.window;
    if (!over_rows(question)) return window;
    if (window.whole()) return {base::Duration{hour, 0}, zone};
    return window.length()->months != 0 || window.length()->micros % hour == 0 ? hours(window) : window;
}

/// Units that were gathered into buckets cannot be told apart any more: such parts do not make an exact whole.
bool gathered(const metrics::Statistic& statistic) {
    return std::visit(
        [](const auto& one) {
            if constexpr (requires { one.parts; one.units_exact; }) return one.clustered() && static_cast<std::int64_t>(one.parts.size()) != one.units;
            else return false;
        },
        statistic);
}

std::optional<std::string> packed(const Answer& cells) {
    base::Packer to;
    to.number(cells.size());
    for (const Cell& cell : cells) {
        to.number(cell.group.size());
        for (const auto& value : cell.group) to.text(value);
        if (!metrics::pack(cell.statistic, to)) return std::nullopt;
    }
    return to.bytes();
}

Answer unpacked(const std::string& bytes, std::int64_t window) {
    base::Unpacker from(bytes);
    Answer cells(from.count());
    for (Cell& cell : cells) {
        cell.window = window;
        cell.group.resize(from.count());
        for (auto& value : cell.group) value = from.text();
        cell.statistic = metrics::unpack(from);
    }
    ASSERT(!from.failed());  // the shelf gives back what was put on it
    return cells;
}

/// Touched ranges widened to whole parts, those that nearly meet joined.
std::vector<Touched> ranges(const std::vector<Touched>& touched, const charter::Windowing& parts) {
    std::vector<Touched> wide;
    for (const auto& one : touched) {
        Touched range = one;
        if (!parts.whole()) range = {parts.start_of(parts.index_of(one.from)), parts.end_of(parts.index_of(base::Time{one.until.micros - 1}))};
        if (!wide.empty() && range.from.micros <= wide.back().until.micros + gap_hours_max * hour) wide.back().until = std::max(wide.back().until, range.until);
        else wide.push_back(range);
    }
    return wide;
}

}  // namespace

std::string KeptStatistics::shelf_name(const Kept& kept) const { return std::string(shelf) + base::format(base::digest_of(key_of(kept.question) + (kept.additive ? "|parts" : "|windows"))); }

void KeptStatistics::restore(const std::vector<records::Shelved>& shelved) {
    for (const auto& thing : shelved) {
        if (!thing.name.starts_with(shelf) || thing.bytes.empty()) continue;
        Part part;
        part.provisional = thing.bytes.front() == 'p';
        part.packed = thing.bytes.substr(1);
        restored_[thing.name].emplace(thing.number, std::move(part));
    }
}

void KeptStatistics::ask(const std::vector<Question>& questions) {
    keys_.clear();
    for (const auto& question : questions) {
        keys_.push_back(key_of(question));
        const auto [at, fresh] = kept_.try_emplace(keys_.back());
        if (!fresh) continue;
        Kept& kept = at->second;
        kept.question = question;
        kept.parts = parts_of(question, reading_.zone);
        kept.additive = over_rows(question);
        if (const auto found = restored_.find(shelf_name(kept)); found != restored_.end()) {
            kept.all = std::move(found->second);
            kept.complete = true;  // it was whole when it was put there, and the mark says what has come since
            restored_.erase(found);
        }
    }
    // What nobody asks any more is forgotten; it would have to be brought up to date with every event.
    std::erase_if(kept_, [&](const auto& one) { return std::find(keys_.begin(), keys_.end(), one.first) == keys_.end(); });
}

base::Result<std::vector<Answer>> KeptStatistics::answers(std::vector<Question> questions, std::optional<base::Time> from, std::optional<base::Time> until, base::Time now) {
    observations::Reading reading = reading_;
    if (from && (!reading.from || *from > *reading.from)) reading.from = from;
    reading.until = until;
    // Rows of the hour that is not over may be a little ahead of the clock.
    reading.as_of = until ? std::max(now, *until) : now;
    if (reading.from && reading.until && *reading.from >= *reading.until) return std::vector<Answer>(questions.size());
    ASSIGN_OR_RETURN(const auto source, received_.source(std::move(reading), std::nullopt));
    auto made = source->answer(questions);
    rows_read_ += source->rows();
    return made;
}

void KeptStatistics::keep(Kept& kept, Answer answer, std::optional<base::Time> from, std::optional<base::Time> until, base::Time now) {
    const bool waits = reading_.absent_means != charter::Absent::unknown;
    std::map<std::int64_t, Part> read;
    for (auto& cell : answer) read[cell.window].cells.push_back(std::move(cell));
    const auto window_of = [&](std::int64_t part) { return kept.question.slice.window.whole() ? 0 : kept.parts.whole() ? part : kept.question.slice.window.index_of(kept.parts.start_of(part)); };
    // Rows may have gone: parts of the range that were there and are no longer.
    if (kept.parts.whole()) {
        kept.all.clear();
    } else {
        for (auto at = from ? kept.all.lower_bound(kept.parts.index_of(*from)) : kept.all.begin(); at != kept.all.end() && (!until || kept.parts.start_of(at->first) < *until);) {
            if (read.contains(at->first)) {
                ++at;
                continue;
            }
            kept.changed.insert(window_of(at->first));
            unshelved_.push_back({shelf_name(kept), at->first, ""});
            at = kept.all.erase(at);
        }
    }
    for (auto& [number, part] : read) {
        if (auto bytes = packed(part.cells)) {
            part.packed = *std::move(bytes);
            part.cells.clear();
        }
        part.provisional = waits && !kept.parts.whole() && kept.parts.end_of(number).micros + late_by_.micros > now.micros;
        Part& into = kept.all[number];
        const bool same = !part.packed.empty() && part.packed == into.packed && part.provisional == into.provisional;
        if (same) continue;
        kept.changed.insert(window_of(number));
        if (!part.packed.empty()) unshelved_.push_back({shelf_name(kept), number, (part.provisional ? "p" : "f") + part.packed});
        into = std::move(part);
    }
    let_go(kept);
}

/// Of what cannot be packed only the newest windows stay in memory.
void KeptStatistics::let_go(Kept& kept) const {
    std::size_t held = 0;
    for (auto at = kept.all.rbegin(); at != kept.all.rend(); ++at) {
        if (!at->second.packed.empty() || !at->second.held) continue;
        if (++held <= windows_held_max) continue;
        at->second.cells.clear();
        at->second.held = false;
    }
}

base::Result<base::Done> KeptStatistics::read(const std::vector<Kept*>& group, std::optional<base::Time> from, std::optional<base::Time> until, base::Time now) {
    std::vector<Question> questions;
    for (const Kept* kept : group) {
        questions.push_back(kept->question);
        questions.back().slice.window = kept->parts;
    }
    ASSIGN_OR_RETURN(auto read, answers(std::move(questions), from, until, now));
    for (std::size_t i = 0; i < group.size(); ++i) keep(*group[i], std::move(read[i]), from, until, now);
    return base::Done{};
}

base::Result<base::Done> KeptStatistics::refresh(const std::vector<Touched>& touched, base::Time now) {
    std::map<std::string, std::vector<Kept*>> unread, groups;
    for (auto& [key, kept] : kept_) {
        const std::string length = kept.parts.whole() ? "" : base::format(*kept.parts.length());
        (kept.complete ? groups : unread)[length].push_back(&kept);
    }
    for (const auto& [length, group] : unread) {
        RETURN_IF_ERROR(read(group, std::nullopt, std::nullopt, now));
        for (Kept* kept : group) kept->complete = true;
    }
    for (const auto& [length, group] : groups) {
        const charter::Windowing& parts = group.front()->parts;
        if (parts.whole()) {
            if (!touched.empty()) RETURN_IF_ERROR(read(group, std::nullopt, std::nullopt, now));
            continue;
        }
        std::vector<Touched> dirty = touched;
        for (const auto& [number, part] : group.front()->all) {
            if (part.provisional && parts.end_of(number).micros + late_by_.micros <= now.micros) dirty.push_back({parts.start_of(number), parts.end_of(number)});
        }
        std::sort(dirty.begin(), dirty.end(), [](const Touched& a, const Touched& b) { return a.from < b.from; });
        for (const auto& range : ranges(dirty, parts)) RETURN_IF_ERROR(read(group, range.from, range.until, now));
    }
    return base::Done{};
}

std::set<std::int64_t> KeptStatistics::changed(std::size_t question) { return std::exchange(of(question).changed, {}); }

std::optional<std::pair<std::int64_t, std::int64_t>> KeptStatistics::extent(std::size_t question) const {
    const Kept& kept = of(question);
    if (kept.all.empty()) return std::nullopt;
    const auto& window = kept.question.slice.window;
    if (window.whole()) return std::make_pair(std::int64_t{0}, std::int64_t{0});
    return std::make_pair(window.index_of(kept.parts.start_of(kept.all.begin()->first)), window.index_of(kept.parts.start_of(kept.all.rbegin()->first)));
}

base::Result<Answer> KeptStatistics::cells(std::size_t number, std::int64_t window, std::int64_t through, base::Time now) {
    Kept& kept = of(number);
    const auto& windows = kept.question.slice.window;
    const auto numbered = [&](Answer cells) {
        for (Cell& cell : cells) cell.window = window;
        return cells;
    };
    if (kept.additive) {
        std::map<std::vector<std::string>, metrics::Statistic> groups;
        bool exact = true;
        auto at = windows.whole() ? kept.all.begin() : kept.all.lower_bound(kept.parts.index_of(windows.start_of(window)));
        for (; at != kept.all.end() && (windows.whole() || kept.parts.start_of(at->first) < windows.end_of(through)); ++at) {
            for (Cell& cell : unpacked(at->second.packed, window)) {
                const auto [place, fresh] = groups.try_emplace(cell.group);
                if (fresh) place->second = std::move(cell.statistic);
                else exact = metrics::join(place->second, cell.statistic) && !gathered(place->second) && exact;
            }
        }
        if (exact) {
            Answer cells;
            for (auto& [group, statistic] : groups) cells.push_back({window, group, std::move(statistic)});
            return cells;
        }
        if (window == through) {  // from now on by windows, which are read as wholes
            for (const auto& [part, unused] : kept.all) unshelved_.push_back({shelf_name(kept), part, ""});
            kept.additive = false;
            kept.parts = windows;
            kept.all.clear();
            RETURN_IF_ERROR(read({&kept}, std::nullopt, std::nullopt, now));
        }
    }
    if (!kept.additive && window == through) {
        const auto found = kept.all.find(window);
        if (found == kept.all.end()) return Answer{};
        if (!found->second.packed.empty()) return unpacked(found->second.packed, window);
        if (found->second.held) return found->second.cells;
    }
    Question question = kept.question;
    question.slice.window = {};
    std::optional<base::Time> from, until;
    if (!windows.whole()) {
        from = windows.start_of(window);
        until = windows.end_of(through);
    }
    ASSIGN_OR_RETURN(auto read, answers({question}, from, until, now));
    return numbered(std::move(read.front()));
}

std::vector<records::Shelved> KeptStatistics::take_unshelved() { return std::exchange(unshelved_, {}); }

}  // namespace operations
