#include "charter/condition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cctype>
#include <optional>

#include "base/json.h"

namespace charter {

namespace {

/// Deeper conditions are no longer read by anybody, and a parser that calls itself must end.
constexpr int depth_max = 50;
constexpr std::size_t condition_bytes_max = 10'000;

constexpr std::array<std::string_view, 8> keywords{"and", "or", "not", "in", "is", "missing", "true", "false"};

bool is_word_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == '.';
}

std::string lower(std::string_view text) {
    std::string low(text);
    for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return low;
}

bool is_keyword(std::string_view word) { return std::find(keywords.begin(), keywords.end(), lower(word)) != keywords.end(); }

/// Whether the whole word is a number; infinite when it is too large to hold.
std::optional<double> number_of(std::string_view word) {
    if (word.starts_with('+')) word.remove_prefix(1);
    if (word.find_first_not_of("0123456789.eE+-") != std::string_view::npos || word.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (end != word.data() + word.size() || error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc::result_out_of_range) return std::numeric_limits<double>::infinity();
    return value;
}

struct Token {
    enum class Kind { end, word, quoted_column, text, symbol };
    Kind kind = Kind::end;
    std::string text;
    std::size_t at = 0;
};

class ConditionParser {
public:
    explicit ConditionParser(std::string_view text) : text_(text) {}

    base::Result<Condition> parse(int& character) {
        Condition condition;
        if (text_.size() > condition_bytes_max) fail(0, "the condition is too long", "the most is " + std::to_string(condition_bytes_max) + " characters");
        else if (advance() && any(condition, 0) && token_.kind != Token::Kind::end) fail(token_.at, "expected and, or, or the end", "join comparisons with and or or; put text with spaces in single quotes");
        if (!error_) return condition;
        const std::size_t until = std::min(at_, text_.size());
        const auto before = text_.substr(0, until);
        character = 1 + static_cast<int>(std::count_if(before.begin(), before.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
        error_->what = "at character " + std::to_string(character) + ": " + error_->what;
        return *error_;
    }

private:
    bool fail(std::size_t at, std::string what, std::string next) {
        if (!error_) {
            at_ = at;
            error_ = base::Error{base::Fault::input, std::move(what), std::move(next)};
        }
        return false;
    }

    bool is_word(std::string_view word) const { return token_.kind == Token::Kind::word && lower(token_.text) == word; }
    bool is_symbol(std::string_view symbol) const { return token_.kind == Token::Kind::symbol && token_.text == symbol; }

    /// Reads the next token into `token_`.
    bool advance() {
        while (next_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[next_])) != 0) ++next_;
        token_ = {Token::Kind::end, {}, next_};
        if (next_ == text_.size()) return true;
        const char c = text_[next_];
        if (c == '\'' || c == '"') return quoted(c);
        if (is_word_character(c) || c == '-' || c == '+') return word();
        return symbol();
    }

    /// A doubled quote stands for itself.
    bool quoted(char quote) {
        token_.kind = quote == '"' ? Token::Kind::quoted_column : Token::Kind::text;
        for (std::size_t i = next_ + 1; i < text_.size(); ++i) {
            if (text_[i] != quote) {
                token_.text += text_[i];
            } else if (i + 1 < text_.size() && text_[i + 1] == quote) {
                token_.text += quote;
                ++i;
            } else {
                next_ = i + 1;
                return true;
            }
        }
        return fail(next_, "a quote that is not closed", quote == '"' ? "close it with \"" : "close it with '");
    }

    /// Dates and signed numbers may stand bare, so a word runs on over signs and colons.
    bool word() {
        const std::size_t start = next_;
        while (next_ < text_.size() && (is_word_character(text_[next_]) || text_[next_] == '-' || text_[next_] == '+' || text_[next_] == ':')) ++next_;
        token_.kind = Token::Kind::word;
        token_.text = std::string(text_.substr(start, next_ - start));
        return true;
    }

    bool symbol() {
        for (const std::string_view known : {"<=", ">=", "!=", "==", "<>", "=", "<", ">", "(", ")", ","}) {
            if (text_.substr(next_, known.size()) != known) continue;
            if (known == "==") return fail(next_, "expected =", "write = for equality");
            if (known == "<>") return fail(next_, "expected !=", "write != for inequality");
            token_.kind = Token::Kind::symbol;
            token_.text = std::string(known);
            next_ += known.size();
            return true;
        }
        return fail(next_, "a character that means nothing here: " + std::string(1, text_[next_]), "put text in single quotes and unusual column names in double quotes");
    }

    using Level = bool (ConditionParser::*)(Condition&, int);

    /// Joins terms of one level; a single one stands for itself, nested ones of the same kind are flattened.
    bool joined(Condition& into, int depth, std::string_view word, Condition::Op op, Level level) {
        Condition group;
        group.op = op;
        for (;;) {
            Condition part;
            if (!(this->*level)(part, depth)) return false;
            if (part.op == op) std::move(part.terms.begin(), part.terms.end(), std::back_inserter(group.terms));
            else group.terms.push_back(std::move(part));
            if (!is_word(word)) break;
            if (!advance()) return false;
        }
        into = group.terms.size() == 1 ? Condition(group.terms.front()) : std::move(group);
        return true;
    }
    bool any(Condition& into, int depth) { return joined(into, depth, "or", Condition::Op::any, &ConditionParser::all); }
    bool all(Condition& into, int depth) { return joined(into, depth, "and", Condition::Op::all, &ConditionParser::term); }

    bool term(Condition& into, int depth) {
        if (depth >= depth_max) return fail(token_.at, "nested too deeply", "use fewer parentheses");
        if (is_word("not")) {
            Condition inner;
            if (!advance() || !term(inner, depth + 1)) return false;
            into = negated(std::move(inner));
            return true;
        }
        if (is_symbol("(")) {
            if (!advance() || !any(into, depth + 1)) return false;
            return take_symbol(")", "close the parenthesis, or join with and or or");
        }
        return comparison(into);
    }

    static Condition negated(Condition inner) {
        Condition outer;
        outer.op = Condition::Op::negate;
        outer.terms.push_back(std::move(inner));
        return outer;
    }

    bool take_symbol(std::string_view symbol, const std::string& next) {
        if (!is_symbol(symbol)) return fail(token_.at, "expected " + std::string(symbol), next);
        return advance();
    }

    bool comparison(Condition& into) {
        if (!column(into.column)) return false;
        bool negative = false;
        if (is_word("is")) {
            if (!advance() || !take_not(negative)) return false;
            if (!is_word("missing")) return fail(token_.at, "expected missing", "write: column is missing, or: column is not missing");
            into.op = Condition::Op::missing;
            if (!advance()) return false;
        } else if (is_word("in") || is_word("not")) {
            if (!take_not(negative) || !set(into)) return false;
        } else if (!order(into)) {
            return false;
        }
        if (negative) into = negated(std::move(into));
        return true;
    }

    bool take_not(bool& negative) {
        negative = is_word("not");
        return !negative || advance();
    }

    bool column(std::string& into) {
        const bool bare = token_.kind == Token::Kind::word;
        if (!bare && token_.kind != Token::Kind::quoted_column) {
            return fail(token_.at, "expected a column", "begin a comparison with a column: region = 'north'; names with spaces go in double quotes");
        }
        if (bare && (is_keyword(token_.text) || number_of(token_.text) || !std::all_of(token_.text.begin(), token_.text.end(), is_word_character))) {
            return fail(token_.at, "expected a column: " + token_.text, "if a column has this name, put it in double quotes");
        }
        if (token_.text.empty()) return fail(token_.at, "a column without a name", "write the column's name between the quotes");
        into = token_.text;
        return advance();
    }

    bool set(Condition& into) {
        if (!is_word("in")) return fail(token_.at, "expected in", "write: column not in ('a', 'b')");
        into.op = Condition::Op::in;
        if (!advance() || !take_symbol("(", "list the values in parentheses: in ('a', 'b')")) return false;
        for (;;) {
            if (!value(into)) return false;
            if (!is_symbol(",")) break;
            if (!advance()) return false;
        }
        return take_symbol(")", "separate values with commas and close the parenthesis");
    }

    bool order(Condition& into) {
        using Op = Condition::Op;
        static constexpr std::array<std::pair<std::string_view, Op>, 6> orders{
            {{"=", Op::equal}, {"!=", Op::unequal}, {"<", Op::less}, {"<=", Op::at_most}, {">", Op::greater}, {">=", Op::at_least}}};
        for (const auto& known : orders) {
            if (!is_symbol(known.first)) continue;
            into.op = known.second;
            return advance() && value(into);
        }
        return fail(token_.at, "expected a comparison after " + into.column, "use =, !=, <, <=, >, >=, in (...) or is missing");
    }

    bool value(Condition& into) {
        if (token_.kind == Token::Kind::text) into.values.emplace_back(token_.text);
        else if (token_.kind != Token::Kind::word) return fail(token_.at, "expected a value", "write a number, true, false, or text in single quotes");
        else if (is_word("true") || is_word("false")) into.values.emplace_back(is_word("true"));
        else if (const auto number = number_of(token_.text)) {
            if (!std::isfinite(*number)) return fail(token_.at, "a number too large: " + token_.text, "write a smaller number");
            into.values.emplace_back(*number + 0.0);
        } else if (is_keyword(token_.text)) return fail(token_.at, "expected a value: " + token_.text, "if this is text, put it in single quotes");
        else into.values.emplace_back(token_.text);
        return advance();
    }

    std::string_view text_;
    std::size_t next_ = 0;
    Token token_;
    std::optional<base::Error> error_;
    std::size_t at_ = 0;
};

void gather(const Condition& condition, std::vector<std::string>& into) {
    if (!condition.column.empty() && std::find(into.begin(), into.end(), condition.column) == into.end()) into.push_back(condition.column);
    for (const Condition& term : condition.terms) gather(term, into);
}

std::string in_quotes(std::string_view text, char quote) {
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote) out += quote;
        out += c;
    }
    return out + quote;
}

