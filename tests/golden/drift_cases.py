"""Inputs for drift: of data that others made, of a generator, and awkward ones. drift.py and as_drift.py compute of them.

A case is (name, reference, current, missing, infinite, bins): lists of finite numbers or of texts, and on each side so many
missing values and so many of minus and plus infinity beside them.
"""

from pathlib import Path

import numpy as np
import pandas as pd


def lcg(seed, count):
    """The generator of the reference vectors: s = s * 6364136223846793005 + 1442695040888963407 mod 2^64, u = (s >> 11) / 2^53."""
    state, out = seed, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append((state >> 11) / 2**53)
    return np.array(out)


def adult(shared):
    names = pd.read_csv(shared / "adult" / "adult_test.csv", nrows=0).columns
    train = pd.read_csv(shared / "adult" / "adult.data", names=names, skipinitialspace=True, keep_default_na=False)
    test = pd.read_csv(shared / "adult" / "adult_test.csv", keep_default_na=False, skipinitialspace=True)
    return train, test


def cases(shared: Path):
    made = []

    def case(name, reference, current, missing=(0, 0), infinite=((0, 0), (0, 0)), bins=10):
        made.append((name, list(reference), list(current), missing, infinite, bins))

    train, test = adult(shared)
    for c in ("age", "hours_per_week", "education_num", "capital_gain"):
        case(f"adult {c}", train[c].tolist(), test[c].tolist())
    case("adult fnlwgt, 1500 rows", train["fnlwgt"][:1500].tolist(), test["fnlwgt"][:900].tolist())
    for c in ("workclass", "education"):
        known = [side[c][~side[c].isin(["?", "", "NA"])] for side in (train, test)]
        case(f"adult {c}", known[0].tolist(), known[1].tolist(), (len(train) - len(known[0]), len(test) - len(known[1])))
    men, women = train[train["sex"] == "Male"], train[train["sex"] == "Female"]
    for c in ("age", "hours_per_week"):
        case(f"adult {c}, men and women", men[c].tolist(), women[c].tolist())
    case("adult occupation, men and women", men["occupation"].tolist(), women["occupation"].tolist())

    credit = pd.read_csv(shared / "credit_default_tw" / "UCI_Credit_Card.csv")
    men, women = credit[credit["SEX"] == 1], credit[credit["SEX"] == 2]
    for c in ("LIMIT_BAL", "AGE", "PAY_0"):
        case(f"credit {c}, women and men", women[c].tolist(), men[c].tolist())
    hour = pd.read_csv(shared / "bike_sharing" / "hour.csv")
    first, second = hour[hour["mnth"] <= 8], hour[hour["mnth"] > 8]
    for c in ("temp", "hum", "windspeed", "cnt"):
        case(f"bike {c}, to August and after", first[c].tolist(), second[c].tolist())
    telco = pd.read_csv(shared / "telco_churn" / "Telco-Customer-Churn.csv")
    stay, leave = telco[telco["Churn"] == "No"], telco[telco["Churn"] == "Yes"]
    for c in ("Contract", "PaymentMethod", "Partner"):
        case(f"telco {c}, who stay and who leave", stay[c].tolist(), leave[c].tolist())
    case("telco tenure, who stay and who leave", stay["tenure"].tolist(), leave["tenure"].tolist())
    case("generator, small", 10 * lcg(1, 800), 11 * lcg(2, 500))
    case("generator, five bins", 10 * lcg(1, 800), 11 * lcg(2, 500), bins=5)
    case("negative and positive", 10 * lcg(1, 300) - 5, 11 * lcg(2, 200) - 5)
    case("wide range", np.exp(40 * lcg(1, 300) - 20), np.exp(41 * lcg(2, 200) - 20))
    case("identical", 10 * lcg(1, 100), 10 * lcg(1, 100))
    case("disjoint", lcg(1, 50), 2 + lcg(2, 60))
    case("constants that move", [5.0] * 40, [6.0] * 10 + [5.0] * 20 + [4.0] * 3)
    case("one constant", [5.0] * 40, [5.0] * 30)
    case("one row each", [1.0], [2.0])
    case("heavy value in the middle", [1.0] * 3 + [2.0] * 90 + list(range(3, 17)), [2.0] * 50 + list(range(3, 23)))
    case("heavy value at the end", [100.0] * 95 + list(range(20)), [100.0] * 60 + list(range(40)))
    case("heavy value at the start", [0.0] * 95 + list(range(1, 21)), [0.0] * 60 + list(range(1, 41)))
    case("few values", [0.0] * 30 + [1.0] * 70, [0.0] * 50 + [1.0] * 40 + [2.0] * 10)
    case("missing and infinite", 10 * lcg(1, 200), 11 * lcg(2, 150), (3, 20), ((1, 2), (4, 0)))
    case("unseen categories", list("aaaabbbcc"), list("aabbbddde"), (0, 2))
    case("huge", 1e300 * (1 + lcg(1, 60)), 1e300 * (1.1 + lcg(2, 50)))
    case("tiny", 1e-300 * (1 + lcg(1, 60)), 1e-300 * (1.1 + lcg(2, 50)))
    case("same size", lcg(1, 300), 0.05 + lcg(2, 300))
    case("binary", np.where(lcg(7, 800) < 0.3, "yes", "no"), np.where(lcg(8, 500) < 0.36, "yes", "no"))
    case("as in the reference vectors, numbers", 10 * lcg(1, 2000), 11 * lcg(2, 1500))
    case("as in the reference vectors, categories", [f"c{int(v)}" for v in 6 * lcg(3, 2000) ** 1.2], [f"c{int(v)}" for v in 7 * lcg(4, 1500)])
    case("as in the reference vectors, chi-square", [f"c{int(v)}" for v in 4 * lcg(5, 800)], [f"c{int(v)}" for v in 4 * lcg(6, 500) ** 1.3])
    case("more than 10,000 rows", np.round(lcg(1, 12000), 3), np.round(0.02 + lcg(2, 9000), 3))
    return made
