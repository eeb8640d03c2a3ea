#pragma once

#include <memory>
#include <string>

#include "report/scorecard.h"

/// The newest scorecard as bytes, so that what was known before a server stopped is shown until it has judged again.
///
/// Of each estimate its interval at the promise's level is kept, and not the curve: a card that was read back is for showing, and judges
/// nothing. Figures are left out; they are drawn from what is kept, once it has been read.
namespace operations {

std::string bytes_of(const report::Scorecard& card);

/// The promises that `document` still has. Null where the bytes cannot be read, or are of a revision other than `document`.
std::shared_ptr<const report::Scorecard> card_from(const std::string& bytes, const charter::Charter& document);

}  // namespace operations
