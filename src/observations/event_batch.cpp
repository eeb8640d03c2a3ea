#include "observations/event_batch.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/json.h"
#include "observations/received_limits.h"
#include "base/packed.h"

namespace observations {

namespace {

namespace od = simdjson::ondemand;

constexpr std::string_view kind_names[event_kinds] = {"prediction", "outcome", "feedback", "exposure", "activity", "cost"};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string shown(std::string_view text) {
    std::string out(text.substr(0, 60));
    while (out.size() < text.size() && !out.empty() && (static_cast<unsigned char>(text[out.size()]) & 0xC0u) == 0x80u) out.pop_back();
    return out + (out.size() < text.size() ? "..." : "");
}

/// Nothing stands after the value that was read.
bool ended(od::document& document) { return document.current_location().error() == simdjson::OUT_OF_BOUNDS; }

/// A value of one field of one event.
struct Value {
    bool known = false;
    std::string_view text;
    double number = 0;
    std::int64_t micros = 0;
};

/// The event that is being read.
struct Event {
    EventKind kind = EventKind::prediction;
    std::string_view id, prediction;
    std::int64_t time = 0;
    bool timed = false;
    std::vector<Value> values;
    std::vector<std::uint8_t> seen;
    std::string other;
};

/// Reads events one by one into the columns of a batch. What is wrong with one is a sentence; empty: nothing.
class EventReader {
public:
    EventReader(EventBatch& batch, const Pseudonym& pseudonym, base::Time now) : batch_(batch), layout_(*batch.layout), pseudonym_(pseudonym), now_(now) {
        event_.values.resize(layout_.columns.size());
        event_.seen.resize(layout_.columns.size());
        for (auto& rows : batch_.kinds) rows.columns.resize(layout_.columns.size());
    }

    /// `room`: bytes that may be read from the beginning of `text`, simdjson's padding included.
    std::string read(std::string_view text, std::size_t room) {
        if (text.size() > base::limits::event_bytes_max) return "an event may have " + std::to_string(base::limits::event_bytes_max.value) + " bytes (event_bytes_max), and has " + std::to_string(text.size());
        od::document document;
        if (const auto error = parser_.iterate(simdjson::padded_string_view(text.data(), text.size(), room)).get(document)) return not_json(error);
        od::object object;
        if (document.get_object().get(object) != simdjson::SUCCESS) return "not a JSON object";
        begin();
        std::string fault = fields(object);
        if (fault.empty() && !ended(document)) fault = "there is something after the object";
        if (fault.empty()) fault = complete();
        if (fault.empty()) add();
        return fault;
    }

private:
    static std::string not_json(simdjson::error_code error) {
        if (error == simdjson::UTF8_ERROR) return "not UTF-8";
        if (error == simdjson::DEPTH_ERROR) return "nested too deeply";
        return std::string("not JSON: ") + simdjson::error_message(error);
    }

    void begin() {
        event_.kind = EventKind::prediction;
        event_.id = event_.prediction = {};
        event_.timed = false;
        event_.other.clear();
        std::fill(event_.values.begin(), event_.values.end(), Value{});
        std::fill(event_.seen.begin(), event_.seen.end(), std::uint8_t{0});
    }

    std::string fields(od::object object) {
        std::size_t place = 0;
        for (auto item : object) {
            od::field field;
            if (const auto error = std::move(item).get(field)) return not_json(error);
            std::string_view name;
            if (const auto error = field.unescaped_key().get(name)) return not_json(error);
            if (std::string fault = take(name, field.value(), place++); !fault.empty()) return fault;
        }
        return {};
    }

