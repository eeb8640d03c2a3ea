#include "charter/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/limits.h"
#include "charter/faults.h"

namespace charter {

namespace {

constexpr std::size_t depth_max = 32;

/// Thrown through the library to stop it; the fault is already noted.
struct Stop {};

/// Length of the UTF-8 sequence at the front, 0 when it is none (RFC 3629: no overlong forms, no surrogates).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
        return tail(1) && tail(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
        return tail(1) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

/// The text with the positions of its lines, to turn the library's bytes into the columns that an editor shows.
class Lines {
public:
    explicit Lines(std::string_view text) : text_(text), starts_{0} {
        std::size_t characters = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (i % block == 0) characters_before_.push_back(characters);
            if (begins_character(text[i])) ++characters;
            if (text[i] == '\n') starts_.push_back(i + 1);
        }
        characters_before_.push_back(characters);
    }

    std::size_t offset(const YAML::Mark& mark) const {
        if (mark.line < 0) return 0;
        const std::size_t line = std::min(static_cast<std::size_t>(mark.line), starts_.size() - 1);
        return std::min(starts_[line] + static_cast<std::size_t>(std::max(mark.column, 0)), text_.size());
    }

    Place place(std::size_t offset) const {
        const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
        const auto line = after - starts_.begin();
        return {static_cast<int>(line), static_cast<int>(characters(offset) - characters(*(after - 1))) + 1};
    }

    bool stands_at(std::size_t offset, std::string_view text) const { return text_.substr(std::min(offset, text_.size()), text.size()) == text; }

private:
    /// Counted beforehand for each block: a file of one line may ask for a place two hundred thousand times.
    static constexpr std::size_t block = 256;

    static bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }
    std::size_t characters(std::size_t offset) const {
        std::size_t count = characters_before_[offset / block];
        for (std::size_t i = offset / block * block; i < offset; ++i) count += begins_character(text_[i]) ? 1 : 0;
        return count;
    }

    std::string_view text_;
    std::vector<std::size_t> starts_;
    std::vector<std::size_t> characters_before_;
};

/// The first byte that does not belong into a charter, if there is one.
std::optional<FaultAt> first_bad_byte(std::string_view text, const Lines& lines) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_length(text.substr(i));
        if (length == 0) return FaultAt{lines.place(i), "not UTF-8", "save the file with the encoding UTF-8"};
        if (text[i] == '\0') return FaultAt{lines.place(i), "a NUL byte", "a charter is a text file: check that this is one, saved as UTF-8"};
        i += length;
    }
    return std::nullopt;
}

