#pragma once

#include "metrics/as/sides.h"

/// Tests of two samples as SciPy computes them, with the p-value that it gives. The runs are visited in order, a few times; no
/// row is held. Absent where SciPy ends with an error or gives no number, with the reason.
namespace metrics::as {

enum class Alternative { two_sided, less };

/// scipy.stats.ttest_ind(reference, current): Student's, of equal variances.
Estimate t_test(Reference<Runs> reference, Current<Runs> current);

/// scipy.stats.mannwhitneyu(reference, current, alternative=...): exact where a sample has at most eight rows and nothing is
/// tied, else normal with corrections for ties and for continuity. Limit: of so small a sample beside more than 2,000
/// rows the normal p-value is given, because the exact one takes the square of them.
Estimate mann_whitney(Reference<Runs> reference, Current<Runs> current, Alternative alternative);

/// scipy.stats.anderson_ksamp([reference, current]): the standardised statistic by midranks; a p-value between 0.001 and 0.25.
Estimate anderson_darling(Reference<Runs> reference, Current<Runs> current);

/// scipy.stats.cramervonmises_2samp(reference, current): exact up to twenty rows, else by the limit of the statistic.
Estimate cramer_von_mises(Reference<Runs> reference, Current<Runs> current);

/// scipy.stats.epps_singleton_2samp(reference, current): of the samples' characteristic functions at 0.4 and 0.8.
Estimate epps_singleton(Reference<Runs> reference, Current<Runs> current);

}  // namespace metrics::as