    /// Events have their fields in the same order mostly: the field that stood here last time is tried first.
    const EventField* field_at(std::string_view name, std::size_t place) {
        if (place < guesses_.size() && guesses_[place].first == name) return guesses_[place].second;
        const EventField* found = layout_.find(name);
        if (place >= guesses_.size()) guesses_.resize(std::min<std::size_t>(place + 1, 1'000));
        if (place < guesses_.size()) guesses_[place] = {std::string(name), found};
        return found;
    }

    std::string take(std::string_view name, od::value value, std::size_t place) {
        const EventField* field = field_at(name, place);
        if (field == nullptr) return take_other(name, value);
        using Role = EventField::Role;
        Value got;
        switch (field->role) {
            case Role::kind: {
                if (auto fault = text_of(name, value, got); !fault.empty()) return fault;
                const auto* const found = std::find(std::begin(kind_names), std::end(kind_names), got.text);
                if (found == std::end(kind_names)) return "no such kind: " + shown(got.text) + "; kinds are prediction, outcome, feedback, exposure, activity and cost";
                event_.kind = static_cast<EventKind>(found - std::begin(kind_names));
                return {};
            }
            case Role::id: return take_id(name, value, event_.id);
            case Role::prediction: return take_id(name, value, event_.prediction);
            case Role::time: return take_time(name, value);
            case Role::predicted_at:
            case Role::ignored: return skipped(value);
            case Role::label:
            case Role::column: break;
        }
        const StoredColumn& column = layout_.columns[field->column];
        if (std::exchange(event_.seen[field->column], std::uint8_t{1}) != 0) return "two fields are " + column.name;
        return typed(column, value, event_.values[field->column]);
    }

    std::string skipped(od::value value) {
        std::string_view raw;
        return raw_of(value, raw);
    }

    std::string typed(const StoredColumn& column, od::value value, Value& out) {
        switch (column.type) {
            case StoredType::number: return number_of(column.name, value, out);
            case StoredType::truth: return truth_of(column.name, value, out);
            case StoredType::time: {
                Value text;
                if (auto fault = text_of(column.name, value, text); !fault.empty() || !text.known) return fault;
                return time_of(column.name, text.text, out);
            }
            case StoredType::text: break;
        }
        if (auto fault = text_of(column.name, value, out); !fault.empty() || !out.known) return fault;
        out.text = batch_.texts.keep(column.pseudonym && !trimmed(out.text).empty() ? std::string_view(hidden(out.text)) : out.text);
        return {};
    }

    std::string_view hidden(std::string_view text) {
        pseudonym_text_ = pseudonym_(text);
        return pseudonym_text_;
    }

    /// The text lasts until the next field is read.
    std::string text_of(std::string_view name, od::value value, Value& out) {
        od::json_type type;
        if (const auto error = value.type().get(type)) return not_json(error);
        out.known = type != od::json_type::null;
        if (type == od::json_type::string) {
            if (const auto error = value.get_string().get(out.text)) return not_json(error) + " in " + shown(name);
            return {};
        }
        if (type == od::json_type::array || type == od::json_type::object) return raw_of(value, out.text);
        if (type == od::json_type::number) return number_text(name, value, out.text);
        if (type == od::json_type::boolean) {
            bool truth = false;
            if (const auto error = value.get_bool().get(truth)) return not_json(error);
            out.text = truth ? "true" : "false";
            return {};
        }
        return null_of(value);
    }

    static std::string null_of(od::value value) {
        bool null = false;
        if (const auto error = value.is_null().get(null)) return not_json(error);
        return null ? std::string() : "not JSON: a word that is none of true, false and null";
    }

    /// A number as it was written, once it is known to be one: simdjson reads digits only when it is asked for their value.
    std::string number_text(std::string_view name, od::value value, std::string_view& out) {
        out = trimmed(value.raw_json_token());
        double ignored = 0;
        if (const auto error = value.get_double().get(ignored)) return "not a number that can be kept in " + shown(name) + ": " + shown(out) + " (" + simdjson::error_message(error) + ")";
        return {};
    }

    /// Nested values are kept as they are, once they are known to be JSON throughout.
    std::string raw_of(od::value value, std::string_view& out) {
        od::json_type type;
        if (const auto error = value.type().get(type)) return not_json(error);
        if (type != od::json_type::array && type != od::json_type::object) {
            Value ignored;
            if (auto fault = type == od::json_type::number ? number_text("it", value, ignored.text) : std::string(); !fault.empty()) return fault;
            out = trimmed(value.raw_json_token());
            if (type == od::json_type::number) return {};
            Value text;
            return text_of("it", value, text);
        }
        simdjson::simdjson_result<std::string_view> raw = type == od::json_type::array ? value.get_array().value().raw_json() : value.get_object().value().raw_json();
        if (const auto error = std::move(raw).get(out)) return not_json(error);
        simdjson::dom::element ignored;
        if (const auto error = nested_.parse(out.data(), out.size()).get(ignored)) return not_json(error);
        return {};
    }

    std::string number_of(std::string_view name, od::value value, Value& out) {
        od::json_type type;
        if (const auto error = value.type().get(type)) return not_json(error);
        if (type == od::json_type::number) {
            const std::string_view token = value.raw_json_token();
            if (const auto error = value.get_double().get(out.number)) return "not a number that can be kept in " + shown(name) + ": " + shown(trimmed(token)) + " (" + simdjson::error_message(error) + ")";
            out.known = true;
            return {};
        }
        Value text;
        if (auto fault = text_of(name, value, text); !fault.empty() || !text.known) return fault;
        const std::string_view word = trimmed(text.text);
        if (type == od::json_type::boolean) {
            out.known = true;
            out.number = word == "true" ? 1 : 0;
            return {};
        }
        if (word.empty() || word == "NaN" || word == "nan") return {};
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out.number);
        if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(out.number)) return shown(name) + " takes a number, and holds: " + shown(word);
        out.known = true;
        return {};
    }

