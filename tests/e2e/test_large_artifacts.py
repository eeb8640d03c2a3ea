"""An artifact far larger than what a server may hold goes in and comes out, and the server's memory does not grow with it.

    CHARTER_ARTIFACT_MB=1024     how large (256)
"""
import hashlib
import http.client
import os
import pathlib
import re
import socket
import time
import unittest
import urllib.parse

from charter_server import ServerTest

MEGABYTES = int(os.environ.get("CHARTER_ARTIFACT_MB", "256"))
PIECE = bytes(range(256)) * 4096  # 1 MiB
PATH = "/api/2.0/mlflow-artifacts/artifacts/"
GROWTH_MB_MAX = 40  # pieces of 256 KiB, and what the allocator keeps


class LargeArtifacts(ServerTest):
    def memory(self, which="VmHWM"):
        return int(re.search(which + r":\s+(\d+)", pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()).group(1)) / 1024

    def connection(self):
        parts = urllib.parse.urlsplit(self.server.address)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=300)
        self.addCleanup(connection.close)
        return connection

    def headers(self, **more):
        return {"Authorization": f"Bearer {self.server.token}", **more}

    def pieces(self):
        for number in range(MEGABYTES):
            yield number.to_bytes(8, "big") + PIECE[8:]

    def incoming(self):
        return [path.name for path in (self.folder / "data/artifacts").glob("incoming*")]

    def test_it_goes_in_and_comes_out_in_pieces(self):
        self.server.ask("GET", "/v1/products")
        before = self.memory()
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        for name, headers in (("of-known-length", {"Content-Length": str(MEGABYTES << 20)}), ("in-chunks", {"Transfer-Encoding": "chunked"})):
            connection = self.connection()
            begun = time.perf_counter()
            connection.request("PUT", PATH + f"1/run/artifacts/{name}", self.pieces(), self.headers(**headers), encode_chunked=name == "in-chunks")
            answer = connection.getresponse()
            self.assertEqual((answer.status, answer.read()), (200, b"{}"))
            print(f"{MEGABYTES} MiB {name}: in {time.perf_counter() - begun:.1f} s, at most {self.memory() - before:.1f} MiB more than {before:.0f}", flush=True)
        kept = [path for path in (self.folder / "data/artifacts").rglob("*") if path.is_file()]
        self.assertEqual([path.name for path in kept], [digest.hexdigest()], "each content lies there once, under its digest")
        connection = self.connection()
        begun = time.perf_counter()
        connection.request("GET", PATH + "1/run/artifacts/in-chunks", headers=self.headers())
        answer = connection.getresponse()
        self.assertEqual((answer.status, int(answer.headers["Content-Length"])), (200, MEGABYTES << 20))
        got = hashlib.sha256()
        while piece := answer.read(1 << 20):
            got.update(piece)
        self.assertEqual(got.digest(), digest.digest())
        print(f"out in {time.perf_counter() - begun:.1f} s, at most {self.memory() - before:.1f} MiB more", flush=True)
        self.assertLess(self.memory() - before, GROWTH_MB_MAX)
        connection.request("HEAD", PATH + "1/run/artifacts/in-chunks", headers=self.headers())
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.headers["Content-Length"], answer.read()), (200, str(MEGABYTES << 20), b""))

    def test_what_breaks_off_leaves_nothing_and_who_may_not_is_told_before_sending(self):
        parts = urllib.parse.urlsplit(self.server.address)
        with socket.create_connection((parts.hostname, parts.port)) as half:
            half.sendall(f"PUT {PATH}1/run/artifacts/half HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.server.token}\r\nContent-Length: {100 << 20}\r\n\r\n".encode() + PIECE)
            for _ in range(50):
                if self.incoming():
                    break
                time.sleep(0.1)
            self.assertEqual(len(self.incoming()), 1)
        for _ in range(50):
            if not self.incoming():
                break
            time.sleep(0.1)
        self.assertEqual(self.incoming(), [])
        self.assertEqual(self.server.ask("GET", PATH + "1/run/artifacts/half").status, 404)
        with socket.create_connection((parts.hostname, parts.port)) as stranger:
            stranger.sendall(f"PUT {PATH}1/run/artifacts/x HTTP/1.1\r\nHost: x\r\nContent-Length: {1 << 40}\r\n\r\n".encode())
            self.assertIn(b" 401 ", stranger.recv(4096).split(b"\r\n")[0])
        self.assertEqual(self.server.ask("PUT", PATH + "../outside", b"x").status, 400)
        self.assertEqual(self.incoming(), [])

    def test_what_was_changed_on_the_disk_is_never_sent_whole(self):
        self.assertEqual(self.server.ask("PUT", PATH + "1/run/artifacts/a", PIECE).status, 200)
        file, = [path for path in (self.folder / "data/artifacts").rglob("*") if path.is_file()]
        file.write_bytes(b"!" + PIECE[1:])
        with self.assertRaises(http.client.IncompleteRead):
            self.server.ask("GET", PATH + "1/run/artifacts/a")
        file.unlink()
        gone = self.server.ask("GET", PATH + "1/run/artifacts/a")
        self.assertEqual(gone.status, 500, gone.text)


if __name__ == "__main__":
    unittest.main()
