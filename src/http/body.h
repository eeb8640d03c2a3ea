#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

/// What a body was before it was compressed, and back.
namespace http {

/// `encoding`: gzip, zstd, identity or empty. Faults: `input` for another encoding or broken bytes, `limit` for more than
/// base::limits::body_bytes_max, which is found out without making room for it.
base::Result<std::string> expanded(std::string body, std::string_view encoding);

std::string gzipped(std::string_view text);

}  // namespace http
