#!/usr/bin/env python3
"""Writes half a year of invented decisions whose model gets worse by the day, and is trained again on 8 April 2024."""
import datetime
import random

chance = random.Random(4)
print("id,day,p,y")
for day in range(182):
    age = day if day < 98 else day - 98
    right = 0.9 - 0.0022 * age
    for decision in range(100):
        y = chance.random() < 0.4
        p = 0.9 if (chance.random() < right) == y else 0.1
        print(f"{day * 100 + decision},{datetime.date(2024, 1, 1) + datetime.timedelta(day)},{p},{int(y)}")