std::string format_column(const std::string& name) {
    const bool bare = !name.empty() && std::all_of(name.begin(), name.end(), is_word_character) && !is_keyword(name) && !number_of(name);
    return bare ? name : in_quotes(name, '"');
}

std::string format_value(const Condition::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return base::format_number(*number);
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
    return in_quotes(std::get<std::string>(value), '\'');
}

std::string format_set(const Condition& condition, std::string_view word) {
    std::string text = format_column(condition.column) + " " + std::string(word) + " (";
    for (std::size_t i = 0; i < condition.values.size(); ++i) text += (i > 0 ? ", " : "") + format_value(condition.values[i]);
    return text + ")";
}

/// Parentheses only where they are needed: around `or` inside `and`, and around both under `not`.
std::string format_joined(const Condition& condition, std::string_view word) {
    std::string text;
    for (const Condition& term : condition.terms) {
        const bool brackets = condition.op == Condition::Op::all && term.op == Condition::Op::any;
        text += (text.empty() ? "" : " " + std::string(word) + " ") + (brackets ? "(" + format(term) + ")" : format(term));
    }
    return text;
}

std::string format_negated(const Condition& inner) {
    if (inner.op == Condition::Op::in) return format_set(inner, "not in");
    if (inner.op == Condition::Op::missing) return format_column(inner.column) + " is not missing";
    const bool brackets = inner.op == Condition::Op::any || inner.op == Condition::Op::all;
    return brackets ? "not (" + format(inner) + ")" : "not " + format(inner);
}

}  // namespace

std::vector<std::string> Condition::columns() const {
    std::vector<std::string> names;
    gather(*this, names);
    return names;
}

base::Result<Condition> parse_condition(std::string_view text, int& character) { return ConditionParser(text).parse(character); }

base::Result<Condition> parse_condition(std::string_view text) {
    int character = 0;
    return parse_condition(text, character);
}

std::string format(const Condition& condition) {
    const auto comparison = [&](std::string_view op) { return format_column(condition.column) + " " + std::string(op) + " " + format_value(condition.values.front()); };
    switch (condition.op) {
        case Condition::Op::all: return format_joined(condition, "and");
        case Condition::Op::any: return format_joined(condition, "or");
        case Condition::Op::negate: return format_negated(condition.terms.front());
        case Condition::Op::equal: return comparison("=");
        case Condition::Op::unequal: return comparison("!=");
        case Condition::Op::less: return comparison("<");
        case Condition::Op::at_most: return comparison("<=");
        case Condition::Op::greater: return comparison(">");
        case Condition::Op::at_least: return comparison(">=");
        case Condition::Op::in: return format_set(condition, "in");
        case Condition::Op::missing: return format_column(condition.column) + " is missing";
    }
    return {};
}

}  // namespace charter
