#include "report/alert_json.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

#include "report/escape.h"

namespace report {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

value text_value(const std::string& text) { return value(well_formed(text)); }
value time_value(std::optional<base::Time> time) { return time ? value(base::format(*time)) : value(nullptr); }

/// Reads members and remembers whether all were there.
class Reader {
public:
    explicit Reader(const value& from) : from_(from.if_object()) { good_ = from_ != nullptr; }
    std::string text(const char* key) {
        const value* found = member(key);
        if (found == nullptr || !found->is_string()) return fail(std::string());
        return {found->get_string().data(), found->get_string().size()};
    }
    std::int64_t number(const char* key) {
        const value* found = member(key);
        return found != nullptr && found->is_int64() ? found->get_int64() : fail(std::int64_t{0});
    }
    bool truth(const char* key) {
        const value* found = member(key);
        return found != nullptr && found->is_bool() ? found->get_bool() : fail(false);
    }
    std::optional<base::Time> time(const char* key) {
        const value* found = member(key);
        if (found != nullptr && found->is_null()) return std::nullopt;
        const auto read = base::parse_time(text(key));
        return read ? std::optional(*read) : fail(std::optional<base::Time>());
    }
    template <class E>
    E word(const char* key, std::initializer_list<E> all) {
        const std::string written = text(key);
        const auto found = std::find_if(all.begin(), all.end(), [&](E one) { return name(one) == written; });
        return found != all.end() ? *found : fail(*all.begin());
    }
    const value& part(const char* key) {
        static const value nothing;
        const value* found = member(key);
        return found != nullptr ? *found : fail<const value&>(nothing);
    }
    bool good() const { return good_; }

private:
    const value* member(const char* key) const { return from_ == nullptr ? nullptr : from_->if_contains(key); }
    template <class T>
    T fail(T instead) {
        good_ = false;
        return instead;
    }
    const object* from_;
    bool good_ = true;
};

object json_of(const Finding& finding) {
    return {{"about", finding.about == Finding::About::alarm ? "alarm" : "verdict"}, {"promise", text_value(finding.promise)}, {"version", text_value(finding.version)}, {"verdict", verdicts::name(finding.verdict)},
            {"breach", charter::name(finding.breach)}, {"owner", text_value(finding.owner)}, {"window", time_value(finding.window)}, {"sentence", text_value(finding.sentence)}, {"money", text_value(finding.money)},
            {"link", text_value(finding.link)}, {"next", text_value(finding.next)}};
}

std::optional<Finding> finding_of(const value& from) {
    using verdicts::Verdict;
    using charter::Breach;
    Reader read(from);
    Finding finding{.about = read.text("about") == "alarm" ? Finding::About::alarm : Finding::About::verdict, .promise = read.text("promise"), .version = read.text("version"),
                    .verdict = read.word("verdict", {Verdict::unproven, Verdict::kept, Verdict::broken}), .breach = read.word("breach", {Breach::warn, Breach::info, Breach::stop}), .owner = read.text("owner"),
                    .window = read.time("window"), .sentence = read.text("sentence"), .money = read.text("money"), .link = read.text("link"), .next = read.text("next")};
    return read.good() ? std::optional(std::move(finding)) : std::nullopt;
}

object json_of(const Watched& watched) {
    array recent;
    for (const auto& seen : watched.recent) recent.push_back(object{{"window", time_value(seen.window)}, {"verdict", verdicts::name(seen.verdict)}});
    return {{"recent", std::move(recent)}, {"proven", watched.proven}, {"alert", watched.alert ? value(json_of(*watched.alert)) : value(nullptr)}, {"untold", watched.untold ? value(name(*watched.untold)) : value(nullptr)},
            {"to_tell", watched.to_tell ? value(json_of(*watched.to_tell)) : value(nullptr)}, {"waits_since", base::format(watched.waits_since)}};
}

bool take_alert(const value& from, std::optional<Alert>& alert) {
    if (from.is_null()) return true;
    alert = alert_of(from);
    return alert.has_value();
}

std::optional<Watched> watched_of(const value& from) {
    using verdicts::Verdict;
    Reader read(from);
    Watched watched;
    watched.proven = read.truth("proven");
    watched.waits_since = read.time("waits_since").value_or(base::Time{});
    if (const auto* recent = read.part("recent").if_array()) {
        for (const auto& item : *recent) {
            Reader seen(item);
            watched.recent.push_back({seen.time("window"), seen.word("verdict", {Verdict::unproven, Verdict::kept, Verdict::broken})});
            if (!seen.good()) return std::nullopt;
        }
    }
    if (!read.part("untold").is_null()) watched.untold = read.word("untold", {Event::raised, Event::worse, Event::cleared});
    if (!take_alert(read.part("alert"), watched.alert) || !take_alert(read.part("to_tell"), watched.to_tell) || watched.untold.has_value() != watched.to_tell.has_value()) return std::nullopt;
    return read.good() ? std::optional(std::move(watched)) : std::nullopt;
}

base::Error unreadable() { return {base::Fault::corrupt, "what is remembered of alerts cannot be read", "restore the registry from a backup"}; }

}  // namespace

