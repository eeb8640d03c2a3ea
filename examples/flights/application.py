#!/usr/bin/env python3
"""The application of the flight delay product: each morning it asks which version every flight of the day gets, warns by that version's
probability, and tells the server what it did and, once the day is over, what came of it.

    application.py ROWS.csv        until the release that runs is done, held or rolled back

ROWS.csv has the flights of several days, in order of the days, with a probability by each version (p_2, p_3, ...), and what happened.
"""
import argparse
import csv
import itertools
import json
import os
import socket
import time
import urllib.error
import urllib.parse
import urllib.request

PRODUCT = "flight-delay-alerts"
SERVER = urllib.parse.urlsplit(os.environ["CHARTER_SERVER"])
TOKEN = os.environ["CHARTER_TOKEN"]
THRESHOLD = 0.25
AT_ONCE = 100  # questions on their way


def ask(method, path, body=None):
    request = urllib.request.Request(SERVER.geturl() + path, method=method, data=body, headers={"Authorization": "Bearer " + TOKEN, "Content-Type": "application/x-ndjson"})
    for patience in (1, 2, 4, 8, None):
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            if error.code not in (429, 503) or patience is None:
                raise SystemExit(f"{method} {path}: {error.code} {said}") from error
            print(f"  {path.split('?')[0]} is asked again: {error.code} {said.strip()}", flush=True)
            time.sleep(patience)


def versions_of(flights):
    """The flag `model` for each flight, by OpenFeature's protocol; many questions on one connection, one behind the other (HTTP/1.1 pipelining)."""
    head = f"POST /ofrep/v1/evaluate/flags/model?product={PRODUCT} HTTP/1.1\r\nHost: {SERVER.netloc}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
    versions = {}
    with socket.create_connection((SERVER.hostname, SERVER.port)) as connection:
        answers = connection.makefile("rb")
        for begin in range(0, len(flights), AT_ONCE):
            some = flights[begin:begin + AT_ONCE]
            bodies = [json.dumps({"context": {"targetingKey": flight}}) for flight in some]
            connection.sendall("".join(f"{head}Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies).encode())
            for flight in some:
                status, length = answers.readline(), 0
                while (line := answers.readline()) != b"\r\n":
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                answer = json.loads(answers.read(length))
                if b" 200 " not in status:
                    raise SystemExit(f"the server does not say which version {flight} gets: {answer}")
                versions[flight] = answer["value"]
    return versions


def events_of(rows, versions):
    """What was shown and said in the morning, what happened in the evening, and what it was worth."""
    for row in rows:
        flight, version = row["flight"], versions[row["flight"]]
        probability, late = float(row["p_" + version]), int(row["late"])
        warned = probability >= THRESHOLD
        yield {"kind": "exposure", "flight": flight, "day": row["day"], "model_version": version}
        yield {"flight": flight, "day": row["day"], "model_version": version, "p_late": probability, "origin": row["origin"], "destination": row["destination"], "distance": float(row["distance"]), "airport_size": row["airport_size"]}
        yield {"kind": "outcome", "prediction_id": flight, "late": late}
        yield {"kind": "activity", "id": "worth-" + flight, "day": row["day"], "flight": flight, "model_version": version, "worth": (6 if late else -2) if warned else 0, "false_alarm": int(warned and not late)}


def newest_release():
    return ask("GET", f"/v1/products/{PRODUCT}/releases?format=json")["releases"][-1]


def looked_at(day):
    """Waits until the server has judged the day, and decided what it can decide; the release as it stands then."""
    for _ in range(300):
        time.sleep(0.5)
        if ask("GET", f"/v1/products/{PRODUCT}/scorecard?format=json")["as_of"][:10] != day:
            continue
        release = newest_release()
        if release.get("decision", {}).get("move", "stay") == "stay":
            return release
    raise SystemExit(f"the server does not come to an end with {day}")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("rows")
    asked = asked.parse_args()
    with open(asked.rows, newline="") as file:
        begun = ask("GET", f"/v1/products/{PRODUCT}/scorecard?format=json")["as_of"][:10]
        for day, rows in itertools.groupby(csv.DictReader(file), key=lambda row: row["day"]):
            if day <= begun:
                continue
            rows = list(rows)
            versions = versions_of([row["flight"] for row in rows])
            lines = "\n".join(json.dumps(event) for event in events_of(rows, versions))
            taken = ask("POST", f"/v1/observations?product={PRODUCT}", lines.encode())
            if taken["rejected"]:
                raise SystemExit(f"the server refused what happened on {day}: {taken}")
            counts = {version: sum(one == version for one in versions.values()) for version in sorted(set(versions.values()))}
            release = looked_at(day)
            step = release["steps"][-1]
            print(f"  {day}: " + ", ".join(f"{count:,} flights by version {version}" for version, count in counts.items()) + f"; then {step['step']}, {step['phase']}" + (f": {step['why']}" if step["why"] else ""), flush=True)
            if release["phase"] in ("finished", "rolled_back", "held"):
                return
    raise SystemExit("the rows are at their end, and the release is not")


main()
