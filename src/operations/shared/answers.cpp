#include "operations/shared/answers.h"

#include <boost/json.hpp>

#include <array>
#include <cctype>

#include "base/assert.h"
#include "base/json.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::string_view shapes = "#/components/schemas/";

/// `trend_point` and `TrendPoint` are both TrendPoint.
std::string shape_name(std::string_view word) {
    std::string name;
    bool begins = true;
    for (const char c : word) {
        if (c == '_' || c == ' ') {
            begins = true;
            continue;
        }
        name += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        begins = false;
    }
    return name;
}

std::string text_in(const object& schema, std::string_view name) {
    const auto* found = schema.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

class Files {
public:
    Files() {
        for (const auto& file : answer_files()) {
            auto parsed = base::parse_json(file.text);
            ASSERT(parsed && parsed->is_object());  // tools/check_house.py reads them all before
            files_.emplace(file.name, std::move(parsed->get_object()));
        }
        for (const auto& [name, file] : files_) take(name, file);
    }

    std::map<std::string, object> shapes_by_name;
    std::map<std::string, Answered, std::less<>> by_operation;

private:
    void take(const std::string& name, const object& file) {
        if (const auto* definitions = file.if_contains("$defs")) {
            for (const auto& [word, shape] : definitions->get_object()) add(shape_name(word), shape.get_object(), name);
        }
        object root = file;
        const std::string title = text_in(root, "title"), sentence = text_in(root, "description");
        for (const char* member : {"$schema", "title", "$defs"}) root.erase(member);
        const std::string id = name.substr(0, name.rfind('.'));
        if (id == "shapes") return;
        if (!title.empty()) add(shape_name(title), root, name);
        const std::string text = text_in(root, "contentMediaType");
        if (title.empty()) root.erase("description");  // it says what is answered, and stands there
        object schema = title.empty() ? rewritten(root, name).get_object() : object{{"$ref", std::string(shapes) + shape_name(title)}};
        by_operation.insert_or_assign(id, Answered{sentence, text.empty() ? "application/json" : text, std::move(schema)});
    }

    void add(const std::string& shape, const object& schema, const std::string& file) {
        const bool fresh = shapes_by_name.emplace(shape, rewritten(schema, file).get_object()).second;
        ASSERT(fresh);  // two shapes of one name
    }

    /// Where a reference of a file leads to: a member of `$defs`, or a whole file by its title.
    std::string target(std::string_view reference, const std::string& here) const {
        const auto mark = reference.find('#');
        std::string_view file = reference.substr(0, mark);
        if (file.starts_with("../")) file.remove_prefix(3);
        if (mark != std::string_view::npos && mark + 1 < reference.size()) return shape_name(reference.substr(reference.rfind('/') + 1));
        const auto found = files_.find(file.empty() ? here : std::string(file));
        ASSERT(found != files_.end());
        return shape_name(text_in(found->second, "title"));
    }

    value rewritten(const value& from, const std::string& here) const {
        if (const auto* list = from.if_array()) {
            array all;
            for (const auto& one : *list) all.emplace_back(rewritten(one, here));
            return all;
        }
        const auto* members = from.if_object();
        if (members == nullptr) return from;
        object all;
        for (const auto& [name, member] : *members) {
            if (name == "$ref" && member.is_string()) all[name] = std::string(shapes) + target(member.get_string(), here);
            else all[name] = rewritten(member, here);
        }
        return all;
    }

    std::map<std::string, object> files_;
};

const Files& files() {
    static const Files all;
    return all;
}

}  // namespace

const Answered* answer_of(const Operation& operation) {
    const auto found = files().by_operation.find(operation.id);
    return found == files().by_operation.end() ? nullptr : &found->second;
}

const std::map<std::string, object>& answer_shapes() { return files().shapes_by_name; }

std::string_view media_type_of_format(std::string_view format) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> types{{{"text", "text/plain"}, {"json", "application/json"}, {"markdown", "text/markdown"}, {"junit", "application/xml"}, {"html", "text/html"}, {"csv", "text/csv"},
                                                                                  {"page", "application/json"}, {"columns", "application/json"}}};
    for (const auto& [word, type] : types) {
        if (word == format) return type;
    }
    return {};
}

}  // namespace operations
