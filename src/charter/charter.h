#pragma once

#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/time.h"
#include "charter/condition.h"
#include "charter/window.h"
#include "charter/worth.h"

/// The document, parsed. Everything that it may ask for is a promise: the lines of the data contract and the populations
/// become promises too, each with the section that it came from.
namespace charter {

enum class Breach { info, warn, stop };
enum class About { process, census };
enum class TaskKind { binary, multiclass, regression, ranking, generation };
enum class Observed { always, acted, not_acted };
enum class Absent { unknown, negative, positive };
enum class Compare { none, difference, ratio, to_overall, worst };
/// What comes round again: a window is then held against the same time of the reference's days or weeks.
enum class Season { none, day, week };

std::string_view name(Breach breach);
std::string_view name(About about);
std::string_view name(TaskKind kind);
std::string_view name(Compare compare);
std::string_view name(Season season);
/// How many windows of a length a season has; 0 where they do not fill it evenly, or one alone does.
std::int64_t windows_in(Season season, const base::Duration& over);
std::string_view name(Observed observed);
std::string_view name(Absent absent);

/// The good side of a promise: values in [low, high], the ends included.
struct Bound {
    enum class Kind { at_least, at_most, between, equals };
    Kind kind = Kind::at_least;
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    /// The numbers are multiples of the metric's value on the reference: `at_least: {times_reference: 0.95}`.
    bool relative = false;
    /// As written: "at least 0.6", "at most 2h", "between 0.4 and 0.6", "equal to 0.5 within 0.05".
    std::string text;
};

struct Promise {
    std::string id;
    std::string section = "promises";  ///< promises, data or populations
    std::string statement;             ///< the author's own sentence; may be empty
    std::string metric;                ///< empty when the evidence is a record
    std::string evidence;              ///< `review`, `approval`, ...: kind of record; empty for metrics
    std::string evidence_by;           ///< the role whose record it is
    std::optional<base::Duration> every;
    std::map<std::string, double> with;  ///< parameters of the metric, by name
    std::string category;                ///< category_share: the value whose share is meant; of many classes: the one against the rest
    std::vector<std::string> of;         ///< columns, one check each
    std::vector<std::string> by;         ///< columns whose combinations are groups
    Compare compare = Compare::none;     ///< of a per-group metric: one number instead of one for each group
    std::optional<Condition> where;
    std::optional<std::string> version;
    std::optional<std::string> against;  ///< the version that `version` is compared with
    std::string per;                     ///< column to divide by; empty: none
    std::vector<std::string> adjusted_by;  ///< what was known before; with `per` also what that is divided by
    bool estimated = false;              ///< from scores alone, before outcomes are known
    Bound bound;
    std::optional<base::Duration> over;
    Season season = Season::none;        ///< compared with the reference's rows of the same time of it alone
    About about = About::process;
    double level = 0.95;
    std::string serves;
    std::string owner;
    Breach breach = Breach::warn;
    Place place;
};

/// Columns of the task; empty: not named.
struct Columns {
    std::string time{}, id{}, unit{}, version{}, score{}, prediction{}, label{}, subject{}, query{}, item{}, lower{}, upper{};
    std::vector<std::string> features{};
    std::map<std::string, std::string> scores{};  ///< by class
    bool operator==(const Columns&) const = default;
};
/// The keys of `task.columns` that name one column, and what they are in `Columns`.
struct ColumnKey {
    std::string_view key;
    std::string Columns::*column;
};
std::span<const ColumnKey> column_keys();

struct Task {
    TaskKind kind = TaskKind::binary;
    std::string positive = "1";  ///< the label that counts as positive, as text
    bool positive_named = false;
    Columns columns;
    double threshold = 0.5;
};

/// What a column's values must look like.
struct ColumnContract {
    enum class Type { any, number, integer, category, text, time, boolean };
    std::string name;
    Type type = Type::any;
    bool required = false;
    bool unique = false;
    std::optional<double> min, max;
    std::vector<std::string> allowed;
    std::optional<std::string> pattern;  ///< RE2, must match the whole value
    Place place;
};
std::string_view name(ColumnContract::Type type);

struct ReferencePeriod {
    base::Time from, to;  ///< half-open
};

struct Role {
    std::string id, title;
    std::vector<std::string> approves;
};
struct Objective {
    std::string id, statement, owner;
};

/// What outcomes are worth after the costs of acting and predicting, at the means of what is uncertain.
struct Amounts {
    double true_positive = 0, false_positive = 0, false_negative = 0, true_negative = 0;
};

/// Shares that the categories of a column should have, because a population has them.
struct Population {
    std::string column;
    std::map<std::string, double> shares;
};

/// How events that are received are taken in, and how long they are kept.
struct Intake {
    base::Duration unique_within{.micros = 7 * base::micros_per_day};  ///< an id that comes again within it counts once
    std::optional<base::Duration> keep;      ///< observations older than it are forgotten; nothing: they are kept
    std::vector<std::string> pseudonymise;   ///< columns whose values are replaced by pseudonyms on the way in
};

/// Something to know about a document that is not a fault: a reserved name that is not yet in use.
struct Note {
    Place place;
    std::string text;
};

struct Charter {
    std::string product, vision, currency;
    base::Zone zone;
    std::vector<Role> roles;
    std::vector<Objective> objectives;
    Task task;
    base::Duration late_by;  ///< outcomes come at most this late; zero: with the prediction
    Absent absent_means = Absent::unknown;
    Observed observed_when = Observed::always;
    std::optional<ReferencePeriod> reference_period;
    std::optional<std::string> reference_file;
    std::optional<Amounts> amounts;   ///< of `worth`, for metrics
    std::optional<Worth> worth;
    std::vector<BusinessLimit> business_limits;
    std::vector<ColumnContract> contract;
    std::vector<Population> populations;
    Intake intake;
    std::vector<Promise> promises;  ///< those of the contract and the populations behind the written ones
    std::vector<Note> notes;
    std::string canonical;          ///< RFC 8785, independent of key order and comments
    base::Digest digest;            ///< of `canonical`

