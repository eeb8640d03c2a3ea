#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "charter/retraining.h"
#include "operations/live/live_product.h"
#include "operations/operation.h"

/// The windows that a retraining's policies look at: of a product that is watched, and of files.
namespace operations {

/// One matured window of a promise; of several checks the one that is broken, else the first.
struct Seen {
    report::Period window;
    std::optional<double> value;
    std::optional<metrics::Limits> interval;
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
    std::int64_t rows = 0;
};

struct SeenWindows {
    std::map<std::string, std::vector<Seen>, std::less<>> of;  ///< by promise, ascending
    std::map<std::string, base::Time, std::less<>> alarmed;    ///< by promise: the end of the window of the last alarm
    std::optional<base::Time> released;                        ///< the start of the first window that counts for the present model
    std::optional<base::Time> newest;                          ///< the end of the newest matured window
};

/// The promises that the section names, each once.
std::vector<std::string> promises_of(const charter::Retraining& retraining);

SeenWindows seen_live(const LiveProduct& live, const std::vector<std::string>& promises);
/// Reads the files of `--data` once, as `evaluate` does.
base::Result<SeenWindows> seen_in_files(const charter::Charter& document, const std::vector<std::string>& promises, const Arguments& arguments, const Surroundings& surroundings);

}  // namespace operations
