#pragma once

#include <string>
#include <string_view>

/// Names in a scorecard come from documents and data files that somebody else wrote. Every format passes them through here,
/// so that a column called `<script>` is shown and never run, and a group with an escape sequence cannot move a cursor.
namespace report {

/// Broken bytes become U+FFFD; everything else stays as it is.
std::string well_formed(std::string_view text);

/// Well-formed UTF-8 on one line: control characters and broken bytes become U+FFFD, line breaks and tabs a space.
std::string plain(std::string_view text);

/// For HTML and XML, in content and in quoted attributes.
std::string markup(std::string_view text);

/// The same, with every number kept on one line with its percent sign.
std::string unbroken_markup(std::string_view text);

/// For a cell of a GitHub table: nothing in it can end the cell, start a tag, a link, a mention or emphasis.
std::string table_cell(std::string_view text);

/// Characters of well-formed UTF-8.
std::size_t length_of(std::string_view text);

/// At most `characters` of them, with an ellipsis where something was cut.
std::string shortened(std::string_view text, std::size_t characters);

}  // namespace report
