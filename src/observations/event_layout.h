#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "charter/charter.h"

/// What the events of a product look like: the charter's columns under their own names, and a few words of ours.
namespace observations {

/// What the database keeps. Text is also what the charter says nothing of: its type is judged from its values, as in files.
enum class StoredType { text, number, truth, time };

struct StoredColumn {
    std::string name;
    StoredType type = StoredType::text;
    bool pseudonym = false;
};

/// What a field of an event is.
struct EventField {
    enum class Role { kind, id, time, prediction, predicted_at, label, ignored, column };
    Role role = Role::column;
    std::size_t column = 0;  ///< of `EventLayout::columns`
};

/// How people's answers are joined to predictions (charter/feedback.h).
struct AnswerLayout {
    bool corrections_count = false;
    bool numbers = false;               ///< labels and decisions are numbers
    std::string positive;               ///< of two labels; empty: there are more, and they are compared as they are written
    std::string prediction, score;      ///< columns; empty: there is none
    std::string threshold;              ///< as SQL has it
    std::string seeded;                 ///< column; empty: there is none
    std::int64_t keep_text_micros = 0;  ///< 0: as long as the answer
    std::optional<std::size_t> subject;  ///< column of people
    std::vector<std::size_t> surveys;    ///< columns of answers that need name no prediction: they are about the person's newest one
};

struct EventLayout {
    std::vector<StoredColumn> columns;
    std::unordered_map<std::string, EventField> fields;
    std::string id_name;                  ///< the charter's name for ids; empty: `id`
    std::string time_name;                ///< the charter's name for times; empty: `time`
    std::optional<std::size_t> written_time;  ///< the column that keeps times as they were written, where they are used as something else too
    std::optional<std::size_t> label;
    bool id_pseudonym = false;
    std::optional<AnswerLayout> answers;  ///< nothing: the charter has no `feedback`
    base::Zone zone;

    const EventField* find(std::string_view name) const {
        const auto found = fields.find(std::string(name));
        return found == fields.end() ? nullptr : &found->second;
    }
};

/// Every column that the document names, with its type. A word of ours that is also a column's name means the column; ours is
/// then written `charter_kind`, `charter_id` and so on, as it always may be.
EventLayout layout_of(const charter::Charter& document);

}  // namespace observations
