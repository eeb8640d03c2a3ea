"""A file that a version has scored: four in ten buy, and eight in ten are told right."""
import random


def scored(rows=3000, seed=7):
    chance = random.Random(seed)
    lines = ["id,user,p,bought"]
    for row in range(rows):
        bought = chance.random() < 0.4
        lines.append(f"h{row},u{row},{0.9 if chance.random() < (0.8 if bought else 0.2) else 0.1},{int(bought)}")
    return "\n".join(lines) + "\n"
