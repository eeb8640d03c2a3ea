#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

/// What was worked out and would take long to work out again: bytes under a name and a number. Nothing here is a record; if
/// the file is lost, it is made again from the observations, all but what has to be remembered as it was then.
namespace records {

struct Shelved {
    std::string name;
    std::int64_t number = 0;
    std::string bytes;  ///< empty: take it away
};

class Shelf {
public:
    /// Makes the file when there is none. Faults: `outside` where it cannot be opened or is no shelf.
    static base::Result<std::unique_ptr<Shelf>> open(const std::string& path);
    virtual ~Shelf() = default;

    /// Everything, by name and number.
    virtual base::Result<std::vector<Shelved>> all() const = 0;
    /// All of it or nothing; what is there under the same name and number is replaced.
    virtual base::Result<base::Done> put(const std::vector<Shelved>& things) = 0;
};

}  // namespace records
