"""A product with many promises and years of windows: what a page must stay quick with. Rows are made: what counts here is how many there are."""
import datetime
import random

REGIONS = [f"region {i}" for i in range(20)]
START = datetime.datetime(2022, 1, 3, tzinfo=datetime.timezone.utc)


def charter(promises, hourly=True):
    """`promises` of weeks, in groups by region and threshold, and one of hours."""
    text = """charter: 1
product: years
vision: Every clerk is told which claims are worth a second look.
currency: EUR
timezone: UTC
roles:
  product: {title: Product manager}
  science: {title: Data science}
objectives:
  - {id: quick, statement: Claims are settled sooner, owner: product}
task:
  kind: binary
  positive: 1
  columns: {time: at, id: claim, score: p, label: wrong}
  decide: {threshold: 0.5}
outcomes: {absent_means: unknown, observed_when: always}
promises:
"""
    metrics = ["accuracy", "recall", "precision", "false_positive_rate", "brier_score"]
    for i in range(promises):
        metric, region = metrics[i % 5], REGIONS[i // 5 % 20]
        side = "at_most" if metric in ("false_positive_rate", "brier_score") else "at_least"
        bound = round(0.05 + 0.9 * (i // 100) / 5, 2)
        text += f"  - {{id: p{i:03}, statement: Promise number {i} of {region}, metric: {metric}, where: region = '{region}', {side}: {bound}, over: 7d, serves: quick, owner: {'science' if i % 2 else 'product'}, breach: warn}}\n"
    if hourly:
        text += "  - {id: hourly, statement: Every hour most decisions are right, metric: accuracy, at_least: 0.6, over: 1h, serves: quick, owner: science, breach: warn}\n"
    return text


def rows(weeks, per_hour, seed=7):
    """CSV, in order of time."""
    draw = random.Random(seed)
    lines = ["at,claim,region,p,wrong"]
    for hour in range(weeks * 7 * 24):
        moment = START + datetime.timedelta(hours=hour)
        for i in range(per_hour):
            p = draw.random()
            lines.append(f"{moment:%Y-%m-%dT%H}:{draw.randrange(60):02}:00Z,c{hour}-{i},{draw.choice(REGIONS)},{p:.4f},{int(draw.random() < p * 0.8 + 0.1)}")
    return "\n".join(lines) + "\n"
