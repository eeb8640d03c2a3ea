#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/service/service.h"

/// What the operations about people, tokens and settings share.
namespace operations {

/// Faults: `denied` for whoever may not administer everything; administering one product is not enough to say who may do what.
base::Result<base::Done> must_administer(const Request& request);

/// `--scope view --scope edit`, with one product or every one.
base::Result<std::vector<base::Scope>> scopes_in(const Arguments& arguments);
std::vector<records::Grant> grants_of(const std::vector<base::Scope>& scopes, const std::string& product);

base::json::object json_of(const records::Actor& actor);
base::json::object json_of(const records::Token& token, const std::string& owner);
/// `view, edit (flights)`.
std::string words_of(const std::vector<records::Grant>& grants);

/// What somebody did to who may do what, as an entry of the ledger: ids stand in it, names beside it.
base::Result<base::Done> remember(const Request& request, base::Time now, const std::string& kind, base::json::object body, const std::string& reason = {});

/// The text, or with --format json the value.
Output shown(const Arguments& arguments, std::string text, const base::json::value& value);

inline constexpr std::array<std::string_view, 2> text_or_json{"text", "json"};
inline constexpr Parameter format_parameter{.name = "format", .sentence = "How to write the answer.", .choices = text_or_json, .fallback = "text"};
inline constexpr Parameter json_parameter{.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."};

}  // namespace operations
