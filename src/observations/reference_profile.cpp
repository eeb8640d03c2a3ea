#include "observations/reference_profile.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "base/limits.h"
#include "metrics/statistics/packed.h"
#include "observations/coded_rows.h"

namespace observations {

namespace {

using base::Error;
using base::Fault;
using base::Packer;
using base::Unpacker;
using metrics::Kind;
using metrics::Statistic;
using metrics::Unanswered;
using metrics::Wish;

constexpr std::string_view heading = "charter profile 1\n";
constexpr std::string_view heading_start = "charter profile ";

/// Kinds by the number that stands for them in a file; the numbers never change their meaning.
constexpr std::pair<Kind, std::uint64_t> kinds[] = {{Kind::confusion, 1}, {Kind::moments, 2}, {Kind::reliability, 3}, {Kind::histogram, 4}, {Kind::summary, 5}, {Kind::extent, 6}};
constexpr std::pair<metrics::Expression, std::uint64_t> expressions[] = {{metrics::Expression::squared_error, 1}, {metrics::Expression::log_loss, 2}};

template <class Value, std::size_t size>
std::uint64_t number_of(const std::pair<Value, std::uint64_t> (&table)[size], Value value) {
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.first == value; });
    ASSERT(found != std::end(table));
    return found->second;
}
template <class Value, std::size_t size>
Value value_of(const std::pair<Value, std::uint64_t> (&table)[size], Unpacker& from) {
    const std::uint64_t number = from.number();
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.second == number; });
    if (found != std::end(table)) return found->first;
    from.fail();
    return table[0].first;
}

void pack_texts(const std::vector<std::string>& texts, Packer& to) {
    to.number(texts.size());
    for (const auto& text : texts) to.text(text);
}
std::vector<std::string> unpack_texts(Unpacker& from) {
    std::vector<std::string> texts(from.count());
    for (auto& text : texts) text = from.text();
    return texts;
}

