#include "records/ledger/merkle.h"

#include <gtest/gtest.h>

#include <string>

#include "records/ledger/encoding.h"

namespace records {

namespace {

std::string root_text(const MerkleTree& tree) { return hex(bytes_of(tree.root())); }

MerkleTree tree_of(std::uint64_t size) {
    MerkleTree tree;
    for (std::uint64_t i = 0; i < size; ++i) tree.add("entry " + std::to_string(i));
    return tree;
}

base::Digest changed(base::Digest digest) {
    digest.bytes[7] ^= 4;
    return digest;
}

}  // namespace

// The leaves and roots with which the implementations of Certificate Transparency test theirs.
TEST(Merkle, HasThePublishedRoots) {
    const std::array<std::string, 8> leaves{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    const std::array<std::string, 8> roots{
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    MerkleTree tree;
    EXPECT_EQ(root_text(tree), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        tree.add(*bytes_of_hex(leaves[i]));
        EXPECT_EQ(root_text(tree), roots[i]);
        EXPECT_EQ(tree.root(tree.size()), tree.root());
    }
}

TEST(Merkle, ProvesEveryLeafOfEverySizeAndNoOther) {
    const MerkleTree tree = tree_of(33);
    for (std::uint64_t size = 1; size <= tree.size(); ++size) {
        const base::Digest root = tree.root(size);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto leaf = leaf_hash("entry " + std::to_string(index));
            const Proof proof = tree.inclusion(index, size);
            EXPECT_TRUE(is_included(leaf, index, size, proof, root));
            EXPECT_FALSE(is_included(changed(leaf), index, size, proof, root));
            EXPECT_FALSE(is_included(leaf, index + 1, size, proof, root));
            for (std::size_t i = 0; i < proof.size(); ++i) {
                Proof other = proof;
                other[i] = changed(other[i]);
                EXPECT_FALSE(is_included(leaf, index, size, other, root));
            }
            Proof longer = proof;
            longer.push_back(root);
            EXPECT_FALSE(is_included(leaf, index, size, longer, root));
            if (proof.empty()) continue;
            EXPECT_FALSE(is_included(leaf, index, size, Proof(proof.begin(), proof.end() - 1), root));
        }
    }
}

TEST(Merkle, ProvesThatEveryBeginningIsOneAndNoOther) {
    const MerkleTree tree = tree_of(33);
    for (std::uint64_t size = 1; size <= tree.size(); ++size) {
        for (std::uint64_t before = 0; before <= size; ++before) {
            const Proof proof = tree.consistency(before, size);
            EXPECT_TRUE(is_consistent(before, tree.root(before), size, tree.root(size), proof)) << before << " of " << size;
            EXPECT_FALSE(is_consistent(before, changed(tree.root(before)), size, tree.root(size), proof));
            EXPECT_FALSE(is_consistent(before, tree.root(before), size, changed(tree.root(size)), proof) && before > 0);
            for (std::size_t i = 0; i < proof.size(); ++i) {
                Proof other = proof;
                other[i] = changed(other[i]);
                EXPECT_FALSE(is_consistent(before, tree.root(before), size, tree.root(size), other));
            }
        }
    }
}

}  // namespace records
