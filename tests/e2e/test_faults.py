"""What goes wrong around a server: thousands that only hold a connection, slow and half-closed ones, a full disk, a clock that jumps."""
import json
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import time
import unittest
import urllib.parse

from charter_program import CHARTER
from charter_server import ServerTest

PROMISES = "  - {id: right, metric: accuracy, at_least: 0.70, over: 1d, owner: science, breach: stop}\n"
CONNECTIONS = 10_000
HEAD_SECONDS_MAX = 20  # base/limits.h
# What the time is comes from a file, in seconds to add, so that a test can let the clock of a process jump.
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec* time) {
    static int (*real)(clockid_t, struct timespec*);
    if (!real) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, time);
    long seconds = 0;
    FILE* file = clock == CLOCK_REALTIME ? fopen(getenv("CLOCK_OFFSET"), "r") : NULL;
    if (file) {
        if (fscanf(file, "%ld", &seconds) == 1) time->tv_sec += seconds;
        fclose(file);
    }
    return done;
}
"""


def lines(*events):
    return "".join(json.dumps(event) + "\n" for event in events).encode()


def predictions(name, count):
    return lines(*({"id": f"{name}-{i}", "p": 0.9, "y": 1} for i in range(count)))


class Faults(ServerTest):
    def connect(self, server=None):
        host = urllib.parse.urlparse((server or self.server).address)
        connection = socket.create_connection((host.hostname, host.port), timeout=60)
        self.addCleanup(connection.close)
        return connection

    def apply(self, server=None, bound="0.70"):
        return (server or self.server).ask("POST", "/v1/charters", (CHARTER + PROMISES.replace("0.70", bound)).encode())

    def send(self, body, server=None):
        return (server or self.server).ask("POST", "/v1/observations", body)

    def head(self, length, path="/v1/observations"):
        return f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.server.token}\r\nContent-Length: {length}\r\n\r\n".encode()

    def connections(self):
        page = self.server.ask("GET", "/metrics").text
        return int(float(next(line for line in page.splitlines() if line.startswith("charter_connections ")).split()[1]))

    def wait_for(self, condition, seconds, sentence):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, sentence)
            time.sleep(0.2)

    def resident_megabytes(self):
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def test_ten_thousand_idle_connections(self):
        """They rest, the server works; each is still served when it speaks, and they do not keep the server from ending."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        many = min(CONNECTIONS, hard - 500) if hard != resource.RLIM_INFINITY else CONNECTIONS
        self.apply()
        before = self.resident_megabytes()
        idle = [self.connect() for _ in range(many)]
        self.wait_for(lambda: self.connections() >= many, 30, "not every connection was taken")
        self.assertEqual(self.send(predictions("a", 100)).json["accepted"], 100)
        print(f"{many:,} idle connections: {(self.resident_megabytes() - before) * 1024 / many:.1f} kB each")
        self.assertLess(self.resident_megabytes() - before, 200)
        for connection in idle[::100]:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        for connection in idle[::100]:
            self.assertIn(b"200 OK", connection.recv(4096))
        for connection in idle[:many // 2]:
            connection.close()
        self.wait_for(lambda: self.connections() < many // 2 + 100, 30, "connections that were closed are still held")
        begun = time.monotonic()
        self.assertEqual(self.server.stop(), 0)
        self.assertLess(time.monotonic() - begun, 15)
        if many < CONNECTIONS:
            self.skipTest(f"only {many} connections: the system allows {hard} open files")

    def test_whoever_speaks_slowly_is_left_and_nobody_else_waits(self):
        self.apply()
        slow = [self.connect() for _ in range(200)]
        begun = time.monotonic()
        longest = 0
        body = self.connect()
        body.sendall(self.head(1_000) + b"{")  # bodies may take longer than heads
        for number in range(8):
            for connection in slow:
                connection.sendall(b"GET /health"[number:number + 1])
            asked = time.monotonic()
            self.assertEqual(self.send(predictions(f"meanwhile-{number}", 10)).status, 200)
            longest = max(longest, time.monotonic() - asked)
            time.sleep(0.25)
        self.assertLess(longest, 5)
        for connection in slow:
            connection.settimeout(max(1, begun + HEAD_SECONDS_MAX + 15 - time.monotonic()))
            try:
                self.assertEqual(connection.recv(4096), b"")  # left, without a word
            except ConnectionResetError:
                pass
        self.assertGreater(time.monotonic() - begun, HEAD_SECONDS_MAX - 3)
        body.sendall(b" " * 997 + b"}\n")
        self.assertIn(b" 200 ", body.recv(65_536))

    def test_a_connection_that_is_closed_on_one_side(self):
        self.apply()
        # Said all that it wanted to say: it is answered.
        done = self.connect()
        event = predictions("half", 1)
        done.sendall(self.head(len(event)) + event)
        done.shutdown(socket.SHUT_WR)
        got = b""
        while piece := done.recv(65_536):
            got += piece
        self.assertIn(b'"accepted":1', got)
        # In the middle of what it was saying: nothing of it counts, and its place is free again.
        cut = [self.connect() for _ in range(50)]
        for number, connection in enumerate(cut):
            connection.sendall(self.head(100_000) + predictions(f"cut-{number}", 10))
            connection.shutdown(socket.SHUT_WR)
        for connection in cut:
            try:
                while connection.recv(65_536):
                    pass
            except ConnectionResetError:
                pass
        self.wait_for(lambda: self.connections() <= 2, 20, "connections that ended are still held")
        self.assertEqual(self.send(predictions("cut-7", 10)).json["accepted"], 10)
        # Asks, and does not listen to the answer.
        for _ in range(50):
            deaf = self.connect()
            deaf.shutdown(socket.SHUT_RD)
            deaf.sendall(b"GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
            deaf.close()
        self.assertEqual(self.server.ask("GET", "/health").status, 200)

    def test_a_full_disk_refuses_writes_reads_go_on_and_it_recovers(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=340m", "tmpfs", str(disk)], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"a disk of its own cannot be mounted here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)])
        server = self.start("disk/data")
        self.addCleanup(lambda: server.process.poll() is None and server.stop())
        self.assertEqual(self.apply(server).status, 200)
        self.assertEqual(self.send(predictions("before", 1_000), server).json["accepted"], 1_000)
        for nothing_at_all in [False, True]:
            with self.subTest(nothing_at_all=nothing_at_all), open(disk / "ballast", "wb", buffering=0) as ballast:
                try:  # below disk_free_bytes_min, and then to the last byte
                    for _ in range(400 if nothing_at_all else 150):
                        ballast.write(bytes(1 << 20))
                except OSError:
                    self.assertTrue(nothing_at_all)
                refused = self.send(predictions("refused", 1_000), server)
                self.assertGreaterEqual(refused.status, 500, refused.text)
                self.assertIn("disk", refused.json["error"]["what"])
                self.assertEqual(server.ask("GET", "/v1/products?format=json").status, 200)
                self.assertEqual(server.ask("GET", "/v1/products/credit/charter").status, 200)
                self.assertEqual(server.ask("GET", "/ready", token="").status, 200)
                if nothing_at_all:
                    self.assertGreaterEqual(self.apply(server, "0.75").status, 500)
            (disk / "ballast").unlink()
            taken = self.send(predictions("refused" if nothing_at_all else "between", 1_000), server)
            self.assertEqual((taken.status, taken.json.get("accepted")), (200, 1_000), taken.text)
        self.assertEqual(self.apply(server, "0.80").status, 200)
        self.assertEqual(self.send(predictions("before", 1_000), server).json["duplicates"], 1_000)
        token = server.token
        self.assertEqual(server.stop(), 0)
        again = self.start("disk/data", token=token)
        self.assertEqual(self.send(predictions("before", 1_000) + predictions("between", 1_000) + predictions("refused", 1_000), again).json["duplicates"], 3_000)
        self.assertEqual(again.stop(), 0)
        self.run_charter("ledger", "verify", disk / "data")

    def test_a_clock_that_jumps(self):
        if not shutil.which("gcc"):
            self.skipTest("gcc is not installed")
        library, offset = self.folder / "clock.so", self.folder / "offset"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), self.file("clock.c", CLOCK), "-ldl"], check=True)
        offset.write_text("0")
        server = self.start("jumping", environment={"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(offset)})
        day = 86_400
        self.assertEqual(self.apply(server).status, 200)
        total = 0
        for number, days in enumerate([0, 3, -400, 2, -2]):
            with self.subTest(days=days):
                offset.write_text(str(days * day))
                first = self.send(predictions(f"jump-{number}", 100), server)
                self.assertEqual(first.json["accepted"], 100, first.text)
                total += 100
                again = self.send(b"".join(predictions(f"jump-{before}", 100) for before in range(number + 1)), server)
                self.assertEqual((again.json["accepted"], again.json["duplicates"]), (0, total))
                # Whoever asks often is not locked out until the clock is as late again.
                self.assertEqual({server.ask("GET", "/v1/products/credit/charter").status for _ in range(50)}, {200})
                self.assertEqual(self.apply(server, f"0.7{number + 1}").status, 200)
        self.assertEqual(server.ask("GET", "/v1/products/credit/scorecard?format=json").status, 200)
        token = server.token
        self.assertEqual(server.stop(), 0)
        days = {json.loads(line)["time"][:10] for line in server.said.splitlines() if line.startswith("{")}
        self.assertGreaterEqual(len(days), 5, "the clock did not jump")
        offset.write_text(str(-400 * day))
        later = self.start("jumping", token=token, environment={"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(offset)})
        self.assertEqual(self.send(predictions("jump-0", 100), later).json["duplicates"], 100)
        self.assertEqual(later.stop(), 0)
        self.run_charter("ledger", "verify", self.folder / "jumping")


if __name__ == "__main__":
    unittest.main()
