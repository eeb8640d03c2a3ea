#pragma once

#include <string>

#include "base/time.h"
#include "plan/backtest.h"
#include "plan/payoff.h"

namespace report {

/// `Retrain: since 2001-01-01 the decay has cost USD 5,400 (2,100 to 8,900), a retraining costs USD 1,900. ...`
/// `trained`: when the present model was.
std::string sentence(const plan::Payoff& payoff, const std::string& currency, base::Time trained);

/// `The rule would have retrained 3 times and saved USD 18,000 (9,000 to 27,000), if a retrained model recovers as it did in March 2001.`
/// `origin`: the day from which the back-test counts.
std::string sentence(const plan::Backtest& backtest, const std::string& currency, base::Time origin);

}  // namespace report
