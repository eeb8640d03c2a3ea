#include "records/ledger/merkle.h"

#include <bit>
#include <string>

#include "base/assert.h"
#include "records/ledger/encoding.h"

namespace records {

namespace {

base::Digest node(const base::Digest& left, const base::Digest& right) {
    std::string bytes(1, '\1');
    bytes += bytes_of(left);
    bytes += bytes_of(right);
    return base::digest_of(bytes);
}

/// The largest power of two below `count`, which is at least 2.
std::uint64_t left_of(std::uint64_t count) { return std::bit_floor(count - 1); }

}  // namespace

base::Digest leaf_hash(std::string_view entry) {
    std::string bytes(1, '\0');
    bytes += entry;
    return base::digest_of(bytes);
}

void Peaks::add(const base::Digest& leaf) {
    ++size_;
    // A leaf joins the perfect trees that end in front of it: as many as the new count has zeros at its end.
    base::Digest peak = leaf;
    for (int joined = std::countr_zero(size_); joined > 0; --joined) {
        peak = node(peaks_.back(), peak);
        peaks_.pop_back();
    }
    peaks_.push_back(peak);
    ASSERT(std::popcount(size_) == static_cast<int>(peaks_.size()));
}

base::Digest Peaks::root() const {
    if (peaks_.empty()) return base::digest_of("");
    base::Digest root = peaks_.back();
    for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = node(peaks_[i], root);
    return root;
}

void MerkleTree::add(const base::Digest& leaf) {
    leaves_.push_back(leaf);
    peaks_.add(leaf);
}

base::Digest MerkleTree::root(std::uint64_t size) const {
    ASSERT(size <= leaves_.size());
    return size == 0 ? base::digest_of("") : range(0, size);
}

base::Digest MerkleTree::range(std::uint64_t first, std::uint64_t end) const {
    const std::uint64_t count = end - first;
    if (count == 1) return leaves_[first];
    const std::uint64_t middle = first + left_of(count);
    return node(range(first, middle), range(middle, end));
}

Proof MerkleTree::inclusion(std::uint64_t index, std::uint64_t size) const {
    ASSERT(index < size);
    ASSERT(size <= leaves_.size());
    Proof proof;
    inclusion(index, 0, size, proof);
    return proof;
}

void MerkleTree::inclusion(std::uint64_t index, std::uint64_t first, std::uint64_t end, Proof& proof) const {
    if (end - first == 1) return;
    const std::uint64_t middle = first + left_of(end - first);
    if (index < middle) {
        inclusion(index, first, middle, proof);
        proof.push_back(range(middle, end));
    } else {
        inclusion(index, middle, end, proof);
        proof.push_back(range(first, middle));
    }
}

Proof MerkleTree::consistency(std::uint64_t before, std::uint64_t size) const {
    ASSERT(before <= size);
    ASSERT(size <= leaves_.size());
    Proof proof;
    if (before > 0 && before < size) consistency(before, 0, size, true, proof);
    return proof;
}

/// SUBPROOF(m, D[n], b) of section 2.1.2.
void MerkleTree::consistency(std::uint64_t before, std::uint64_t first, std::uint64_t end, bool whole, Proof& proof) const {
    if (before == end - first) {
        if (!whole) proof.push_back(range(first, end));
        return;
    }
    const std::uint64_t left = left_of(end - first);
    if (before <= left) {
        consistency(before, first, first + left, whole, proof);
        proof.push_back(range(first + left, end));
    } else {
        consistency(before - left, first + left, end, false, proof);
        proof.push_back(range(first, first + left));
    }
}

/// RFC 9162, section 2.1.3.2.
bool is_included(const base::Digest& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof, const base::Digest& root) {
    if (index >= size) return false;
    std::uint64_t at = index, last = size - 1;
    base::Digest hash = leaf;
    for (const base::Digest& sibling : proof) {
        if (last == 0) return false;
        if (at % 2 == 1 || at == last) {
            hash = node(sibling, hash);
            while (at % 2 == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

/// RFC 9162, section 2.1.4.2.
bool is_consistent(std::uint64_t before, const base::Digest& root_before, std::uint64_t size, const base::Digest& root, const Proof& proof) {
    if (before > size) return false;
    if (before == size) return proof.empty() && root_before == root;
    if (before == 0) return proof.empty() && root_before == base::digest_of("");
    Proof path;
    if (std::has_single_bit(before)) path.push_back(root_before);
    path.insert(path.end(), proof.begin(), proof.end());
    if (path.empty()) return false;
    std::uint64_t at = before - 1, last = size - 1;
    while (at % 2 == 1) {
        at >>= 1;
        last >>= 1;
    }
    base::Digest old_hash = path.front(), new_hash = path.front();
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (last == 0) return false;
        if (at % 2 == 1 || at == last) {
            old_hash = node(path[i], old_hash);
            new_hash = node(path[i], new_hash);
            while (at % 2 == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node(new_hash, path[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && old_hash == root_before && new_hash == root;
}

}  // namespace records
