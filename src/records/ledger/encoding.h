#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"

/// Bytes as text and back. Reading is strict: of the texts that could mean the same bytes only the one that we write is taken,
/// so that no bit of an export can change unseen.
namespace records {

std::string hex(std::string_view bytes);
std::optional<std::string> bytes_of_hex(std::string_view text);

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);
std::optional<std::string> bytes_of_base64(std::string_view text);
/// The alphabet of addresses, without padding.
std::string base64url(std::string_view bytes);
std::optional<std::string> bytes_of_base64url(std::string_view text);

/// `sha256:` and 64 lower-case digits.
std::optional<base::Digest> digest_of_text(std::string_view text);
std::string_view bytes_of(const base::Digest& digest);

}  // namespace records