    const Promise* find(std::string_view id) const;
    const Population* population(std::string_view column) const;
    const Role* role(std::string_view id) const;
};

/// One thing that is wrong with a document.
struct FaultAt {
    Place place;
    std::string what;  ///< "unknown key: treshold"
    std::string next;  ///< "did you mean threshold? allowed here: ..."
};

/// A number that a metric can be given under `with`.
struct ParameterWord {
    std::string name, sentence;
    double fallback = 0;
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    bool whole = false;
};

/// A metric as the document needs to know it; the catalogue itself is behind us in the flow of data.
struct MetricWord {
    std::string id;
    std::vector<std::string> reads{};  ///< keys of task.columns; `decision`: the score or, where there is none, the prediction
    std::vector<ParameterWord> parameters{};
    bool takes_column = false;         ///< `of` may name columns
    bool needs_column = false;         ///< and must
    bool compares_versions = false;    ///< `version` and `against` name two of them
    bool takes_ratio = false;          ///< `per` may name a column to divide by
    bool needs_pair = false;           ///< at least two
    bool needs_population = false;     ///< each with a population of its own
    bool needs_groups = false, needs_reference = false, needs_amounts = false;
    bool takes_classes = false;        ///< of many classes all together
    bool takes_one_class = false;      ///< of many classes one against the rest
    bool needs_class_scores = false;   ///< a score of every class
    bool fact = false, seconds = false;
    bool neutral = false;              ///< neither more nor less of it is better
    bool takes_season = false;         ///< compared with a reference, by what adds up over its windows
    bool needs_features = false;       ///< of several columns together: those of `of`, else task.columns.features
    bool estimable = false;            ///< `estimated: true` is possible
    double lowest = 0, highest = 0;
};
using Vocabulary = std::vector<MetricWord>;

/// The document, or everything that is wrong with it, in the order of lines.
struct Parsed {
    std::optional<Charter> charter;
    std::vector<FaultAt> faults;
};
Parsed parse(std::string_view text, const Vocabulary& metrics);

/// All faults as one error: `file:line:column: what; next` a line each.
base::Error error_of(const std::string& file, const std::vector<FaultAt>& faults);

/// The JSON Schema (draft 2020-12) made from the description that the parser uses.
std::string json_schema(const Vocabulary& metrics);
/// The reference page of the document's fields, from the same description.
std::string field_reference(const Vocabulary& metrics);

/// What became of a promise from one revision to the next.
struct Change {
    enum class Kind { added, dropped, strengthened, weakened, changed };
    Kind kind = Kind::changed;
    std::string id;
    std::string what;  ///< "at least 0.6 -> at least 0.55"
};
std::string_view name(Change::Kind kind);
std::vector<Change> compare(const Charter& old_one, const Charter& new_one);

}  // namespace charter
