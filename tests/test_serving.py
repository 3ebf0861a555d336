"""How the app is served, on servers started as a user would: who can reach it, what it answers, and that it asks no other host for anything."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from tests.browser import free_port, running
from tests.support import ROOT

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

#: Python of the started server forbids, and writes down, every connection and every name looked up beyond this machine.
WATCH = """
import os, sys

def watch(event, args):
    if event not in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        return
    address = args[1] if event in {"socket.connect", "socket.sendto"} else args
    host = address[0] if isinstance(address, tuple) else None  # other sockets stay on this machine
    if host not in {None, "", "127.0.0.1", "localhost", "::1"}:
        with open(os.environ["ASKED"], "a") as file:
            print(event, address, file=file)
        raise OSError("forbidden in this test")

sys.addaudithook(watch)
"""
STREAMLIT = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "{port}"]
WAYS = {
    "streamlit run": STREAMLIT,
    "serve": [sys.executable, "-m", "geo_opportunity", "serve", "--port", "{port}"],
    "scripts/app": ["scripts/app", "--server.port", "{port}"],
    "every interface": [*STREAMLIT, "--server.address", "0.0.0.0"],  # noqa: S104
    "below a path": [*STREAMLIT, "--server.baseUrlPath", "jobs"],
}
#: What the settings say; see .streamlit/config.toml for the reasons.
SETTINGS = {
    "server.address": "127.0.0.1",
    "server.headless": True,
    "server.maxUploadSize": 50,
    "server.maxMessageSize": 50,
    "server.maxWidgetStateSize": 5,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.allowRunOnSave": False,
    "server.enableAgentApi": False,
    "server.scriptHealthCheckEnabled": False,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "runner.magicEnabled": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.allowedOrigins": [],
}


@dataclass
class Answer:
    """A complete answer of the server."""

    status: int
    headers: Message
    body: bytes


@dataclass
class Served:
    """A running server: its port, the path it is served below, its log and the file of what it asked other hosts."""

    port: int
    base: str
    log: Path
    asked: Path

    def answer(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to a request whose path is sent as it is."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(
                method,
                self.base + path,
                headers={name.replace("_", "-"): value for name, value in headers.items()},
            )
            got = connection.getresponse()
            return Answer(got.status, got.headers, b"" if got.status == 101 else got.read())
        finally:
            connection.close()

    def open_session(self, origin: str) -> int:
        """Return the status of opening a session from a page of `origin`."""
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        headers = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec_WebSocket_Version": "13",
            "Sec_WebSocket_Key": key,
        }
        return self.answer("/_stcore/stream", Origin=origin, **headers).status


@pytest.fixture(scope="module", params=WAYS)
def served(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    (folder / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    # scripts/app finds an environment in which all is installed
    python = folder / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\n[ "$2" = pip ] || exec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    port, asked, log = free_port(), folder / "asked.txt", folder / "log.txt"
    env = {
        "PYTHONPATH": str(folder),
        "ASKED": str(asked),
        "VENV": str(folder / "venv"),
        "PYTHON": sys.executable,
    }
    base = "/jobs" if request.param == "below a path" else ""
    command = [word.format(port=port) for word in WAYS[request.param]]
    with running(command, port, log, env, base=base):
        yield Served(port, base, log, asked)


def test_metrics_are_not_offered(served):
    assert served.answer("/_stcore/health").status == 200
    for path in (
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/metrics?families=active_sessions",
        "/_stcore/%6Detrics",
    ):
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            assert served.answer(path, method).status == 404, (method, path)


def test_pages_of_other_sites_open_no_session(served):
    assert served.open_session(f"http://127.0.0.1:{served.port}") == 101
    assert served.open_session("https://elsewhere.example") == 403
    assert (
        "Access-Control-Allow-Origin"
        not in served.answer("/_stcore/health", Origin="https://elsewhere.example").headers
    )
    assert not served.asked.exists(), served.asked.read_text(encoding="utf-8")


def test_uploads_need_the_token(served):
    assert served.answer("/_stcore/upload_file/session/file", "PUT").status == 403
    assert served.answer("/_stcore/upload_file/session/file", "DELETE").status == 403


def test_no_other_program_drives_the_app(served):
    assert served.answer("/_stcore/agent/interact", "POST").status == 403
    assert json.loads(served.answer("/_stcore/host-config").body)["allowedOrigins"] == []


def test_no_path_leads_out(served):
    start = served.answer("/").body  # which Streamlit answers for a page it does not know
    for root in ("/media/", "/app/static/", "/static/", "/component/", "/"):
        for path in (
            "../app.py",
            "..%2Fapp.py",
            "%2e%2e/%2e%2e/etc/passwd",
            "..%5Capp.py",
            "%2Fetc%2Fpasswd",
            "a%00b",
            "C:%5Cx",
        ):
            answer = served.answer(root + path)
            assert answer.status in {400, 404} or answer.body == start, root + path


def test_the_start_asks_no_other_host_and_says_where_the_app_is(served):
    assert not served.asked.exists(), served.asked.read_text(encoding="utf-8")
    log = served.log.read_text(encoding="utf-8")
    assert f":{served.port}{served.base}" in log
    assert log.count("URL:") == 1
    assert "Traceback" not in log
    assert "WARNING" not in log
    assert "No runtime found" not in log  # Streamlit warns where pages are loaded before there is a server


def test_only_this_machine_is_let_in_by_default(served, request):
    """Another address of this machine shows on which addresses the server listens."""
    every = request.node.callspec.params["served"] == "every interface"
    with socket.socket() as other:
        other.settimeout(5)
        assert (other.connect_ex(("127.0.0.2", served.port)) == 0) is every


@pytest.mark.parametrize("where", ["checkout", "elsewhere"])
def test_the_settings_are_read_wherever_it_is_started(where, tmp_path):
    """From elsewhere Streamlit finds them beside the file it runs."""
    code = (
        "import json, sys\nfrom streamlit import config\n"
        "config._main_script_path = sys.argv[1] or None\n"
        "print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[2])}))"
    )
    folder, page = (ROOT, "") if where == "checkout" else (tmp_path, str(ROOT / "app.py"))
    done = subprocess.run(
        [sys.executable, "-c", code, page, json.dumps(list(SETTINGS))],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == SETTINGS
