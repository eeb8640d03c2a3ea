#pragma once

#include <string>
#include <variant>
#include <vector>

/// What a page is made of beside promises: sentences, lists, tables and pictures, as plain data. All text is plain, never
/// markup: it is escaped where it is written. Numbers arrive written (`numbers.h`).
namespace report {

/// Cells are short. The first column names the row; every row has as many cells as there are columns.
struct Table {
    std::string caption;  ///< may be empty
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

/// An SVG drawn with `page::Drawing`, whose id is unique in the study. Text and Markdown show `words` alone, so they say what
/// the picture shows: "The value is highest at 0.31 and falls on both sides."
struct Picture {
    std::string title;
    std::string words;
    std::string svg;
};

/// A list of sentences.
using Items = std::vector<std::string>;
/// Text that is kept as it is, line by line: a proposed piece of a charter.
struct Verbatim {
    std::string caption;
    std::string text;
};
/// A sentence or a few; neighbouring pictures stand side by side.
using Block = std::variant<std::string, Items, Table, Verbatim, Picture>;

struct Chapter {
    std::string title;
    std::vector<Block> blocks;
};

}  // namespace report
