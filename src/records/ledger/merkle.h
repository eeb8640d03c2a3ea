#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/digest.h"

/// The Merkle tree of RFC 6962, section 2.1: one digest stands for all entries, a short proof shows that an entry is among
/// them, and another that an older tree is the beginning of a newer one. Leaves are hashed with a 0 before them and inner
/// nodes with a 1, so that none can be taken for the other.
namespace records {

base::Digest leaf_hash(std::string_view entry);

/// From the leaf's sibling up to the root.
using Proof = std::vector<base::Digest>;

/// The roots of the perfect trees that the leaves make up, the largest first: all that is needed to go on adding.
class Peaks {
public:
    void add(const base::Digest& leaf);
    std::uint64_t size() const { return size_; }
    base::Digest root() const;

private:
    std::uint64_t size_ = 0;
    std::vector<base::Digest> peaks_;
};

/// Keeps the hashes of its leaves, 32 bytes an entry, and can prove what is among them.
class MerkleTree {
public:
    void add(std::string_view entry) { add(leaf_hash(entry)); }
    void add(const base::Digest& leaf);
    std::uint64_t size() const { return leaves_.size(); }
    const Peaks& peaks() const { return peaks_; }

    /// Of all leaves; in time logarithmic in their number.
    base::Digest root() const { return peaks_.root(); }
    /// Of the first `size` leaves, which there are; linear.
    base::Digest root(std::uint64_t size) const;
    /// That leaf `index` is among the first `size`.
    Proof inclusion(std::uint64_t index, std::uint64_t size) const;
    /// That the first `before` leaves are the beginning of the first `size`.
    Proof consistency(std::uint64_t before, std::uint64_t size) const;

private:
    base::Digest range(std::uint64_t first, std::uint64_t end) const;
    void inclusion(std::uint64_t index, std::uint64_t first, std::uint64_t end, Proof& proof) const;
    void consistency(std::uint64_t before, std::uint64_t first, std::uint64_t end, bool whole, Proof& proof) const;

    std::vector<base::Digest> leaves_;
    Peaks peaks_;
};

bool is_included(const base::Digest& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof, const base::Digest& root);
bool is_consistent(std::uint64_t before, const base::Digest& root_before, std::uint64_t size, const base::Digest& root, const Proof& proof);

}  // namespace records
