#include "charter/faults.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "base/nearest.h"

namespace charter {

void Faults::add(Place place, std::string what, std::string next) {
    if (full()) return;
    faults_.push_back({place, std::move(what), std::move(next)});
}

std::vector<FaultAt> Faults::take() {
    std::vector<FaultAt> faults;
    faults.swap(faults_);
    std::stable_sort(faults.begin(), faults.end(), [](const FaultAt& a, const FaultAt& b) {
        return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
    });
    return faults;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
    // Nobody picks from more names than this, and comparing with each costs time.
    constexpr std::size_t names_compared_max = 500;
    std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), names_compared_max)));
    const std::string nearest = base::nearest_name(word, first);
    return nearest.empty() ? "" : "did you mean " + nearest + "? ";
}

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t names_listed_max = 40;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < names_listed_max; ++i) text += (i > 0 ? ", " : "") + names[i];
    if (names.size() > names_listed_max) text += " and " + std::to_string(names.size() - names_listed_max) + " more";
    return text;
}

base::Error error_of(const std::string& file, const std::vector<FaultAt>& faults) {
    std::string lines;
    for (std::size_t i = 0; i < faults.size() && i < base::limits::faults_shown_max; ++i) {
        const FaultAt& fault = faults[i];
        if (i > 0) lines += '\n';
        lines += file + ":" + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) + ": " + fault.what + "; " + fault.next;
    }
    if (faults.size() > base::limits::faults_shown_max) {
        lines += "\n... and " + std::to_string(faults.size() - base::limits::faults_shown_max) + " more";
    }
    return {base::Fault::input, lines, "correct the document; the reference of its fields is docs/reference/charter.md"};
}

}  // namespace charter
