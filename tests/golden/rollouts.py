"""What rollouts.json holds: numbers of releases by other means than src/rollout.

- buckets of units, by the xxhash package;
- the vectors that GrowthBook publishes for its sequential tests (packages/stats/tests of growthbook/growthbook, MIT);
- bounds and mixtures of confseq (gostevehoward/confseq, MIT), whose header is compiled here;
- differences between arms, from rows by numpy rather than from sums;
- evidence against the sizes of arms, by numerical integration.

Run with the packages of requirements-rollouts.txt, g++, Boost, and a checkout of confseq at the commit below:

    python tests/golden/rollouts.py CONFSEQ/src/confseq > tests/golden/rollouts.json
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import xxhash
from scipy import integrate, stats

CONFSEQ_COMMIT = "70b1ef30aef08ad459815ea87fc25248f8b15178"
ALPHA, PLANNED = 0.05, 1_000

PROGRAM = """
#include <cassert>
#include <cstdio>
#include "uniform_boundaries.h"
int main() {
    char what;
    double a, b, c, d;
    while (std::scanf(" %c %lf %lf %lf %lf", &what, &a, &b, &c, &d) == 5) {
        if (what == 'n') std::printf("%.17g\\n", confseq::normal_mixture_bound(a, b, c, b, false));
        if (what == 'g') std::printf("%.17g\\n", confseq::gamma_exponential_log_mixture(a, b, c, 1, d));
        if (what == 'b') std::printf("%.17g\\n", confseq::beta_binomial_log_mixture(a, b, c, 0.5, 0.5, d, true));
    }
}
"""


def confseq(questions):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "ask.cpp"
        source.write_text(PROGRAM)
        subprocess.run(["g++", "-O1", "-I", sys.argv[1], source, "-o", source.with_suffix("")], check=True)
        asked = "\n".join(" ".join([what, *map(repr, numbers)]) for what, *numbers in questions)
        out = subprocess.run([source.with_suffix("")], input=asked, capture_output=True, text=True, check=True).stdout
    return [float(line) for line in out.split()]


def part(salt, unit):
    seed = xxhash.xxh64(salt.encode(), seed=0).intdigest()
    return xxhash.xxh64(unit.encode(), seed=seed).intdigest() * 1_000_000 >> 64


def rows(seed, with_x):
    random = np.random.default_rng(seed)
    step = np.repeat([0, 1, 2], [60, 120, 180])
    arm = np.tile([0, 1], 180)  # 1: candidate
    x = random.integers(1, 6, step.size).astype(float)
    y = np.round(2 + 0.5 * step + 0.8 * x + 0.3 * arm + random.normal(0, 1, step.size), 3)
    return step, arm, y, x if with_x else np.zeros(step.size)


def difference(kind, relative, step, arm, y, x):
    """From the rows: the difference, and its standard error."""
    cells = [(s, a, (step == s) & (arm == a)) for s in (0, 1, 2) for a in (0, 1)]
    theta = 0.0
    if kind == "cuped":
        away_x, away_y = x.copy(), y.copy()
        for _, _, of in cells:
            away_x[of] -= x[of].mean()
            away_y[of] -= y[of].mean()
        theta = (away_x @ away_y) / (away_x @ away_x)
    mean, variance = [0.0, 0.0], [0.0, 0.0]
    for s, a, of in cells:
        weight = (step == s).mean()
        if kind == "ratio":
            ratio = y[of].sum() / x[of].sum()
            mean[a] += weight * ratio
            line = (y[of] - ratio * x[of]) / x[of].mean()
        else:
            line = y[of] - theta * (x[of] - x[step == s].mean())
            mean[a] += weight * line.mean()
        variance[a] += weight**2 * np.var(line, ddof=1) / of.sum()
    control, candidate = mean
    if relative:
        return candidate / control - 1, np.sqrt(variance[1] / control**2 + variance[0] * candidate**2 / control**4)
    return candidate - control, np.sqrt(variance[0] + variance[1])


def mismatch(k, n):
    """ln of the mean likelihood ratio against one half over shares as Beta(500, 500) has them."""
    base = k * np.log(0.5) + (n - k) * np.log(0.5)
    peak = k / n
    inside = lambda p: np.exp(k * np.log(p) + (n - k) * np.log1p(-p) - base) * stats.beta.pdf(p, 500, 500)
    value, _ = integrate.quad(inside, max(1e-9, min(peak, 0.5) - 0.12), min(1 - 1e-9, max(peak, 0.5) + 0.12), points=[peak, 0.5], limit=400, epsabs=0, epsrel=1e-12)
    return float(np.log(value))


counts = [10, 100, 1_000, 20_000, 360]
widths = confseq([("n", float(n), ALPHA, float(PLANNED)) + (0.0,) for n in counts])
gamma = [(5.0, 10.0, 3.0, 0.05), (40.0, 120.0, 25.0, 0.05), (150.0, 900.0, 80.0, 0.01)]
log_inverse = lambda a: np.log(1 / a)
# Its one-sided mixtures are tuned as two-sided ones of twice alpha.
r_of = lambda v, a: v / (2 * log_inverse(a) + np.log(1 + 2 * log_inverse(a)))
events = [(9, 10), (40, 50), (60, 100), (5_200, 10_000)]
# confseq's mixture is Jeffreys' at one half when its rho is one half: v_opt is chosen for that.
jeffreys = 0.5 * (2 * log_inverse(2 * ALPHA) + np.log(1 + 2 * log_inverse(2 * ALPHA)))

cases = []
for name, kind, relative, seed in (("mean", "mean", False, 1), ("mean, relative", "mean", True, 2), ("CUPED", "cuped", False, 3), ("CUPED, relative", "cuped", True, 4), ("ratio", "ratio", False, 5), ("ratio, relative", "ratio", True, 6)):
    step, arm, y, x = rows(seed, kind != "mean")
    value, error = difference(kind, relative, step, arm, y, x)
    half = error * widths[counts.index(step.size)] / np.sqrt(step.size)
    cases.append({"name": name, "kind": kind, "relative": relative, "rows": [[int(s), int(a), float(b), float(c)] for s, a, b, c in zip(step, arm, y, x)], "value": float(value), "low": float(value - half), "high": float(value + half)})

print(json.dumps({
    "parts": [{"salt": s, "unit": u, "part": part(s, u)} for s, u in (("", ""), ("flights/3", "user 17"), ("flights/3", "Jürgen"), ("p/2026-11-27", "0"))],
    "growthbook": [
        {"name": "two-sided, relative", "control": [3000, 1396.87, 52377.9767], "candidate": [3461, 2422.7, 134698.29], "planned": 1000, "value": 0.50336, "low": -0.55844, "high": 1.56516},
        {"name": "one-sided, greater", "control": [3000, 1396.87, 52377.9767], "candidate": [3461, 2422.7, 134698.29], "planned": 5000, "value": 0.50336, "one_sided_low": -0.42356},
        {"name": "proportions", "control": [3000, 1396, 1396], "candidate": [3461, 2422, 2422], "planned": 5000, "value": 0.50386, "low": 0.40098, "high": 0.60675},
    ],
    "confseq": {
        "commit": CONFSEQ_COMMIT,
        "normal": [{"count": n, "alpha": ALPHA, "planned": PLANNED, "bound": b} for n, b in zip(counts, widths)],
        "gamma": [{"s": s, "v": v, "r": float(r_of(o, 2 * a)), "log": log} for (s, v, o, a), log in zip(gamma, confseq([("g", s, v, o, a) for s, v, o, a in gamma]))],
        "events": [{"events": k, "count": n, "log": log} for (k, n), log in zip(events, confseq([("b", k - n / 2, n / 4, float(jeffreys), ALPHA) for k, n in events]))],
    },
    "differences": {"alpha": ALPHA, "planned": PLANNED, "cases": cases},
    "mismatch": [{"candidate": k, "both": n, "log": mismatch(k, n)} for k, n in ((10, 10), (520, 1_000), (3_692, 7_100), (5_000, 10_000))],
}))
