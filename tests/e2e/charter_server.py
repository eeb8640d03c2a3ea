"""A server of ours, started for a test on a free port of this machine and stopped at its end."""
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

import answer_contract
from charter_program import PROGRAM, ProgramTest


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class RunningServer:
    """`token`: of a folder that was served before; a new one shows its own. `environment`: beside that of the test. `log_to_file`: the log goes
    straight to its file, where a server is timed: a sender that also reads a line for each request slows down what it measures."""

    def __init__(self, folder, *more, program=PROGRAM, token=None, environment=None, log_to_file=False):
        self.log = open(f"{folder}.log", "ab")
        self.process = subprocess.Popen([str(program), "serve", "--folder", str(folder), *(() if "--listen" in more else ("--listen", "127.0.0.1:0")), *more], stdout=subprocess.PIPE, stderr=self.log if log_to_file else subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})
        self.token = token
        self.lines = []
        self.reader = None
        self.address = self.first_lines()
        if log_to_file:
            self.token = token or self.token_in_file()
        else:
            self.drain()

    @property
    def said(self):
        return "".join(self.lines)

    def token_in_file(self):
        for _ in range(100):
            with open(self.log.name) as log:
                if found := re.search(r"admin token: (\S+)", log.read()):
                    return found.group(1)
            time.sleep(0.05)
        return None

    def first_lines(self):
        line = self.process.stdout.readline()
        found = re.search(r"serves at (\S+)", line)
        if not found:
            raise AssertionError(f"the server did not start: {line}{self.process.stderr.read() if self.process.stderr else ''}")
        return found.group(1)

    def drain(self):
        """The token stands on standard error, before the log; whoever does not read a pipe blocks its writer."""
        import threading

        arrived = threading.Event()

        def read():
            for line in self.process.stderr:
                self.lines.append(line)
                if found := re.search(r"admin token: (\S+)", line):
                    self.token = found.group(1)
                arrived.set()
                self.log.write(line.encode())
                self.log.flush()

        self.reader = threading.Thread(target=read, daemon=True)
        self.reader.start()
        if not self.token:
            arrived.wait(0.5)

    def ask(self, method, path, body=None, token=None, headers=None, timeout=60):
        """What the server answers; JSON that is not what its operation promises fails the test."""
        answer = self.asked(method, path, body, token, headers, timeout)
        if answer.status == 200 and (answer.headers.get("Content-Type") or "").startswith("application/json"):
            answer_contract.check(method, path, answer.text)
        return answer

    def asked(self, method, path, body, token, headers, timeout):
        request = urllib.request.Request(self.address + path, data=body, method=method, headers=headers or {})
        token = self.token if token is None else token
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None and not request.has_header("Content-type"):
            request.add_header("Content-Type", "application/octet-stream")
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def environment(self, token=None):
        return {**os.environ, "CHARTER_SERVER": self.address, "CHARTER_TOKEN": token or self.token or ""}

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        if self.reader:
            self.reader.join(timeout=10)
            self.process.stderr.close()
        self.process.stdout.close()
        self.log.close()
        return code


class ServerTest(ProgramTest):
    """A test with a server of its own."""

    def setUp(self):
        super().setUp()
        self.server = self.start()

    def start(self, name="data", *more, **how):
        server = RunningServer(self.folder / name, *more, **how)
        self.addCleanup(lambda: server.process.poll() is None and server.stop(signal.SIGKILL))
        return server

    def restart(self):
        self.assertEqual(self.server.stop(), 0)
        self.server = self.start(token=self.server.token)

    def command(self, *arguments, expect=0, token=None):
        done = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, timeout=120, env=self.server.environment(token))
        if "--json" in arguments and done.returncode == 0:
            answer_contract.check_command(arguments, done.stdout)
        if expect is not None:
            self.assertEqual(done.returncode, expect, f"charter {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}")
        return done
