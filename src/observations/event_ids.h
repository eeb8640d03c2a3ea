#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "observations/store.h"

/// Which events are known already, by 128 bits of hash of kind and id under a seed that nobody outside knows. At a billion
/// events the chance that any two of them share one is below 1e-20, so that a hit is the event itself.
namespace observations {

class EventIds {
public:
    explicit EventIds(std::uint64_t seed) : seed_(seed) {}
    /// From the system's own randomness.
    static std::uint64_t new_seed();

    struct Key {
        std::uint64_t high = 0, low = 0;
        bool operator==(const Key&) const = default;
    };
    Key key(EventKind kind, std::string_view id) const;

    /// What is known of an event: the hour in which it happened and that in which it came, since 1970.
    struct Known {
        std::int32_t hour = 0, received = 0;
    };
    std::optional<Known> find(const Key& key) const;
    /// The key is new, or is known anew from now on.
    void add(const Key& key, const Known& known);

    /// What was added since the last `keep` or `undo` is kept, or was never there.
    void keep() { added_.clear(); }
    void undo();
    /// Those that came before the hour are no longer known.
    void forget(std::int32_t received_before);
    std::size_t size() const { return size_; }

private:
    struct Slot {
        Key key;  ///< zeros: free
        Known known;
    };
    struct Added {
        Key key;
        std::optional<Known> before;
    };
    std::size_t place_of(const Key& key) const;
    void set(const Key& key, const Known& known);
    void remove(std::size_t place);
    void rebuild(std::size_t slots, std::int32_t received_before);

    std::uint64_t seed_;
    std::vector<Slot> slots_ = std::vector<Slot>(1'024);
    std::size_t size_ = 0;
    std::vector<Added> added_;
};

}  // namespace observations
