#pragma once

#include <span>

/// Do the arms have the sizes that they should have? Where they do not, units are lost or assigned twice, those that are
/// missing are not like the others, and no comparison of what is left means anything.
///
/// The evidence against the shares p of counts c, n in all, is the Dirichlet mixture of likelihood ratios (Lindon and Malek
/// 2022, "Anytime-valid inference for multinomial count data"), with a prior worth 1,000 units around the shares:
///
///   ln E = ln B(c + 1000 p) - ln B(1000 p) - sum c ln p,    ln B(a) = sum lnGamma(a) - lnGamma(sum a)
///
/// which under the right shares ever reaches 1 / tail with probability at most `tail`, however often one looks.
namespace rollout {

/// As many counts as shares, which add up to one and are positive.
double log_mismatch_evidence(std::span<const double> counts, std::span<const double> shares);
bool is_mismatch(std::span<const double> counts, std::span<const double> shares, double tail);

}  // namespace rollout