/// The library answers the escapes \N and \_ with the bytes 0x85 and 0xA0 alone, which are no UTF-8: the characters that YAML means by them.
std::string completed(const std::string& value) {
    std::string whole;
    for (std::size_t i = 0; i < value.size();) {
        const std::size_t length = utf8_length(std::string_view(value).substr(i));
        if (length == 0) whole += '\xC2';
        whole.append(value, i, std::max<std::size_t>(length, 1));
        i += std::max<std::size_t>(length, 1);
    }
    return whole;
}

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(const Lines& lines, Faults& faults) : lines_(lines), faults_(faults) {}

    std::optional<Node> root;
    int documents = 0;
    Place last_document;

    void OnDocumentStart(const YAML::Mark& mark) override {
        ++documents;
        last_document = at(mark);
        if (documents > 1) throw Stop{};
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(node(Node::Kind::nothing, mark)); }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        faults_.add(at(mark), "an alias (*name) has no place in a charter", "write the value out: aliases can make a small file enormous");
        add(node(Node::Kind::nothing, mark));
    }
    void OnAnchor(const YAML::Mark& mark, const std::string& anchor) override {
        faults_.add(at(mark), "an anchor has no place in a charter: &" + anchor.substr(0, 50), "remove it, and write the value out where it is used");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
        refuse_tag(mark, tag);
        Node scalar = node(Node::Kind::scalar, mark);
        scalar.text = completed(value);
        scalar.quoted = tag == "!";
        if (value.find('\0') != std::string::npos) faults_.add(scalar.place, "a NUL byte", "remove the \\0 from the text");
        scalar.verbatim = lines_.stands_at(lines_.offset(mark) + (scalar.quoted ? 1 : 0), value);
        add(std::move(scalar));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
        open(Node::Kind::sequence, mark, tag);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
        open(Node::Kind::map, mark, tag);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapEnd() override {
        refuse_twins(*open_.back().node);
        open_.pop_back();
    }

private:
    /// A list or map whose end has not come yet. The pointer stays good: a parent grows only after its child is closed.
    struct Open {
        Node* node;
        bool key_next = true;
        std::string key = {};
        Place key_place = {};
    };

    Place at(const YAML::Mark& mark) const { return lines_.place(lines_.offset(mark)); }

    Node node(Node::Kind kind, const YAML::Mark& mark) const {
        Node made;
        made.kind = kind;
        made.place = at(mark);
        return made;
    }

    /// Null when the node was a key.
    Node* add(Node made) {
        if (++nodes_ > base::limits::charter_nodes_max) stop(made.place, "too many values in one charter", "the most is charter_nodes_max, " + std::to_string(base::limits::charter_nodes_max));
        if (faults_.full()) throw Stop{};
        if (open_.empty()) return &root.emplace(std::move(made));
        Open& parent = open_.back();
        if (parent.node->is_map()) {
            if (parent.key_next) {
                if (!made.is_scalar()) stop(made.place, "a key must be a word", "write key: value");
                parent.key = std::move(made.text);
                parent.key_place = made.place;
                parent.key_next = false;
                return nullptr;
            }
            made.key = std::move(parent.key);
            made.key_place = parent.key_place;
            parent.key_next = true;
        }
        return &parent.node->items.emplace_back(std::move(made));
    }

    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag) {
        refuse_tag(mark, tag);
        if (open_.size() >= depth_max) stop(at(mark), "nested too deeply", "a charter needs no more than " + std::to_string(depth_max) + " levels");
        Node* added = add(node(kind, mark));
        ASSERT(added != nullptr);
        open_.push_back({.node = added});
    }

    /// The library calls an untagged plain value `?` and an untagged quoted one `!`.
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == "?" || tag == "!") return;
        faults_.add(at(mark), "a tag has no place in a charter: " + tag.substr(0, 50), "remove it; put text in quotes where it looks like a number");
    }

    void refuse_twins(const Node& map) {
        std::vector<const Node*> sorted;
        for (const Node& item : map.items) sorted.push_back(&item);
        std::stable_sort(sorted.begin(), sorted.end(), [](const Node* a, const Node* b) { return a->key < b->key; });
        for (std::size_t i = 1; i < sorted.size(); ++i) {
            if (sorted[i]->key != sorted[i - 1]->key) continue;
            faults_.add(sorted[i]->key_place, "duplicate key: " + sorted[i]->key.substr(0, 100), "keep one; the other is in line " + std::to_string(sorted[i - 1]->key_place.line));
        }
    }

    [[noreturn]] void stop(Place place, std::string what, std::string next) {
        faults_.add(place, std::move(what), std::move(next));
        throw Stop{};
    }

    const Lines& lines_;
    Faults& faults_;
    std::vector<Open> open_;
    std::size_t nodes_ = 0;
};

void read_all(std::string_view text, const Lines& lines, TreeBuilder& builder, Faults& faults) {
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        return;
    } catch (const Stop&) {
        if (builder.documents > 1) faults.add(builder.last_document, "a second document in the same file", "keep one charter a file");
    } catch (const YAML::ParserException& exception) {
        faults.add(lines.place(lines.offset(exception.mark)), "not valid YAML: " + exception.msg, "check indentation (spaces, never tabs), quotes and colons here and in the line before");
    } catch (const std::exception& exception) {
        faults.add({1, 1}, std::string("cannot be read as YAML: ") + exception.what(), "check that this is a charter");
    }
    builder.root.reset();
}

}  // namespace

const Node* Node::find(std::string_view name) const {
    if (!is_map()) return nullptr;
    const auto found = std::find_if(items.begin(), items.end(), [&](const Node& item) { return item.key == name; });
    return found == items.end() ? nullptr : &*found;
}

Place Node::place_of(std::string_view name) const {
    const Node* item = find(name);
    return item == nullptr ? place : item->key_place;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

Tree read_yaml(std::string_view text) {
    if (text.size() > base::limits::charter_bytes_max) {
        return {{}, {{{1, 1}, "a charter of " + std::to_string(text.size()) + " bytes", "the most is charter_bytes_max, " + std::to_string(base::limits::charter_bytes_max) + ": check that this is a charter"}}};
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const Lines lines(text);
    if (auto bad = first_bad_byte(text, lines)) return {{}, {*std::move(bad)}};
    Faults faults;
    TreeBuilder builder(lines, faults);
    read_all(text, lines, builder, faults);
    if (faults.none() && !builder.root) faults.add({1, 1}, "an empty document", "begin with \"charter: 1\" and \"product: NAME\", or let \"charter init --from FILE\" write a draft");
    return {std::move(builder.root), faults.take()};
}

}  // namespace charter
