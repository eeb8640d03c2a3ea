#include "protocols/mlflow/filter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace protocols::mlflow {

namespace {

using base::Error;
using base::Fault;
using base::Result;
using records::Condition;
using records::Ordering;
using On = Condition::On;
using Is = Condition::Is;

constexpr std::size_t filter_bytes_max = 100'000, conditions_max = 200;

Error wrong(std::string what) { return {Fault::input, std::move(what), ""}; }

struct Attributes {
    std::vector<std::string_view> texts, numbers, orders;
    bool has_metrics;  ///< and params: those of runs and of logged models
};

const Attributes& attributes_of(Target target) {
    static const Attributes runs{{"run_id", "run_name", "status", "user_id", "artifact_uri", "experiment_id", "run name", "Run name", "Run Name"}, {"start_time", "end_time", "created", "Created"},
                                 {"start_time", "end_time", "created", "Created", "run_id", "run_name", "run name", "Run name", "Run Name", "status", "user_id", "artifact_uri", "experiment_id"}, true};
    static const Attributes experiments{{"name"}, {"creation_time", "last_update_time"}, {"name", "experiment_id", "creation_time", "last_update_time"}, false};
    static const Attributes models{{"name"}, {}, {"name", "timestamp", "last_updated_timestamp"}, false};
    static const Attributes versions{{"name", "run_id", "source_path"}, {"version_number"}, {"name", "version_number", "creation_timestamp", "last_updated_timestamp"}, false};
    static const Attributes logged{{"name", "model_id", "model_type", "status", "source_run_id", "experiment_id"}, {"creation_timestamp", "creation_time", "last_updated_timestamp", "last_updated_time"}, {"name", "model_id", "creation_timestamp", "creation_time", "last_updated_timestamp", "last_updated_time"}, true};
    switch (target) {
        case Target::runs: return runs;
        case Target::experiments: return experiments;
        case Target::models: return models;
        case Target::versions: return versions;
        case Target::logged_models: return logged;
    }
    return runs;
}

bool among(const std::vector<std::string_view>& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

// Tokens.

struct Token {
    enum class Kind { word, text, number, sign, open, close, comma, unknown, end };
    Kind kind = Kind::end;
    std::string_view written;  ///< with its quotes
};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
public:
    explicit Lexer(std::string_view text) : rest_(text) {}

    /// `a.b`, with parts that may be quoted: ."two words", .`a.b`.
    Token next() {
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
        if (rest_.empty()) return {};
        const char c = rest_.front();
        if (c == '(') return take(1, Token::Kind::open);
        if (c == ')') return take(1, Token::Kind::close);
        if (c == ',') return take(1, Token::Kind::comma);
        if (c == '<' || c == '>' || c == '=' || c == '!') return take(rest_.size() > 1 && rest_[1] == '=' && c != '=' ? 2 : 1, Token::Kind::sign);
        if (const std::size_t length = number(); length > 0) return take(length, Token::Kind::number);
        if (c == '\'') return quoted(c, Token::Kind::text);
        if (is_word(c) || c == '"' || c == '`') return word();
        return take(1, Token::Kind::unknown);
    }

private:
    Token take(std::size_t length, Token::Kind kind) {
        const Token token{kind, rest_.substr(0, length)};
        rest_.remove_prefix(length);
        return token;
    }
    Token quoted(char quote, Token::Kind kind) {
        const auto end = rest_.find(quote, 1);
        return end == std::string_view::npos ? take(rest_.size(), Token::Kind::unknown) : take(end + 1, kind);
    }
    Token word() {
        std::size_t at = 0;
        while (at < rest_.size()) {
            const char c = rest_[at];
            if (is_word(c) || c == '.' || c == '-' || c == '/') {
                ++at;
            } else if ((c == '"' || c == '`') && (at == 0 || rest_[at - 1] == '.')) {
                const auto end = rest_.find(c, at + 1);
                if (end == std::string_view::npos) return take(rest_.size(), Token::Kind::unknown);
                at = end + 1;
            } else {
                break;
            }
        }
        return take(std::max<std::size_t>(at, 1), Token::Kind::word);
    }
    /// The length of the number that stands here; 0: none does.
    std::size_t number() const {
        std::size_t at = rest_.front() == '-' || rest_.front() == '+' ? 1 : 0;
        const std::size_t begin = at;
        bool point = false;
        for (; at < rest_.size() && (is_digit(rest_[at]) || (rest_[at] == '.' && !point)); ++at) point = point || rest_[at] == '.';
        if (at == begin || (at == begin + 1 && point)) return 0;
        if (at < rest_.size() && (rest_[at] == 'e' || rest_[at] == 'E')) {
            std::size_t digits = at + 1;
            if (digits < rest_.size() && (rest_[digits] == '-' || rest_[digits] == '+')) ++digits;
            if (digits < rest_.size() && is_digit(rest_[digits])) {
                at = digits;
                while (at < rest_.size() && is_digit(rest_[at])) ++at;
            }
        }
        return at < rest_.size() && is_word(rest_[at]) ? 0 : at;
    }
    std::string_view rest_;
};

// Identifiers.

bool in_quotes(std::string_view text, char quote) { return text.size() >= 2 && text.front() == quote && text.back() == quote; }

std::string without_quotes(std::string_view text) {
    for (const char quote : {'"', '\'', '`'}) {
        if (in_quotes(text, quote)) return std::string(text.substr(1, text.size() - 2));
    }
    return std::string(text);
}

struct Identifier {
    On on = On::attribute;
    std::string key;
};

Result<On> entity_of(Target target, const std::string& word) {
    if (word == "tag" || word == "tags") return On::tag;
    if (word == "attribute" || word == "attributes" || word == "attr" || (target == Target::runs && word == "run")) return On::attribute;
    const bool has_metrics = attributes_of(target).has_metrics;
    if (has_metrics && (word == "metric" || word == "metrics")) return On::metric;
    if (has_metrics && (word == "parameter" || word == "parameters" || word == "param" || word == "params")) return On::param;
    if (target == Target::runs && (word == "dataset" || word == "datasets")) return On::dataset;
    return wrong(fmt::format("Invalid entity type '{}'. Valid values are {}", word,
                             has_metrics ? "['metric', 'parameter', 'tag', 'attribute', 'dataset']" : "['tag', 'attribute']"));
}

/// The one name of a key that has several.
std::string canonical_key(Target target, const std::string& key) {
    if (target == Target::runs && (key == "created" || key == "Created")) return "start_time";
    if (target == Target::runs && (key == "run name" || key == "Run name" || key == "Run Name")) return "run_name";
    if (target == Target::logged_models && key == "creation_time") return "creation_timestamp";
    if (target == Target::logged_models && key == "last_updated_time") return "last_updated_timestamp";
    return key;
}

Result<Identifier> identifier_of(Target target, std::string_view written, bool for_order) {
    Identifier found;
    std::string key(written);
    const auto point = in_quotes(written, '`') || in_quotes(written, '"') ? std::string_view::npos : written.find('.');
    if (point != std::string_view::npos) {
        ASSIGN_OR_RETURN(found.on, entity_of(target, without_quotes(written.substr(0, point))));
        key = std::string(written.substr(point + 1));
    }
    key = without_quotes(key);
    const auto& attributes = attributes_of(target);
    const bool known = for_order ? among(attributes.orders, key) : among(attributes.texts, key) || among(attributes.numbers, key);
    if (found.on == On::attribute && !known) {
        std::vector<std::string_view> valid = for_order ? attributes.orders : attributes.texts;
        if (!for_order) valid.insert(valid.end(), attributes.numbers.begin(), attributes.numbers.end());
        if (for_order) return wrong(fmt::format("Invalid order by key '{}' specified. Valid keys are '{}'", key, fmt::join(valid, "', '")));
        if (target == Target::models) return wrong(fmt::format("Invalid attribute name: {}", key));
        return wrong(fmt::format("Invalid attribute key '{}' specified. Valid keys are '{}'", key, fmt::join(valid, "', '")));
    }
    if (found.on == On::dataset && key != "name" && key != "digest" && key != "context") return wrong(fmt::format("Invalid dataset key '{}' specified. Valid keys are 'name', 'digest', 'context'", key));
    found.key = found.on == On::attribute ? canonical_key(target, key) : key;
    return found;
}

// Conditions.

struct Comparator {
    Is is;
    std::string written;
};

class Parser {
public:
    Parser(Target target, std::string_view filter) : target_(target), lexer_(filter) { advance(); }

