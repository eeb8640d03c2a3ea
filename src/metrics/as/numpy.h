#pragma once

#include <vector>

#include "metrics/statistics/runs.h"

/// Histograms as numpy makes them, from sorted runs. Peers that bin with it differ in the rule and in whose values it sees.
namespace metrics::as {

/// What numpy's rules for the number of bins look at.
struct Sample {
    double size = 0;
    double low = 0, high = 0;
    double mean = 0, deviation = 0, skewness = 0;  ///< of the values taken as all there are (ddof 0)
    std::int64_t distinct = 0;
    bool whole = false;  ///< of a type of whole numbers: a bin is at least 1 wide (numpy 2.1 and later)
};

Sample sample_of(const Runs& runs);
/// The values of both together; moments are not joined.
Sample joined(const Sample& a, const Sample& b);
/// Each distinct value of either once. Looks at the values, not at how often they occur.
Sample distinct_of(const Runs& a, const Runs& b);

/// numpy.histogram_bin_edges(values, bins="sturges").
std::vector<double> sturges(const Sample& sample);
/// bins="doane".
std::vector<double> doane(const Sample& sample);
/// numpy.linspace(low, high, count + 1), with the range of a single value widened by a half on either side.
std::vector<double> even_edges(double low, double high, std::int64_t count);

/// numpy.histogram(values, edges)[0]: bins are closed below and open above, the last closed on both sides; what lies
/// outside is not counted.
std::vector<double> counts(const Runs& runs, const std::vector<double>& edges);

}  // namespace metrics::as
