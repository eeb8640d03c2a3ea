"""What sequences.json holds: mixtures behind confidence sequences, by numerical integration of their definitions with fifty
digits, sharing no formula with src/verdicts. Run with the packages of requirements-sequences.txt:

    python tests/golden/sequences.py > tests/golden/sequences.json
"""
import json

import mpmath as mp

mp.mp.dps = 50


def share_evidence(k, n, p):
    """ln of the mean, over shares above p as Beta(1/2, 1/2) has them, of the likelihood ratio against p."""
    k, n, p = mp.mpf(k), mp.mpf(n), mp.mpf(p)
    prior = lambda x: 1 / mp.sqrt(x * (1 - x))
    peak = k / n
    cuts = sorted({p, mp.mpf(1)} | {c for c in (peak - 5 * mp.sqrt(peak * (1 - peak) / n), peak, peak + 5 * mp.sqrt(peak * (1 - peak) / n), peak + 20 * mp.sqrt((peak + 1 / n) / n)) if p < c < 1})
    base = k * mp.log(p) + (n - k) * mp.log(1 - p)
    ratio = lambda x: mp.exp(k * mp.log(x) + (n - k) * mp.log(1 - x) - base) * prior(x)
    return mp.log(mp.quad(ratio, cuts) / mp.quad(prior, [p, (p + 1) / 2, 1]))


def bounded_evidence(s, v, r):
    """ln of the mean of exp(lambda s - v psi(lambda)), psi(x) = -ln(1 - x) - x, over lambda in (0, 1) with density
    proportional to (1 - lambda)^(r - 1) exp(-r (1 - lambda))."""
    s, v, r = mp.mpf(s), mp.mpf(v), mp.mpf(r)
    density = lambda x: (1 - x) ** (r - 1) * mp.exp(-r * (1 - x))
    cuts = [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1]
    wealth = lambda x: mp.exp(x * s + v * (mp.log(1 - x) + x)) * density(x)
    return mp.log(mp.quad(wealth, cuts) / mp.quad(density, cuts))


def e_value(p):
    """Mean of exp(d z - d^2 / 2) over d half normal with deviation one."""
    z = -mp.sqrt(2) * mp.erfinv(2 * mp.mpf(p) - 1)
    return mp.quad(lambda d: mp.exp(d * z - d * d / 2) * mp.sqrt(2 / mp.pi) * mp.exp(-d * d / 2), [0, 1, 3, 6, 12])


shares = [(1, 50, 0.001), (5, 50, 0.01), (30, 100, 0.2), (60, 1000, 0.05), (480, 20000, 0.02), (999, 1000, 0.99), (3, 20000, 0.0001)]
bounded = [(5, 10, 3), (40, 120, 25), (12, 4, 10), (150, 900, 80)]
p_values = ["0.5", "0.9", "0.025", "0.001", "0.0001", "0.999"]
print(json.dumps({
    "shares": [{"events": k, "count": n, "share": p, "log": float(share_evidence(k, n, p))} for k, n, p in shares],
    "bounded": [{"s": s, "v": v, "r": r, "log": float(bounded_evidence(s, v, r))} for s, v, r in bounded],
    "e": [{"p": float(p), "e": float(e_value(p))} for p in p_values],
}, indent=1))