    std::string truth_of(std::string_view name, od::value value, Value& out) {
        Value text;
        if (auto fault = text_of(name, value, text); !fault.empty() || !text.known) return fault;
        const std::string_view word = trimmed(text.text);
        if (word.empty()) return {};
        const bool yes = word == "true" || word == "1" || word == "1.0";
        if (!yes && word != "false" && word != "0" && word != "0.0") return shown(name) + " takes true or false, and holds: " + shown(word);
        out.known = true;
        out.number = yes ? 1 : 0;
        return {};
    }

    std::string time_of(std::string_view name, std::string_view text, Value& out) {
        const std::string_view word = trimmed(text);
        if (word.empty()) return {};
        const auto time = base::parse_time(word);
        if (!time) return shown(name) + " takes a time, and holds: " + shown(word) + "; write times like 2001-03-01T08:30:00Z";
        // An offset stands after the time of day; the date has dashes of its own.
        const bool local = word.find_first_of("Z+", 10) == std::string_view::npos && word.find('-', 10) == std::string_view::npos;
        out.known = true;
        out.micros = local ? layout_.zone.from_local(time->micros).micros : time->micros;
        return {};
    }

    std::string take_id(std::string_view name, od::value value, std::string_view& out) {
        Value got;
        if (auto fault = text_of(name, value, got); !fault.empty()) return fault;
        if (!got.known || got.text.empty()) return {};
        if (got.text.size() > base::limits::event_id_bytes_max) return "an id may have " + std::to_string(base::limits::event_id_bytes_max.value) + " bytes (event_id_bytes_max): " + shown(got.text);
        // The charter's own name for it goes before ours.
        if (!out.empty() && name != layout_.id_name) return {};
        out = batch_.texts.keep(layout_.id_pseudonym ? std::string_view(hidden(got.text)) : got.text);
        return {};
    }

    std::string take_time(std::string_view name, od::value value) {
        Value text, time;
        if (auto fault = text_of(name, value, text); !fault.empty() || !text.known) return fault;
        if (auto fault = time_of(name, text.text, time); !fault.empty() || !time.known) return fault;
        if (event_.timed && name != layout_.time_name) return {};
        event_.time = time.micros;
        event_.timed = true;
        if (layout_.written_time) event_.values[*layout_.written_time] = {.known = true, .text = batch_.texts.keep(text.text)};
        return {};
    }

    std::string take_other(std::string_view name, od::value value) {
        key_ = base::canonical(base::json::value(base::json::string_view(name.data(), name.size())));
        std::string_view raw;
        if (auto fault = raw_of(value, raw); !fault.empty()) return fault;
        event_.other += event_.other.empty() ? "{" : ",";
        event_.other.append(key_).append(":").append(raw);
        return {};
    }

    /// What must be there is there.
    std::string complete() {
        if (!event_.timed) event_.time = now_.micros;
        if (event_.kind == EventKind::outcome) {
            if (!layout_.label) return "outcomes need a label, and the charter names no column for it (task.columns.label)";
            if (!event_.values[*layout_.label].known) return "an outcome needs its label: " + layout_.columns[*layout_.label].name;
            if (event_.prediction.empty()) {
                event_.prediction = event_.id;
                event_.id = {};
            }
            if (event_.prediction.empty()) return "an outcome needs the id of its prediction: prediction_id";
            if (event_.id.empty()) event_.id = own_id();
        }
        if (event_.id.empty()) return "an event needs an id: " + (layout_.id_name.empty() ? std::string("id") : layout_.id_name);
        return {};
    }

