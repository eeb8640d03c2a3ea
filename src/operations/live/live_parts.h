#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "operations/live/received.h"
#include "report/scorecard.h"

/// What the parts of a live product share.
namespace operations {

inline constexpr std::string_view windows_shelf = "windows/";    ///< and the promise: what was said of each window
inline constexpr std::string_view evidence_shelf = "evidence/";  ///< and the promise

/// The gate and the sentences, once every promise has its verdict.
void finish(report::Scorecard& card);

/// The other side, where the charter names one: a file beside it, or a period of what was received. Null: it names none.
base::Result<std::unique_ptr<observations::Source>> open_reference(const charter::Charter& document, const std::string& charter_file, const Received& received, std::optional<base::Time> known_at = {});

/// What a promise says, as text: a promise that says something else is another one.
std::string said(const charter::Promise& promise, const charter::Charter& document);

report::Period period_of(const charter::Windowing& windowing, std::int64_t window);

}  // namespace operations
