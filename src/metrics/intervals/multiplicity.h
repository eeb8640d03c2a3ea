#pragma once

#include <vector>

/// Which of many hypotheses may be rejected together, given the p-value of each; answers are in the order of the p-values.
namespace metrics {

/// Holm 1979, "A simple sequentially rejective multiple test procedure": the chance of even one false rejection is at most
/// `error`, whatever the dependence.
std::vector<bool> holm(const std::vector<double>& p_values, double error);

/// Benjamini and Hochberg 1995, "Controlling the false discovery rate": of the rejected, on average at most the share
/// `error` is false, if the tests are independent or positively dependent.
std::vector<bool> benjamini_hochberg(const std::vector<double>& p_values, double error);

}  // namespace metrics
