#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace charter {

/// Collects everything that is wrong with a document, so that one reading shows all of it.
///
/// Limits: keeps `kept_max` faults. A hostile file of a million wrong keys must not cost a million sentences.
class Faults {
public:
    static constexpr std::size_t kept_max = 1'000;

    void add(Place place, std::string what, std::string next);
    bool none() const { return faults_.empty(); }
    bool full() const { return faults_.size() >= kept_max; }
    /// In the order of lines; leaves the collection empty.
    std::vector<FaultAt> take();

private:
    std::vector<FaultAt> faults_;
};

/// `did you mean recall? ` or nothing: the beginning of what to do about a name that does not exist.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);
/// `a, b, c`; long lists end with how many more there are.
std::string listed(const std::vector<std::string>& names);

}  // namespace charter