    Result<std::vector<Condition>> all() {
        std::vector<Condition> conditions;
        for (;;) {
            ASSIGN_OR_RETURN(auto one, condition());
            conditions.push_back(std::move(one));
            if (conditions.size() > conditions_max) return wrong(fmt::format("Invalid filter string: more than {} clauses", conditions_max));
            if (now_.kind == Token::Kind::end) return conditions;
            if (now_.kind != Token::Kind::word || upper(now_.written) != "AND") return clause(now_);
            advance();
        }
    }

private:
    void advance() { now_ = lexer_.next(); }
    Token take() {
        const Token token = now_;
        advance();
        return token;
    }
    static Error clause(const Token& token) { return wrong(fmt::format("Invalid clause(s) in filter string: '{}'", token.written)); }

    Result<Condition> condition() {
        const Token name = take();
        if (name.kind != Token::Kind::word) return clause(name);
        ASSIGN_OR_RETURN(const Identifier identifier, identifier_of(target_, name.written, false));
        ASSIGN_OR_RETURN(const Comparator comparator, comparator_of(name));
        Condition condition{.on = identifier.on, .key = identifier.key, .is = comparator.is, .texts = {}, .number = 0};
        RETURN_IF_ERROR(allowed(condition, comparator.written));
        if (condition.is == Is::null || condition.is == Is::not_null) return condition;
        if (condition.is == Is::in || condition.is == Is::not_in) {
            ASSIGN_OR_RETURN(condition.texts, list());
            return condition;
        }
        const Token value = take();
        RETURN_IF_ERROR(set_value(condition, value));
        return condition;
    }

