#pragma once

#include <boost/json/object.hpp>

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "operations/operation.h"

/// What operations answer is part of the contract: schemas/answers/ID.json says it of the operation ID, as a JSON Schema (2020-12) with a
/// sentence for each field. The files are taken into the program; its OpenAPI document and its reference pages say the same, the types of
/// the web pages come out of that document, and end-to-end tests hold every answer of a server against them (tests/e2e/answer_contract.py).
///
/// A file with a `title` becomes a shape of that name, and so does each member of its `$defs`. One file names another's shape by
/// `shapes.json#/$defs/NAME`. A text is `{"type": "string", "contentMediaType": ...}`.
namespace operations {

/// A file as it stands.
struct AnswerFile {
    std::string_view name;  ///< `inbox.json`
    std::string_view text;
};
/// Written by CMake, by name.
std::span<const AnswerFile> answer_files();

/// What an operation answers where it went well.
struct Answered {
    std::string sentence;              ///< what it is
    std::string media_type;            ///< `application/json`
    boost::json::object schema;        ///< its references lead to `#/components/schemas/NAME`
};

/// Null: schemas/answers has no file of the operation. A test sees to it that every operation with a route has one.
const Answered* answer_of(const Operation& operation);

/// Every shape by its name, references as above.
const std::map<std::string, boost::json::object>& answer_shapes();

/// What HTTP calls what a `format` writes: `csv`.
std::string_view media_type_of_format(std::string_view format);

}  // namespace operations
