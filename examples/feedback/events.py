#!/usr/bin/env python3
"""Writes decisions about loans and what people said of them, one event a line: of the last four weeks, made up, and the same but for
their dates. The south hears too late; elsewhere the reason is not clear."""
import datetime
import json
import random

draw = random.Random(4)
late = [["The answer", "Your answer", "The decision", "My letter"], ["came too late", "was far too late", "arrived late again", "is always late"], ["", ": I had found another bank", ", after weeks of waiting", " and nobody told me"]]
unclear = [["The reason", "Your reason", "That reason", "The reason in the letter"], ["was not clear", "is unclear to me", "is not clear at all", "was hard to understand"], ["", ", and nobody explained it", ". Please explain it", ", so I asked a friend"]]


def sentence(parts):
    return "".join(" " * (i == 1) + draw.choice(part) for i, part in enumerate(parts)) + "."


today = datetime.datetime.now(datetime.timezone.utc).date()
for i in range(240):
    day = today - datetime.timedelta(days=28 - i % 28)
    region = draw.choice(["north", "east", "south"])
    score = round(draw.betavariate(2, 4), 3)
    print(json.dumps({"loan": f"l{i}", "at": f"{day}T08:00:00Z", "p": score, "region": region, "trap": i % 12 == 0, "person": f"person{i}"}))
    said = {}
    if draw.random() < 0.4:
        unhappy = draw.random() < (0.7 if region == "south" else 0.25)
        said["feedback_thumbs"] = not unhappy
        if unhappy:
            said["feedback_text"] = sentence(late if region == "south" else unclear)
    if i % 3 == 0:
        said["feedback_decision"] = str(int(score >= 0.5) if draw.random() < 0.8 else int(score < 0.5))
        said["feedback_seconds"] = round(draw.lognormvariate(3, 0.7), 1)
    if said:
        print(json.dumps({"kind": "feedback", "id": f"f{i}", "prediction_id": f"l{i}", "person": f"person{i}", "time": f"{day}T12:00:00Z", **said}))