    /// Of an outcome that has none: the same label of the same prediction at the same time is the same outcome.
    std::string_view own_id() {
        const Value& label = event_.values[*layout_.label];
        std::string id(event_.prediction);
        id += '\x1f';
        id += layout_.columns[*layout_.label].type == StoredType::text ? std::string(label.text) : base::format_number(label.number);
        if (event_.timed) id += '\x1f' + std::to_string(event_.time);
        return batch_.texts.keep(id);
    }

    void add() {
        EventRows& rows = batch_.kinds[static_cast<std::size_t>(event_.kind)];
        rows.ids.push_back(event_.id);
        rows.times.push_back(event_.time);
        rows.predictions.push_back(event_.prediction);
        for (std::size_t i = 0; i < layout_.columns.size(); ++i) {
            EventColumn& column = rows.columns[i];
            const Value& value = event_.values[i];
            column.known.push_back(value.known ? 1 : 0);
            switch (layout_.columns[i].type) {
                case StoredType::text: column.texts.push_back(value.text); break;
                case StoredType::time: column.micros.push_back(value.micros); break;
                case StoredType::number:
                case StoredType::truth: column.numbers.push_back(value.number); break;
            }
        }
        rows.others.push_back(event_.other.empty() ? std::string_view() : batch_.texts.keep(event_.other += '}'));
    }

    EventBatch& batch_;
    const EventLayout& layout_;
    const Pseudonym& pseudonym_;
    base::Time now_;
    od::parser parser_;
    simdjson::dom::parser nested_;
    Event event_;
    std::vector<std::pair<std::string, const EventField*>> guesses_;
    std::string key_, pseudonym_text_;
};

/// Rejects are counted, and the first are kept with as much of their text as shows what it is.
class Batcher {
public:
    Batcher(EventBatch& batch, const Pseudonym& pseudonym, base::Time now) : batch_(batch), reader_(batch, pseudonym, now) {}

    void lines(std::string_view text, std::size_t room) {
        std::int64_t number = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            ++number;
            one(text.substr(at, end - at), room - at, number);
            at = end + 1;
        }
    }

    void array(std::string_view text, std::size_t room) {
        od::parser parser;
        od::document document;
        od::array items;
        if (parser.iterate(simdjson::padded_string_view(text.data(), text.size(), room)).get(document) || document.get_array().get(items)) return reject(1, "not a JSON array", text);
        std::int64_t number = 0;
        for (auto item : items) {
            ++number;
            od::value value;
            od::object object;
            std::string_view raw;
            if (item.get(value)) return reject(number, "the array is broken from here on", "");
            if (value.get_object().get(object) == simdjson::INCORRECT_TYPE) {
                reject(number, "not a JSON object", "");
                continue;
            }
            if (object.raw_json().get(raw)) return reject(number, "the array is broken from here on", "");
            one(raw, room - static_cast<std::size_t>(raw.data() - text.data()), number);
        }
        if (!ended(document)) reject(number + 1, "there is something after the array", "");
    }

private:
    void one(std::string_view line, std::size_t room, std::int64_t number) {
        if (trimmed(line).empty()) return;
        if (std::string fault = reader_.read(line, room); !fault.empty()) reject(number, std::move(fault), line);
    }

    void reject(std::int64_t number, std::string reason, std::string_view text) {
        constexpr std::size_t text_max = 1'000;
        ++batch_.rejected;
        if (batch_.rejects.size() >= base::limits::rejects_told_max) return;
        batch_.rejects.push_back({"", number, std::move(reason), std::string(text.substr(0, text_max))});
    }

    EventBatch& batch_;
    EventReader reader_;
};

}  // namespace

std::string_view name(EventKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::string_view Texts::keep(std::string_view text) {
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) blocks_.emplace_back().reserve(std::max(block_bytes, text.size()));
    std::string& block = blocks_.back();
    const std::size_t at = block.size();
    block.append(text);
    return std::string_view(block).substr(at);
}

EventBatch read_events(std::string_view lines, std::shared_ptr<const EventLayout> layout, const Pseudonym& pseudonym, base::Time now) {
    EventBatch batch;
    batch.layout = std::move(layout);
    simdjson::padded_string padded(lines);
    std::string_view text(padded.data(), padded.size());
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::size_t room = static_cast<std::size_t>(padded.data() + padded.size() - text.data()) + simdjson::SIMDJSON_PADDING;
    Batcher batcher(batch, pseudonym, now);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && text[first] == '[') batcher.array(text, room);
    else batcher.lines(text, room);
    return batch;
}

}  // namespace observations