object json_of(const Alert& alert) {
    return {{"id", alert.id}, {"state", name(alert.state)}, {"finding", json_of(alert.finding)}, {"raised", base::format(alert.raised)}, {"changed", base::format(alert.changed)}, {"windows", alert.windows},
            {"by", text_value(alert.by)}, {"reason", text_value(alert.reason)}, {"until", time_value(alert.until)}};
}

std::optional<Alert> alert_of(const value& from) {
    using State = Alert::State;
    Reader read(from);
    const auto finding = finding_of(read.part("finding"));
    if (!finding) return std::nullopt;
    Alert alert{.id = read.text("id"), .state = read.word("state", {State::open, State::acknowledged, State::snoozed, State::cleared}), .finding = *finding, .raised = read.time("raised").value_or(base::Time{}),
                .changed = read.time("changed").value_or(base::Time{}), .windows = read.number("windows"), .by = read.text("by"), .reason = read.text("reason"), .until = read.time("until")};
    if (alert.state == State::snoozed && !alert.until) return std::nullopt;
    return read.good() ? std::optional(std::move(alert)) : std::nullopt;
}

std::string written(const Book& book) {
    object watched, sent, gathering;
    for (const auto& [key, one] : book.watched) watched[well_formed(key)] = json_of(one);
    for (const auto& [role, times] : book.sent) {
        array list;
        for (const auto time : times) list.push_back(value(base::format(time)));
        sent[role] = std::move(list);
    }
    for (const auto& [role, since] : book.gathering) gathering[role] = base::format(since);
    return base::canonical(object{{"watched", std::move(watched)}, {"sent", std::move(sent)}, {"gathering", std::move(gathering)}});
}

base::Result<Book> read_book(std::string_view text) {
    Book book;
    if (text.empty()) return book;
    const auto parsed = base::parse_json(text);
    if (!parsed) return unreadable();
    Reader read(*parsed);
    const auto* watched = read.part("watched").if_object();
    const auto* sent = read.part("sent").if_object();
    const auto* gathering = read.part("gathering").if_object();
    if (watched == nullptr || sent == nullptr || gathering == nullptr) return unreadable();
    for (const auto& [key, one] : *watched) {
        auto made = watched_of(one);
        if (!made) return unreadable();
        book.watched[std::string(key)] = *std::move(made);
    }
    for (const auto& [role, times] : *sent) {
        if (!times.is_array()) return unreadable();
        for (const auto& time : times.get_array()) {
            const auto moment = time.is_string() ? base::parse_time({time.get_string().data(), time.get_string().size()}) : base::Result<base::Time>(unreadable());
            if (!moment) return unreadable();
            book.sent[std::string(role)].push_back(*moment);
        }
    }
    for (const auto& [role, since] : *gathering) {
        const auto moment = since.is_string() ? base::parse_time({since.get_string().data(), since.get_string().size()}) : base::Result<base::Time>(unreadable());
        if (!moment) return unreadable();
        book.gathering[std::string(role)] = *moment;
    }
    return book;
}

}  // namespace report