    Result<Comparator> comparator_of(const Token& name) {
        const Token first = take();
        const std::string written = upper(first.written);
        if (first.kind == Token::Kind::sign) {
            for (const auto& [sign, is] : {std::pair{"=", Is::equal}, {"!=", Is::unequal}, {"<", Is::less}, {"<=", Is::at_most}, {">", Is::greater}, {">=", Is::at_least}}) {
                if (written == sign) return Comparator{is, written};
            }
        }
        if (first.kind == Token::Kind::word) {
            if (written == "LIKE") return Comparator{Is::like, written};
            if (written == "ILIKE") return Comparator{Is::ilike, written};
            if (written == "IN") return Comparator{Is::in, written};
            const std::string second = upper(now_.written);
            if (written == "NOT" && second == "IN") return (advance(), Comparator{Is::not_in, "NOT IN"});
            if (written == "IS" && second == "NULL") return (advance(), Comparator{Is::null, "IS NULL"});
            if (written == "IS" && second == "NOT") {
                advance();
                if (upper(take().written) == "NULL") return Comparator{Is::not_null, "IS NOT NULL"};
            }
        }
        return clause(first.kind == Token::Kind::end ? name : first);
    }

    /// Which comparisons fit which things.
    Result<base::Done> allowed(const Condition& condition, const std::string& written) const {
        const bool ordered = condition.is == Is::less || condition.is == Is::at_most || condition.is == Is::greater || condition.is == Is::at_least;
        const bool plain = condition.is == Is::equal || condition.is == Is::unequal;
        const bool listed = condition.is == Is::in || condition.is == Is::not_in, nothing = condition.is == Is::null || condition.is == Is::not_null;
        const bool a_number = is_number(condition);
        const bool has_null = (condition.on == On::tag || condition.on == On::param) && attributes_of(target_).has_metrics;
        bool fits = a_number ? ordered || plain : !ordered;
        if (nothing) fits = has_null;
        if (listed && condition.on == On::attribute && target_ == Target::runs && condition.key != "run_id") {
            return wrong("Only the 'run_id' attribute supports comparison with a list of quoted string values.");
        }
        if (listed && !a_number) {
            fits = condition.on == On::dataset || (condition.on == On::attribute && ((target_ == Target::runs || target_ == Target::logged_models) || (target_ == Target::versions && condition.key == "run_id" && condition.is == Is::in)));
        }
        if (fits) return base::Done{};
        if (nothing) return wrong(fmt::format("IS NULL / IS NOT NULL is only supported for tags and params, not for '{}'", condition.key));
        const std::string_view kind = condition.on == On::tag ? "tag" : "attribute";
        if (target_ == Target::runs || target_ == Target::logged_models) return wrong(fmt::format("Invalid comparator '{}' not one of '{}", written, a_number ? ">, >=, !=, =, <, <=" : "!=, =, LIKE, ILIKE"));
        if (condition.key == "version_number") return wrong(fmt::format("Invalid comparator for attribute {}: {}", condition.key, written));
        return wrong(fmt::format("Invalid comparator for {}: {}", kind, written));
    }

