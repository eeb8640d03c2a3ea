"""Slopes of decaying metrics and their limits, computed apart from Charter. Writes decay.json beside this file.

numpy==2.4.6, scipy==1.17.1. The distribution of inversions is counted with whole numbers (the coefficients of the Gaussian
factorial), the slope is scipy.stats.theilslopes', and beyond 200 windows its limits are compared with scipy's own, which take
the same statistic as normal.
"""
import json
import math
import pathlib
from fractions import Fraction

import numpy
import scipy.stats


def inversions(count):
    """How many orders of `count` have 0, 1, ... inversions."""
    orders = numpy.array([1], dtype=object)
    for size in range(2, count + 1):
        orders = numpy.convolve(orders, numpy.array([1] * size, dtype=object))
    return orders


def rank(count, level):
    tail = (1 - level) / 2
    if count <= 200:
        total, limit, found = 0, Fraction(tail) * math.factorial(count), 0
        for orders in inversions(count):
            total += int(orders)
            if total > limit:
                return found
            found += 1
        return found
    mean, variance = count * (count - 1) / 4, count * (count - 1) * (2 * count + 5) / 72
    return max(int(math.floor(scipy.stats.norm.ppf(tail, mean, math.sqrt(variance)))), 0)


def case(ages, values, level):
    slope = scipy.stats.theilslopes(values, ages, alpha=level).slope
    start = float(numpy.median(values - slope * ages))
    one = {"level": level, "ages": list(map(float, ages)), "values": list(map(float, values)), "slope": float(slope), "start": start, "rank": rank(len(ages), level)}
    pairs = numpy.sort([(values[j] - values[i]) / (ages[j] - ages[i]) for i in range(len(ages)) for j in range(i + 1, len(ages))])
    if one["rank"] > 0:
        low, high = pairs[one["rank"] - 1], pairs[len(pairs) - one["rank"]]
        rest = values - start - slope * ages
        rest = rest - rest.mean()
        rho = min(max(float(numpy.sum(rest[1:] * rest[:-1]) / numpy.sum(rest**2)), 0.0), 0.9)
        wider = math.sqrt((1 + rho) / (1 - rho))
        one.update(resemblance=rho, low=float(slope - wider * (slope - low)), high=float(slope + wider * (high - slope)))
    return one


def main():
    random = numpy.random.default_rng(20261127)
    cases = []
    for count, level in [(3, 0.95), (4, 0.95), (5, 0.95), (6, 0.9), (8, 0.95), (13, 0.95), (30, 0.95), (30, 0.99), (120, 0.95), (240, 0.95)]:
        ages = numpy.cumsum(random.uniform(0.5, 1.5, count)) * (7 if count < 100 else 1)
        noise = random.normal(0, 0.05, count) if count != 13 else random.standard_t(2, count) * 0.05
        if count == 30 and level == 0.99:  # neighbours that resemble each other
            for i in range(1, count):
                noise[i] = 0.7 * noise[i - 1] + noise[i]
        cases.append(case(ages, 0.6 - 0.001 * ages + noise, level))
    # Where both take the normal distribution, scipy's own limits are ours but for the rounding of a rank and the widening.
    newest = cases[-1]
    wider = math.sqrt((1 + newest["resemblance"]) / (1 - newest["resemblance"]))
    theirs = scipy.stats.theilslopes(newest["values"], newest["ages"], alpha=0.95)
    assert abs((newest["slope"] - newest["low"]) / wider - (theirs.slope - theirs.low_slope)) < 1e-5
    assert abs((newest["high"] - newest["slope"]) / wider - (theirs.high_slope - theirs.slope)) < 1e-5
    # Of short series every order is tried.
    import itertools
    for count in (5, 7):
        seen = [sum(a[i] > a[j] for i in range(count) for j in range(i + 1, count)) for a in itertools.permutations(range(count))]
        assert list(numpy.bincount(seen)) == list(inversions(count))
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"cases": cases}, indent=1) + "\n")


main()
