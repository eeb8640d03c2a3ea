#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "records/ledger/signing_key.h"

/// What a ledger was at some moment, signed: its size and the root of its Merkle tree, in the form of a transparency log's
/// checkpoint (C2SP tlog-checkpoint) inside a signed note (C2SP signed-note), so that others' tools can read it.
///
///   charter-ledger-4f0c2a9d1b7e6530
///   42
///   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
///   — charter-ledger-4f0c2a9d1b7e6530 Az3grl...=
namespace records {

struct Checkpoint {
    std::uint64_t size = 0;
    base::Digest root;
    bool operator==(const Checkpoint&) const = default;
};

/// A ledger's name, made from its first key: `charter-ledger-` and 16 digits of the key's digest.
std::string origin_of(const VerifyingKey& key);

std::string signed_note(const Checkpoint& checkpoint, const std::string& origin, const SigningKey& key);
/// The checkpoint of the ledger `origin` that the key signed; nothing when the note is not exactly one that we write, or the signature is not the key's.
std::optional<Checkpoint> checkpoint_of(std::string_view note, const std::string& origin, const VerifyingKey& key);

}  // namespace records
