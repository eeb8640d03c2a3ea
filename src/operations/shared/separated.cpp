#include "operations/shared/separated.h"

#include <algorithm>

namespace operations {

std::vector<std::string> separated(const std::vector<std::string>& words) {
    std::vector<std::string> names;
    for (const auto& word : words) {
        for (std::size_t start = 0; start <= word.size();) {
            const auto end = std::min(word.find(',', start), word.size());
            if (end > start) names.push_back(word.substr(start, end - start));
            start = end + 1;
        }
    }
    return names;
}

}  // namespace operations
