#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/digest.h"
#include "records/ledger/export.h"
#include "records/ledger/ledger.h"

/// A ledger in memory whose writes can be made to fail.
namespace records::testing {

/// What was written, which outlives the storage that wrote it: what a disk is.
struct Disk {
    std::vector<std::string> entries;
    std::map<std::string, Aside> asides;
    std::string checkpoint;
    int fails_at = 0;   ///< the n-th write from now on fails; 0: none
    int writes = 0;
    bool torn = false;  ///< a failing write answers late: it is written all the same
};

class MemoryStorage : public Storage {
public:
    explicit MemoryStorage(Disk& disk) : disk_(disk) {}
    base::Result<std::vector<std::string>> entries(std::uint64_t first, std::uint64_t count) const override {
        std::vector<std::string> found;
        for (std::uint64_t i = first; i < disk_.entries.size() && found.size() < count; ++i) found.push_back(disk_.entries[i]);
        return found;
    }
    base::Result<bool> append(std::uint64_t size, const Addition& addition) override {
        if (disk_.entries.size() != size) return false;
        const bool fails = ++disk_.writes == disk_.fails_at;
        if (!fails || disk_.torn) {
            disk_.entries.insert(disk_.entries.end(), addition.entries.begin(), addition.entries.end());
            for (const auto& aside : addition.asides) disk_.asides[base::format(aside.digest)] = aside;
            for (const auto& digest : addition.erased) disk_.asides.erase(base::format(digest));
            disk_.checkpoint = addition.checkpoint;
        }
        if (fails) return base::Error{base::Fault::outside, "the disk is full", "make room"};
        return true;
    }
    base::Result<std::vector<Aside>> asides() const override {
        std::vector<Aside> found;
        for (const auto& [digest, aside] : disk_.asides) found.push_back(aside);
        return found;
    }
    base::Result<std::vector<std::string>> key_changes() const override {
        std::vector<std::string> found;
        std::copy_if(disk_.entries.begin(), disk_.entries.end(), std::back_inserter(found), [](const std::string& bytes) { return bytes.find("\"kind\":\"key\"") != std::string::npos; });
        return found;
    }
    base::Result<std::string> checkpoint() const override { return disk_.checkpoint; }

private:
    Disk& disk_;
};

inline base::Time at(std::int64_t second) { return {second * base::micros_per_second}; }

inline Plan one(const std::string& verdict, const std::string& promise = "useful") {
    Plan plan;
    plan.drafts.push_back({"verdict", {{"product", "alerts"}, {"promise", promise}, {"version", ""}, {"verdict", verdict}}});
    return plan;
}

inline std::string exported(const Storage& storage, const VerifyingKey& key) {
    std::string text;
    const auto written = write_export(storage, key, [&](const std::string& line) { text += line + "\n"; });
    return written ? text : "failed: " + written.error().what;
}

}  // namespace records::testing
