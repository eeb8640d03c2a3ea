#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>

namespace observations {

/// Of the disk that a folder lies on; 0 where nobody can say.
inline std::uint64_t free_bytes_of(const std::string& folder) {
    std::error_code failed;
    const auto space = std::filesystem::space(folder, failed);
    return failed ? 0 : space.available;
}

}  // namespace observations
