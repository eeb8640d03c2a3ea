#include "operations/shared/charter_file.h"

#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/limits.h"
#include "operations/shared/vocabulary.h"

namespace operations {

namespace {

base::Error too_large(const std::string& shown) {
    return {base::Fault::input, "the charter has more than " + std::to_string(base::limits::charter_bytes_max) + " bytes (charter_bytes_max): " + shown, "check that this is a charter and not a data file"};
}

/// One byte more than is allowed, so that too much is noticed without reading it.
base::Result<std::string> read(std::istream& stream, const std::string& shown) {
    std::string text(base::limits::charter_bytes_max + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) return base::Error{base::Fault::outside, "reading failed: " + shown, "check the disk"};
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > base::limits::charter_bytes_max) return too_large(shown);
    return text;
}

base::Result<std::string> read_file(const std::string& path) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (!std::filesystem::exists(status)) return base::Error{base::Fault::input, "no such file: " + path, "check the path, or write a draft with: charter init --from DATA"};
    if (std::filesystem::is_directory(status)) return base::Error{base::Fault::input, "a folder and not a charter: " + path, "name the charter's file"};
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::Error{base::Fault::input, "cannot read file: " + path, "check its permissions"};
    return read(file, path);
}

}  // namespace

base::Result<charter::Charter> load_charter(const std::string& path) {
    const bool from_input = path == "-";
    const std::string shown = from_input ? "(standard input)" : path;
    ASSIGN_OR_RETURN(const std::string text, from_input ? read(std::cin, shown) : read_file(path));
    charter::Parsed parsed = charter::parse(text, vocabulary());
    if (!parsed.charter) return charter::error_of(shown, parsed.faults);
    return *std::move(parsed.charter);
}

}  // namespace operations