void pack_wish(const Wish& wish, Packer& to) {
    to.number(number_of(kinds, wish.kind));
    to.text(wish.column);
    to.number(number_of(expressions, wish.expression));
    to.real(wish.threshold);
    to.whole(wish.bins);
}
Wish unpack_wish(Unpacker& from) {
    Wish wish;
    wish.kind = value_of(kinds, from);
    wish.column = from.text();
    wish.expression = value_of(expressions, from);
    wish.threshold = from.real();
    wish.bins = static_cast<int>(std::clamp<std::int64_t>(from.whole(), 1, 100'000));
    return wish;
}

bool fits(const Wish& wish, const Statistic& statistic) {
    if (std::holds_alternative<Unanswered>(statistic)) return true;
    switch (wish.kind) {
        case Kind::confusion: return std::holds_alternative<metrics::Split<metrics::Confusion>>(statistic);
        case Kind::moments: return std::holds_alternative<metrics::Split<metrics::Moments>>(statistic);
        case Kind::histogram: return std::holds_alternative<metrics::Split<metrics::Histogram>>(statistic);
        case Kind::summary: return std::holds_alternative<metrics::Summary>(statistic);
        case Kind::extent: return std::holds_alternative<metrics::Extent>(statistic);
        default: break;
    }
    const auto* split = std::get_if<metrics::Split<metrics::Reliability>>(&statistic);
    const auto whole = [&](const metrics::Reliability& one) { return one.bins.empty() || one.bins.size() == static_cast<std::size_t>(wish.bins); };
    return split != nullptr && whole(split->total) && std::all_of(split->parts.begin(), split->parts.end(), whole);
}

void pack_entry(const ReferenceProfile::Entry& entry, Packer& to) {
    pack_wish(entry.wish, to);
    pack_texts(entry.by, to);
    to.number(entry.answer.size());
    for (const Cell& cell : entry.answer) {
        pack_texts(cell.group, to);
        const bool packed = metrics::pack(cell.statistic, to);
        ASSERT(packed);
    }
}
ReferenceProfile::Entry unpack_entry(Unpacker& from) {
    ReferenceProfile::Entry entry;
    entry.wish = unpack_wish(from);
    entry.by = unpack_texts(from);
    const std::size_t cells = from.count();
    for (std::size_t i = 0; i < cells && !from.failed(); ++i) {
        Cell& cell = entry.answer.emplace_back();
        cell.group = unpack_texts(from);
        cell.statistic = metrics::unpack(from);
        if (cell.group.size() != entry.by.size() || !fits(entry.wish, cell.statistic)) from.fail();
    }
    return entry;
}

void pack_digest(const base::Digest& digest, Packer& to) { to.text({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()}); }
base::Digest unpack_digest(Unpacker& from) {
    base::Digest digest;
    const std::string bytes = from.text();
    if (bytes.size() == digest.bytes.size()) std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
    else from.fail();
    return digest;
}

ReferenceProfile unpack_body(Unpacker& from) {
    ReferenceProfile profile;
    const std::size_t columns = from.count();
    for (std::size_t i = 0; i < columns && !from.failed(); ++i) {
        ColumnInfo& column = profile.columns.emplace_back();
        column.name = from.text();
        const std::uint64_t type = from.number();
        if (type > static_cast<std::uint64_t>(ColumnType::other)) from.fail();
        else column.type = static_cast<ColumnType>(type);
        column.declared = from.text();
    }
    const std::size_t named = from.count();
    for (std::size_t i = 0; i < named && !from.failed(); ++i) {
        const std::string key = from.text();
        const std::string name = from.text();
        for (const auto& [known, column] : charter::column_keys()) {
            if (known == key) profile.task.*column = name;
        }
    }
    profile.positive = from.text();
    const std::size_t files = from.count();
    for (std::size_t i = 0; i < files && !from.failed(); ++i) {
        FileFact& file = profile.files.emplace_back();
        file.path = from.text();
        file.digest = unpack_digest(from);
    }
    for (auto* count : {&profile.rows, &profile.timeless, &profile.unreadable, &profile.rejected}) *count = from.whole();
    if (from.number() != 0) profile.newest = base::Time{from.whole()};
    const std::size_t entries = from.count();
    for (std::size_t i = 0; i < entries && !from.failed(); ++i) profile.entries.push_back(unpack_entry(from));
    if (from.left() > 0) from.fail();
    return profile;
}

std::string body_of(const ReferenceProfile& profile) {
    Packer to;
    to.number(profile.columns.size());
    for (const auto& column : profile.columns) {
        to.text(column.name);
        to.number(static_cast<std::uint64_t>(column.type));
        to.text(column.declared);
    }
    std::vector<std::string> named;
    for (const auto& [key, column] : charter::column_keys()) {
        if ((profile.task.*column).empty()) continue;
        named.emplace_back(key);
        named.push_back(profile.task.*column);
    }
    to.number(named.size() / 2);
    for (const auto& text : named) to.text(text);
    to.text(profile.positive);
    to.number(profile.files.size());
    for (const auto& file : profile.files) {
        to.text(file.path);
        pack_digest(file.digest, to);
    }
    for (const auto count : {profile.rows, profile.timeless, profile.unreadable, profile.rejected}) to.whole(count);
    to.number(profile.newest ? 1 : 0);
    if (profile.newest) to.whole(profile.newest->micros);
    to.number(profile.entries.size());
    for (const auto& entry : profile.entries) pack_entry(entry, to);
    return to.bytes();
}

// ------------------------------------------------------------------------------------------------ making

std::vector<Question> questions_for(const std::vector<ColumnInfo>& columns, const charter::Columns& task, const Keeping& keeping, bool probabilities) {
    std::vector<Question> questions;
    const auto ask = [&](const Wish& wish, const std::vector<std::string>& by) {
        Question question;
        question.wish = wish;
        question.slice.by = by;
        questions.push_back(std::move(question));
    };
    const auto of_groups = [&](const std::vector<std::string>& by) {
        for (const ColumnInfo& column : columns) {
            if (column.type == ColumnType::time || column.type == ColumnType::other) continue;
            ask({.kind = Kind::histogram, .column = column.name, .few_texts = true}, by);
        }
        ask({.kind = Kind::extent, .column = ""}, by);
        if (task.score.empty() && task.prediction.empty()) return;
        ask({.kind = Kind::confusion, .column = "", .threshold = keeping.threshold}, by);
        if (!probabilities) return;
        ask({.kind = Kind::moments, .column = "", .expression = metrics::Expression::squared_error}, by);
        ask({.kind = Kind::moments, .column = "", .expression = metrics::Expression::log_loss}, by);
        ask({.kind = Kind::reliability, .column = ""}, by);
    };
    of_groups({});
    for (const ColumnInfo& column : columns) ask({.kind = Kind::summary, .column = column.name}, {});
    for (const auto& by : keeping.by) of_groups(by);
    return questions;
}

// ------------------------------------------------------------------------------------------------ joining

Error differing(const std::string& how) {
    return {Fault::input, "the profiles do not belong together: " + how, "join profiles that were made of the same columns with the same options"};
}

base::Result<base::Done> check_alike(const ReferenceProfile& a, const ReferenceProfile& b) {
    if (a.columns.size() != b.columns.size()) return differing(std::to_string(b.columns.size()) + " columns instead of " + std::to_string(a.columns.size()));
    for (std::size_t i = 0; i < a.columns.size(); ++i) {
        if (a.columns[i].name != b.columns[i].name) return differing("a column " + b.columns[i].name + " instead of " + a.columns[i].name);
        if (a.columns[i].type != b.columns[i].type) return differing("column " + b.columns[i].name + " is " + b.columns[i].declared + " instead of " + a.columns[i].declared);
    }
    for (const auto& [key, column] : charter::column_keys()) {
        if (a.task.*column != b.task.*column) return differing("the " + std::string(key) + " is \"" + b.task.*column + "\" instead of \"" + a.task.*column + "\"");
    }
    if (a.positive != b.positive) return differing("the positive label is " + b.positive + " instead of " + a.positive);
    return base::Done{};
}

base::Result<Answer> joined(const Answer& a, const Answer& b) {
    std::map<std::vector<std::string>, Statistic> cells;
    for (const Cell& cell : a) cells.emplace(cell.group, cell.statistic);
    for (const Cell& cell : b) {
        const auto [place, added] = cells.emplace(cell.group, cell.statistic);
        if (!added && !metrics::join(place->second, cell.statistic)) return differing("statistics of different kinds");
    }
    Answer out;
    for (auto& [group, statistic] : cells) out.push_back({0, group, std::move(statistic)});
    // A column with too many texts has none in any group.
    const auto unanswered = std::find_if(out.begin(), out.end(), [](const Cell& cell) { return std::holds_alternative<Unanswered>(cell.statistic); });
    if (unanswered == out.end()) return out;
    const Statistic why = unanswered->statistic;
    for (Cell& cell : out) cell.statistic = why;
    return out;
}

/// Units that were gathered into buckets are no longer told apart, and some may be in both profiles: of the whole there
/// are no more than the unit's own column has values.
void limit_units(ReferenceProfile& profile) {
    const auto* units = profile.of<metrics::Summary>(Kind::summary, profile.task.unit);
    if (units == nullptr) return;
    const std::int64_t most = units->distinct.value() + (units->missing > 0 ? 1 : 0);
    for (auto& entry : profile.entries) {
        for (Cell& cell : entry.answer) {
            std::visit([&](auto& one) {
                if constexpr (requires { one.units_exact; one.total; }) {
                    if (!one.units_exact) one.units = std::max(std::min(one.units, most), static_cast<std::int64_t>(one.parts.size()));
                }
            }, cell.statistic);
        }
    }
}

base::Result<base::Done> join(ReferenceProfile& into, const ReferenceProfile& other) {
    RETURN_IF_ERROR(check_alike(into, other));
    if (into.entries.size() != other.entries.size()) return differing("they keep different statistics");
    for (std::size_t i = 0; i < into.entries.size(); ++i) {
        auto& entry = into.entries[i];
        if (!(entry.wish == other.entries[i].wish) || entry.by != other.entries[i].by) return differing("they keep different statistics, or those of a different threshold");
        ASSIGN_OR_RETURN(entry.answer, joined(entry.answer, other.entries[i].answer));
        if (entry.answer.size() > base::limits::groups_max) return differing("together they have more than " + std::to_string(base::limits::groups_max.value) + " groups");
    }
    limit_units(into);
    into.files.insert(into.files.end(), other.files.begin(), other.files.end());
    into.rows += other.rows;
    into.timeless += other.timeless;
    into.unreadable += other.unreadable;
    into.rejected += other.rejected;
    if (other.newest) into.newest = into.newest ? std::max(*into.newest, *other.newest) : *other.newest;
    return base::Done{};
}

// ------------------------------------------------------------------------------------------------ answering

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::string again(const std::string& option) { return "; make the profile again with " + option; }

class ProfileSource final : public Source {
public:
    ProfileSource(ReferenceProfile profile, Reading reading) : profile_(std::move(profile)), reading_(std::move(reading)) {}

    const std::vector<ColumnInfo>& columns() const override { return profile_.columns; }
    base::Result<std::vector<Answer>> answer(const std::vector<Question>& questions) override {
        std::vector<Answer> answers;
        for (Question question : questions) {
            question.wish.names = false;  // of numbers it keeps where they lie, and the formula says if that will not do
            answers.push_back(answer_one(question));
        }
        return answers;
    }
    base::Result<CodedRows> coded(const Coding&) override {
        return Error{Fault::input, "a profile holds no rows that could be searched: " + reading_.files.front(), "give the data themselves"};
    }
    const std::vector<FileFact>& files() const override { return profile_.files; }
    std::int64_t rows() const override { return profile_.rows; }
    std::optional<base::Time> newest() const override { return profile_.newest; }
    std::int64_t timeless() const override { return profile_.timeless; }
    std::int64_t unreadable() const override { return profile_.unreadable; }
    std::int64_t rejected() const override { return profile_.rejected; }
    const std::vector<Reject>& rejects() const override { return rejects_; }

private:
    Answer answer_one(const Question& question) const {
        std::string why = why_not(question);
        if (!why.empty()) return {{0, {}, Unanswered{"the profile of the reference cannot say: " + why}}};
        if (question.wish.kind == Kind::quality) return quality(question.wish.column);
        return profile_.find(question.wish, question.slice.by)->answer;
    }

    /// Why not, as the end of a sentence; empty: it can.
    std::string why_not(const Question& question) const {
        const Wish& wish = question.wish;
        if (question.slice.where || question.slice.version) return "it keeps no rows of which some could be chosen by a condition or a version";
        if (!question.slice.window.whole() || reading_.from || reading_.until) return "it keeps no times by which rows could be put into windows";
        if (wish.kind == Kind::quality) return why_no_quality(question);
        const auto known = std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& row) { return row.first == wish.kind; });
        if (known == std::end(kinds)) return ordered(wish.kind);
        if (auto why = why_read_otherwise(wish); !why.empty()) return why;
        if (profile_.find(wish, question.slice.by) != nullptr) return "";
        if (!question.slice.by.empty() && profile_.find(wish, {}) != nullptr) return "it was not made by these groups" + again("--by " + listed(question.slice.by));
        return why_not_kept(wish);
    }

    static std::string ordered(Kind kind) {
        if (kind == Kind::value_runs || kind == Kind::score_runs) return "this needs the values in their order, and it keeps only how often values lie in steps of 1/128 of a power of two; name the file itself as the reference";
        if (kind == Kind::identity_runs) return "this needs every identity, and it keeps only about how many there are; name the file itself as the reference";
        return "this needs the rows; name the file itself as the reference";
    }

    std::string why_no_quality(const Question& question) const {
        if (question.contract && (question.contract->type != charter::ColumnContract{}.type || question.contract->min || question.contract->max || !question.contract->allowed.empty() || question.contract->pattern)) {
            return "it was made without the contract by which values are valid";
        }
        if (!question.slice.by.empty()) return "missing values are not kept by group";
        if (question.wish.column.empty() || profile_.of<metrics::Summary>(Kind::summary, question.wish.column) != nullptr) return "";
        return "it has no column " + question.wish.column;
    }

    std::string why_read_otherwise(const Wish& wish) const {
        const bool whole = wish.kind == Kind::extent || wish.kind == Kind::summary;
        const auto& mine = profile_.task;
        const auto& asked = reading_.columns;
        if (!whole && mine.unit != asked.unit) return asked.unit.empty() ? "it was made with the unit " + mine.unit + ", and none is named now" : "it was made without the unit " + asked.unit + again("--unit " + asked.unit);
        if (whole || wish.kind == Kind::histogram) return "";
        if (mine.score != asked.score || (asked.score.empty() && mine.prediction != asked.prediction)) return "it was made with another score or prediction" + again("--score or --prediction");
        if (mine.label != asked.label) return "it was made with another label" + again("--label " + asked.label);
        if (!asked.label.empty() && (profile_.positive != reading_.positive || reading_.absent_means != charter::Absent::unknown)) return "it was made with another reading of the label" + again("--positive " + reading_.positive);
        return "";
    }

    std::string why_not_kept(const Wish& wish) const {
        if (wish.kind == Kind::confusion) {
            for (const auto& entry : profile_.entries) {
                if (entry.wish.kind != Kind::confusion) continue;
                std::ostringstream text;
                text << wish.threshold;
                return "it was made with another threshold" + again("--threshold " + text.str());
            }
            return "it keeps nothing of scores" + again("--score");
        }
        if (wish.kind == Kind::histogram || wish.kind == Kind::summary) return "it keeps no distribution of the column " + wish.column;
        return "it keeps nothing of scores as probabilities";
    }

    Answer quality(const std::string& column) const {
        metrics::Quality quality;
        if (column.empty()) {
            quality.rows = profile_.rows + profile_.rejected;
            quality.invalid = profile_.rejected;
            if (profile_.rejected > 0) quality.reasons["cannot be read"] = profile_.rejected;
        } else {
            const auto& summary = *profile_.of<metrics::Summary>(Kind::summary, column);
            quality.rows = summary.rows;
            quality.missing = summary.missing;
        }
        return {{0, {}, quality}};
    }

    ReferenceProfile profile_;
    Reading reading_;
    std::vector<Reject> rejects_;
};

