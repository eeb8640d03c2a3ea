#!/usr/bin/env python3
"""Writes two thousand invented decisions of March 2026, scored by a version that was never shown to anybody."""
import random

chance = random.Random(7)
print("id,at,user,p,bought")
for i in range(2000):
    bought = chance.random() < 0.3
    p = min(1, max(0, chance.gauss(0.68 if bought else 0.32, 0.2)))
    print(f"{i},2026-03-{1 + i // 72:02}T12:00:00Z,u{i},{p:.3f},{int(bought)}")
