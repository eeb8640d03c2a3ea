#pragma once

#include <boost/json.hpp>

#include <string>
#include <string_view>

#include "base/json.h"

namespace records {

/// A text of an entry's body; empty: there is none.
inline std::string text_in(const base::json::object& body, std::string_view name) {
    const auto* found = body.if_contains(base::json::string_view(name.data(), name.size()));
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

}  // namespace records