    bool is_number(const Condition& condition) const { return condition.on == On::metric || (condition.on == On::attribute && among(attributes_of(target_).numbers, condition.key)); }

    Result<base::Done> set_value(Condition& condition, const Token& value) const {
        if (is_number(condition)) {
            if (value.kind != Token::Kind::number) {
                return wrong(condition.on == On::metric ? fmt::format("Expected numeric value type for metric. Found {}", value.written)
                                                        : fmt::format("Expected numeric value type for numeric attribute: {}. Found {}", condition.key, value.written));
            }
            std::string_view digits = value.written;
            if (digits.front() == '+') digits.remove_prefix(1);
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), condition.number);
            if (error != std::errc() || end != digits.data() + digits.size()) return wrong(fmt::format("Expected numeric value type for {}. Found {}", condition.key, value.written));
            const bool whole = condition.on == On::metric || (std::floor(condition.number) == condition.number && std::abs(condition.number) < 9.2e18);
            if (!whole) return wrong(fmt::format("Expected a whole number for numeric attribute: {}. Found {}", condition.key, value.written));
            return base::Done{};
        }
        const bool text = value.kind == Token::Kind::text || (value.kind == Token::Kind::word && in_quotes(value.written, '"'));
        if (!text && value.kind == Token::Kind::word) {
            return wrong(fmt::format("Parameter value is either not quoted or unidentified quote types used for string value {}. Use either single or double quotes.", value.written));
        }
        if (!text && condition.on == On::attribute) return wrong(fmt::format("Expected a quoted string value for attributes. Got value {}", value.written));
        if (!text) return wrong(fmt::format("Expected a quoted string value for {} (e.g. 'my-value'). Got value {}", condition.on == On::tag ? "tag" : condition.on == On::param ? "parameter" : "dataset attributes", value.written));
        condition.texts.push_back(without_quotes(value.written));
        return base::Done{};
    }

    Result<std::vector<std::string>> list() {
        std::vector<std::string> texts;
        if (const Token open = take(); open.kind != Token::Kind::open) return clause(open);
        while (now_.kind != Token::Kind::close) {
            const Token value = take();
            const bool text = value.kind == Token::Kind::text || (value.kind == Token::Kind::word && in_quotes(value.written, '"'));
            if (!text) return wrong("While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: (" + std::string(value.written) + ")");
            texts.push_back(without_quotes(value.written));
            if (now_.kind == Token::Kind::comma) advance();
        }
        advance();
        if (texts.empty()) return wrong("While parsing a list in the query, expected a non-empty list of string values, but got empty list");
        return texts;
    }

    Target target_;
    Lexer lexer_;
    Token now_;
};

}  // namespace

Result<std::vector<Condition>> parse_filter(Target target, std::string_view filter) {
    const auto begin = std::find_if_not(filter.begin(), filter.end(), is_space);
    if (begin == filter.end()) return std::vector<Condition>();
    if (filter.size() > filter_bytes_max) return wrong(fmt::format("Invalid filter string: longer than {} bytes", filter_bytes_max));
    return Parser(target, filter).all();
}

Result<std::vector<Ordering>> parse_orderings(Target target, const std::vector<std::string>& clauses) {
    std::vector<Ordering> orderings;
    std::set<std::pair<On, std::string>> seen;
    for (const auto& clause : clauses) {
        Lexer lexer(clause);
        const Token name = lexer.next(), direction = lexer.next();
        if (name.kind != Token::Kind::word) return wrong(fmt::format("Invalid order_by clause '{}'. Could not be parsed.", clause));
        const std::string word = upper(direction.written);
        if ((direction.kind != Token::Kind::end && word != "ASC" && word != "DESC") || lexer.next().kind != Token::Kind::end) {
            return wrong(fmt::format("Invalid order_by clause '{}'. Could not be parsed.", clause));
        }
        ASSIGN_OR_RETURN(const auto identifier, identifier_of(target, name.written, true));
        if (identifier.on != On::attribute && !attributes_of(target).has_metrics) return wrong(fmt::format("Invalid order_by entity: {}", name.written));
        if (!seen.insert({identifier.on, identifier.key}).second) return wrong(fmt::format("`order_by` contains duplicate fields: {}", clause));
        orderings.push_back({.on = identifier.on, .key = identifier.key, .ascending = word != "DESC"});
    }
    return orderings;
}

}  // namespace protocols::mlflow
