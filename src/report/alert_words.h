#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"
#include "report/alert.h"
#include "report/scorecard.h"

/// What alerts say.
namespace report {

/// What a scorecard found of each promise. `page`: where its HTML page is served; empty: nowhere, and findings have no link.
std::vector<Finding> findings_of(const Scorecard& card, const charter::Charter& document, const std::string& page);

/// A detector's alarm about a promise of the card: `sentence` says what it saw.
Finding alarm_of(const PromiseResult& result, const Scorecard& card, const std::string& sentence, const std::string& page);

/// What being on the wrong side of the bound cost in the window, at the mean of the amounts; empty where it is not known.
std::string money_of(const PromiseResult& result, const Scorecard& card, const charter::Charter& document);

/// `flight-delay-alerts: useful is broken and stops releases (and 2 more)`
std::string subject_of(const Notice& notice, const std::string& product);
/// `useful is broken and stops releases`
std::string headline_of(const Told& told);
/// The whole message as text: for mail, and for whatever shows nothing better.
std::string text_of(const Notice& notice, const std::string& product);

}  // namespace report
