#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "records/ledger/signing_key.h"

/// Where the private key of a ledger lies in its folder: `keys/ledger.pem`, and while it is being changed `keys/ledger.next.pem`.
/// The order of a change is: the next key is written; the entry that names it is committed; its file takes the place of the one
/// before. Whatever is killed between two of these, the chain says which of the two files counts.
namespace records {

/// While it is held nobody else changes or copies the keys of the folder. Waits for whoever has it.
class HeldKeys {
public:
    static base::Result<HeldKeys> of(const std::string& folder);

private:
    explicit HeldKeys(int file) : file_(new int(file)) {}
    struct Close {
        void operator()(int* file) const;
    };
    std::unique_ptr<int, Close> file_;
};

class KeyFiles {
public:
    explicit KeyFiles(std::string folder) : folder_(std::move(folder)) {}

    /// Made when there is none.
    base::Result<SigningKey> current() const;
    /// The one whose public key this is, put in its place where it was not yet. Faults: `outside` where the folder has it not.
    base::Result<SigningKey> settle(const HeldKeys& held, const VerifyingKey& wanted) const;
    /// Makes the next key, durable; one that was made before and came to nothing is gone.
    base::Result<SigningKey> prepare(const HeldKeys& held) const;

    const std::string& folder() const { return folder_; }

private:
    std::string current_path() const { return folder_ + "/keys/ledger.pem"; }
    std::string next_path() const { return folder_ + "/keys/ledger.next.pem"; }

    std::string folder_;
};

}  // namespace records
