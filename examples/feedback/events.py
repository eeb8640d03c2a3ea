#!/usr/bin/env python3
"""Writes decisions about loans and what people said of them, one event a line, made up but always the same: the south hears too late."""
import json
import random

draw = random.Random(4)
late = ["The answer came too late.", "Too late, I had found another bank.", "I waited a week, the answer was late.", "Late answer, and no reason why.", "Why does an answer take so long? It came too late."]
unclear = ["I did not understand the reason.", "The reason was not clear to me.", "What does the reason mean? Not clear.", "The reason given was unclear.", "Please give a reason I can understand."]
for i in range(240):
    region = draw.choice(["north", "east", "south"])
    score = round(draw.betavariate(2, 4), 3)
    print(json.dumps({"loan": f"l{i}", "at": f"2001-03-{1 + i % 28:02}T08:00:00Z", "p": score, "region": region, "trap": i % 12 == 0, "person": f"person{i}"}))
    said = {}
    if draw.random() < 0.4:
        unhappy = draw.random() < (0.7 if region == "south" else 0.25)
        said["feedback_thumbs"] = not unhappy
        if unhappy:
            said["feedback_text"] = draw.choice(late if region == "south" else unclear)
    if i % 3 == 0:
        said["feedback_decision"] = str(int(score >= 0.5) if draw.random() < 0.8 else int(score < 0.5))
        said["feedback_seconds"] = round(draw.lognormvariate(3, 0.7), 1)
    if said:
        print(json.dumps({"kind": "feedback", "id": f"f{i}", "prediction_id": f"l{i}", "person": f"person{i}", "time": f"2001-03-{1 + i % 28:02}T12:00:00Z", **said}))
