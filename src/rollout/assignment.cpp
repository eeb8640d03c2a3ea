#include "rollout/assignment.h"

#include <algorithm>

#include <xxhash.h>

#include "base/assert.h"
#include "base/wide.h"

namespace rollout {

const char* name_of(Arm arm) {
    switch (arm) {
        case Arm::candidate: return "candidate";
        case Arm::control: return "control";
        case Arm::rest: break;
    }
    return "rest";
}

std::uint64_t seed_of_salt(std::string_view salt) { return XXH64(salt.data(), salt.size(), 0); }

Parts part_of(std::uint64_t seed, std::string_view unit) {
    const std::uint64_t hash = XXH64(unit.data(), unit.size(), seed);
    return static_cast<Parts>((static_cast<base::Wide>(hash) * everyone) >> 64);
}

ArmShares shares_of(Parts candidate, Parts holdout) {
    ASSERT(candidate <= everyone);
    ASSERT(holdout <= everyone / 2);
    if (candidate <= everyone / 2) return {candidate, candidate};
    return {std::min(candidate, everyone - holdout), holdout};
}

Assignment::Assignment(const Split& split)
    : product_seed_(seed_of_salt(split.product)), seed_(seed_of_salt(split.salt)), room_(split.room), shares_(shares_of(split.candidate, split.holdout)) {
    ASSERT(room_.from < room_.until);
    ASSERT(room_.until <= everyone);
}

std::optional<Parts> Assignment::place_of(std::string_view unit) const {
    if (room_ != Room{}) {
        const Parts place = part_of(product_seed_, unit);
        if (place < room_.from || place >= room_.until) return std::nullopt;
    }
    return part_of(seed_, unit);
}

Arm Assignment::arm_of(std::string_view unit) const {
    const auto part = place_of(unit);
    if (!part) return Arm::rest;
    if (*part < shares_.candidate) return Arm::candidate;
    return *part >= everyone - shares_.control ? Arm::control : Arm::rest;
}

std::optional<Arm> Assignment::counted_as(std::string_view unit) const {
    const auto part = place_of(unit);
    if (!part) return std::nullopt;
    if (*part < std::min(shares_.candidate, shares_.control)) return Arm::candidate;
    return *part >= everyone - shares_.control ? std::optional(Arm::control) : std::nullopt;
}

std::optional<Room> free_room(std::vector<Room> taken, Parts width) {
    ASSERT(width > 0);
    ASSERT(width <= everyone);
    std::ranges::sort(taken, {}, &Room::from);
    Parts from = 0;
    for (const Room& room : taken) {
        if (room.from >= from && room.from - from >= width) break;
        from = std::max(from, room.until);
    }
    if (everyone - from < width) return std::nullopt;
    return Room{from, from + width};
}

}  // namespace rollout
