#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "charter/charter.h"

/// Sections of a document as they are read back from its canonical form. The parser has checked them: what is not there is empty or keeps
/// the default that it has.
namespace charter {

/// Empty: the document has no such section.
base::json::object canonical_section(const Charter& charter, std::string_view key);
/// Null: there is none.
const base::json::object* map_at(const base::json::object& from, std::string_view key);

const base::json::value* member(const base::json::object& from, std::string_view key);
std::string text_in(const base::json::object& from, std::string_view key);
/// One text or a list of them.
std::vector<std::string> texts_in(const base::json::object& from, std::string_view key);
std::vector<base::json::object> maps_in(const base::json::object& from, std::string_view key);
std::optional<base::Duration> length_in(const base::json::object& from, std::string_view key);

void take(const base::json::object& from, std::string_view key, double& number);
void take(const base::json::object& from, std::string_view key, int& count);
void take(const base::json::object& from, std::string_view key, base::Duration& length);
/// One of the words of an enumeration, each known by its `name`.
template <class E>
void take(const base::json::object& from, std::string_view key, E& choice, std::initializer_list<E> all) {
    const std::string text = text_in(from, key);
    for (const E one : all) {
        if (name(one) == text) choice = one;
    }
}

}  // namespace charter
