#pragma once

#include "metrics/metric.h"

/// Krippendorff's alpha: how far judges agree beyond what their ratings would by chance. Any number of judges may rate an item;
/// ratings that stand alone say nothing about agreement and are left out.
namespace metrics::krippendorff {

/// What two ratings that differ are apart.
enum class Level {
    nominal,   ///< 1
    ordinal,   ///< the ratings that lie between them, squared
    interval,  ///< their difference, squared
};

/// The ratings of an item; of words, each by a number that stands for it.
extern const Reduction words;
extern const Reduction numbers;

/// One minus observed over expected disagreement, with the jackknife over items, or over named units.
Estimate estimate(const Split<Agreement>& of, Level level);

}  // namespace metrics::krippendorff