base::Result<std::string> contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file) return Error{Fault::missing, "cannot read: " + path, "check the path and its permissions"};
    return std::move(bytes).str();
}

}  // namespace

const ReferenceProfile::Entry* ReferenceProfile::find(const Wish& wish, const std::vector<std::string>& by) const {
    Wish wanted = wish;
    wanted.few_texts = false;
    for (const Entry& entry : entries) {
        if (entry.wish == wanted && entry.by == by) return &entry;
    }
    return nullptr;
}

base::Result<ReferenceProfile> profile_of(Reading reading, const Keeping& keeping) {
    const charter::Columns task = reading.columns;
    const std::string positive = reading.positive;
    ASSIGN_OR_RETURN(const auto source, open(std::move(reading)));
    auto questions = questions_for(source->columns(), task, keeping, !task.score.empty() && !task.label.empty());
    auto answers = source->answer(questions);
    // Scores that are no probabilities have no log loss; the rest is kept all the same.
    if (!answers && answers.error().fault == Fault::input && !task.score.empty() && !task.label.empty()) {
        questions = questions_for(source->columns(), task, keeping, false);
        auto second = source->answer(questions);
        if (second) answers = std::move(second);
    }
    if (!answers) return answers.error();
    ReferenceProfile profile;
    profile.columns = source->columns();
    profile.task = task;
    profile.positive = positive;
    profile.files = source->files();
    profile.rows = source->rows();
    profile.timeless = source->timeless();
    profile.unreadable = source->unreadable();
    profile.rejected = source->rejected();
    profile.newest = source->newest();
    for (std::size_t i = 0; i < questions.size(); ++i) {
        Wish wish = questions[i].wish;
        wish.few_texts = false;
        profile.entries.push_back({wish, questions[i].slice.by, std::move((*answers)[i])});
    }
    return profile;
}

