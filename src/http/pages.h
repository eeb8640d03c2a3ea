#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/server.h"

/// The pages of web/, as they were built into the program, each compressed.
///
///   GET /                    the one page; which of the addresses it shows is its own business
///   GET /inbox, /products/…  the same
///   GET /assets/NAME.js      what it is made of, named by its content: kept by browsers for a year
///
/// A path that belongs to an operation is not a page, and neither is one below the first words of such paths: who asks a program's address
/// is answered as programs are. Elsewhere whoever accepts HTML gets the page, with 404 where it knows no such address.
namespace http {

/// Nothing: it is not for us. The answer carries its headers, those of its security policy too.
std::optional<Answer> page_answer(const Asked& asked);

/// How many files were built in; 0: the program was built without its pages.
std::size_t page_count();

}  // namespace http
