#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which version a unit (a user, a session, an account) gets while a release runs. A hash and integers only, so that every
/// process, every restart and every other language says the same:
///
///   part = (XXH64(unit, seed = XXH64(salt, seed = 0)) * 1,000,000) >> 64      a whole number, 0 to 999,999
///
/// Both texts are hashed as UTF-8 bytes. The candidate takes the parts [0, p), its concurrent control the parts [1-p, 1), so
/// both have the same size up to p = 50 %. Beyond that the control is a fixed holdout, [1-h, 1), 5 % unless the plan says
/// otherwise, and the candidate takes [0, min(p, 1-h)). Everyone else is `rest`: he gets the current version and is counted
/// in neither arm. As p grows users only ever join the candidate; nobody who has it loses it, but by a rollback.
///
/// Every release has a salt of its own, so who was unlucky once is not unlucky every time, and products do not know of
/// each other. Two releases of one product at the same time share its units out: each has a `Room`, an interval of the parts
/// of the product's own salt, and whoever is outside is `rest` there. Rooms do not overlap, so nobody is in two releases.
///
///   const Assignment assignment({.product = "flights", .salt = "flights/3", .candidate = 50'000});  // 5 % and 5 %
///   assignment.arm_of("user 17");                                                                    // Arm::rest
namespace rollout {

/// Shares of units are whole millionths.
using Parts = std::uint32_t;
inline constexpr Parts everyone = 1'000'000;
inline constexpr Parts holdout_by_default = 50'000;

enum class Arm : std::uint8_t { candidate, control, rest };
const char* name_of(Arm arm);

/// Of the parts of a product, [from, until).
struct Room {
    Parts from = 0, until = everyone;
    bool operator==(const Room&) const = default;
};

struct Split {
    std::string product;                     ///< salt of the rooms
    std::string salt;                        ///< one for each release, never used again
    Parts candidate = 0;                     ///< p, of the room
    Parts holdout = holdout_by_default;      ///< beyond 50 %; at most a half; 0: everyone gets the candidate at 100 %
    Room room = {};
};

/// The number that the arms are made of. `seed` is `seed_of_salt(salt)`.
Parts part_of(std::uint64_t seed, std::string_view unit);
std::uint64_t seed_of_salt(std::string_view salt);

/// How large the two arms are, of the room: what the sample ratio is compared with.
struct ArmShares {
    Parts candidate = 0, control = 0;
};
ArmShares shares_of(Parts candidate, Parts holdout);

class Assignment {
public:
    /// p may be at most everyone, the holdout at most a half, and the room must not be empty.
    explicit Assignment(const Split& split);

    /// Some 20 ns; touches nothing but its arguments.
    Arm arm_of(std::string_view unit) const;
    /// As which arm the unit is analysed; nothing: as neither. Up to a half these are all who have the arm. Beyond it only the
    /// candidate's [0, h), the mirror of the holdout: the others were without a counterpart, or in the control before, and their
    /// first exposures are another kind of units. So both arms are always to be of the same size.
    std::optional<Arm> counted_as(std::string_view unit) const;
    ArmShares shares() const { return shares_; }

private:
    std::optional<Parts> place_of(std::string_view unit) const;  ///< nothing: outside of the room

    std::uint64_t product_seed_, seed_;
    Room room_;
    ArmShares shares_;
};

/// The first place for another release of a product beside those that run; nothing where there is none so wide.
std::optional<Room> free_room(std::vector<Room> taken, Parts width);

}  // namespace rollout