std::string packed(const ReferenceProfile& profile) {
    const std::string body = body_of(profile);
    return std::string(heading) + base::format(base::digest_of(body)) + "\n" + body;
}

base::Result<ReferenceProfile> unpacked(std::string_view bytes, const std::string& path) {
    if (!bytes.starts_with(heading_start)) return Error{Fault::input, "not a profile: " + path, "make one with \"charter profile FILE --output " + path + "\""};
    if (!bytes.starts_with(heading)) return Error{Fault::input, "the profile has a format that this version does not know: " + path, "make it again, or use the version that wrote it"};
    const Error damaged{Fault::input, "the profile is damaged: " + path, "copy it again, or make it again from its files"};
    bytes.remove_prefix(heading.size());
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) return damaged;
    const std::string_view body = bytes.substr(end + 1);
    if (bytes.substr(0, end) != base::format(base::digest_of(body))) return damaged;
    Unpacker from(body);
    ReferenceProfile profile = unpack_body(from);
    if (from.failed()) return damaged;
    return profile;
}

bool is_profile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string start(heading_start.size(), '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    return file.good() && start == heading_start;
}

base::Result<ReferenceProfile> read_profiles(const std::vector<std::string>& paths) {
    ASSERT(!paths.empty());
    std::optional<ReferenceProfile> whole;
    for (const auto& path : paths) {
        ASSIGN_OR_RETURN(const std::string bytes, contents(path));
        ASSIGN_OR_RETURN(ReferenceProfile profile, unpacked(bytes, path));
        if (!whole) {
            whole = std::move(profile);
            continue;
        }
        const auto joined = join(*whole, profile);
        if (!joined) return Error{joined.error().fault, path + ": " + joined.error().what, joined.error().next};
    }
    return *std::move(whole);
}

std::unique_ptr<Source> source_of(ReferenceProfile profile, Reading reading) { return std::make_unique<ProfileSource>(std::move(profile), std::move(reading)); }

}  // namespace observations
