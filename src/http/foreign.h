#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "operations/operation.h"

/// Protocols of others that we answer. Their requests are operations like any other; what differs is how a fault is spelled, under
/// which paths they are known, and whether pages of other origins may ask. One row for each, in the order in which they are tried.
namespace http {

struct Spelled {
    int status = 400;
    std::string body;  ///< JSON
};

struct Foreign {
    std::string_view prefix;  ///< of the path
    /// A fault in the protocol's own words; `status` is what ours would be, `path` has no query.
    Spelled (*spell)(const base::Error& error, int status, std::string_view path);
    bool pages = false;    ///< pages of other origins may ask, with a token in a header: CORS
    bool at_once = false;  ///< answered from memory, in microseconds: counted rather than logged line by line, and with limits of its own
};

/// Null: the path is one of ours. A target is a path and perhaps a query.
const Foreign* foreign_of(std::string_view target);

/// The path that a target stands for, without its query: /v1/products/NAME/ofrep/v1/... is /ofrep/v1/...
std::string_view foreign_path(std::string_view target);

/// The same for a path that was taken apart; what the other spelling says becomes an argument.
void rename(std::vector<std::string>& path, operations::Arguments& arguments);

}  // namespace http
