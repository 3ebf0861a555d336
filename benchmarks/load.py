"""What a room of viewers does to the app: waiting time, CPU and memory of the server.

``python -m benchmarks.load --viewers 50 --processes 2``

The national app is started on this machine, once per process, and viewers speak Streamlit's own protocol with
it (a WebSocket each, protobuf messages, the browser's cache of messages), so no browser is in the way. Each
opens the first page and then changes one setting every ``--every`` seconds: a sector, a measure, a family, an
occupation, an area. A viewer who still waits changes nothing; a wait is from the change to the end of the
run. Viewers are spread evenly over the processes, as a proxy with sticky sessions would.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "load.json"
#: Keys of the select boxes a viewer changes, and how often one is chosen.
CHANGES = {"sector": 3, "measure": 3, "family": 2, "occupation": 2, "area": 2}
#: A viewer who has waited so long, in seconds, has lost the connection.
PATIENCE = 120.0


@dataclass
class Server:
    """One process that serves the app."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """Return the CPU seconds it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return its resident memory, MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(log: Path) -> Iterator[Server]:
    """Run the app on a free port of this machine until it is no longer needed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
    try:
        end = time.monotonic() + 60
        while True:
            with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                break
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the app did not start; its log: {log.read_text()}")
            time.sleep(0.2)
        yield Server(process, port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


@dataclass
class Measured:
    """What all viewers met."""

    opening: list[float] = field(default_factory=list)
    changes: list[tuple[str, float]] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Viewer:
    """One visitor: a session of the app, as a browser holds it."""

    def __init__(self, number: int, port: int, measured: Measured) -> None:
        self.dice = random.Random(number)  # noqa: S311  (the same room each time)
        self.port, self.measured = port, measured
        self.boxes: dict[str, Any] = {}
        self.messages: dict[str, ForwardMsg] = {}
        self.page = self.query = ""
        self.bytes = 0

    async def live(self, start: float, every: float, until: float) -> None:
        """Open the page at `start` and change something every so many seconds, `until` then (loop time)."""
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, start - clock()))
        try:
            address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
            async with connect(
                address, subprotocols=["streamlit"], max_size=None, ping_interval=None
            ) as line:
                asked = clock()
                await self._ask(line, BackMsg())
                self.measured.opening.append(clock() - asked)
                due = clock() + every * self.dice.random()
                while due < until:
                    await asyncio.sleep(max(0.0, due - clock()))
                    name, message = self._change()
                    self.bytes, asked = 0, clock()
                    await self._ask(line, message)
                    self.measured.changes.append((name, clock() - asked))
                    self.measured.sent.append(self.bytes)
                    due = max(due + every, clock())
        except (OSError, TimeoutError, WebSocketException) as error:
            self.measured.lost.append(f"{type(error).__name__}: {error}")

    def _change(self) -> tuple[str, BackMsg]:
        """Return a change of one select box: its name, and the message."""
        names = [name for name in CHANGES if name in self.boxes]
        (name,) = self.dice.choices(names, [CHANGES[name] for name in names])
        box = self.boxes[name]
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = box.id
        state.string_value = self.dice.choice([option for option in box.options if option != box.raw_value])
        return name, message

    async def _ask(self, line: Any, message: BackMsg) -> None:
        """Send a message that starts a run, and take in what comes until the run has ended."""
        asked = message.rerun_script
        asked.page_script_hash, asked.query_string = self.page, self.query
        asked.cached_message_hashes.extend(self.messages)
        await line.send(message.SerializeToString())
        seen: dict[str, ForwardMsg] = {}
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await line.recv()
                self.bytes += len(raw)
                got = ForwardMsg.FromString(raw)
                if got.WhichOneof("type") == "ref_hash":
                    got = self.messages[got.ref_hash]
                if got.metadata.cacheable:
                    seen[got.hash] = got
                if self._take(got):
                    self.messages = seen
                    return

    def _take(self, got: ForwardMsg) -> bool:
        """Take in a message; whether it ends the run."""
        kind = got.WhichOneof("type")
        if kind == "new_session":
            self.page, self.boxes = got.new_session.page_script_hash, {}
        elif kind == "page_info_changed":
            self.query = got.page_info_changed.query_string
        elif kind == "delta" and got.delta.WhichOneof("type") == "new_element":
            element = got.delta.new_element
            if element.WhichOneof("type") == "selectbox":
                self.boxes[element.selectbox.id.rpartition("-")[2]] = element.selectbox
            elif element.WhichOneof("type") == "exception":
                self.measured.failed.append(element.exception.message)
        return bool(kind == "script_finished" and got.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY)


async def _room(servers: list[Server], viewers: int, every: float, seconds: float) -> tuple[Measured, float]:
    """Return what viewers met, and the CPU seconds of the servers from the first change on."""
    measured, loop = Measured(), asyncio.get_running_loop()
    begin = loop.time()
    gather = asyncio.gather(
        *(
            Viewer(n, servers[n % len(servers)].port, measured).live(
                begin + every * n / viewers, every, begin + every + seconds
            )
            for n in range(viewers)
        )
    )
    before = sum(server.cpu() for server in servers)
    await gather
    return measured, sum(server.cpu() for server in servers) - before


def machine() -> str:
    """Return what was measured on."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


def run(*, viewers: int, processes: int, every: float, seconds: float, rest: float) -> dict[str, Any]:
    """Return the result of a room of viewers: seconds, counts, MB and bytes."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = [stack.enter_context(serving(Path(folder) / f"{n}.txt")) for n in range(processes)]
        first = asyncio.run(_room(servers, processes, every, 0.0))[0].opening  # one each: the data are opened
        empty = sum(server.memory() for server in servers)
        measured, cpu = asyncio.run(_room(servers, viewers, every, seconds))
        full = sum(server.memory() for server in servers)
        asyncio.run(_room(servers, viewers, every, 2 * every))  # as many more, whose answers are kept already
        more = sum(server.memory() for server in servers)
        time.sleep(rest)
        after = sum(server.memory() for server in servers)
    waits = np.array([wait for _, wait in measured.changes] or [np.nan])
    runs = len(measured.changes) + len(measured.opening)
    return {
        "machine": machine(),
        "viewers": viewers,
        "processes": processes,
        "every_s": every,
        "seconds": seconds,
        "first_page_s": round(max(first), 2),
        "opening_p50_s": round(float(np.median(measured.opening or [np.nan])), 2),
        "opening_p95_s": round(float(np.quantile(measured.opening or [np.nan], 0.95)), 2),
        "changes": len(measured.changes),
        "p50_s": round(float(np.median(waits)), 2),
        "p95_s": round(float(np.quantile(waits, 0.95)), 2),
        "by_change_p50_s": {
            name: round(float(np.median([w for n, w in measured.changes if n == name])), 2)
            for name in sorted({n for n, _ in measured.changes})
        },
        "lost": len(measured.lost),
        "failed": measured.failed[:3],
        "cpu_s_per_run": round(cpu / max(1, runs), 3),
        "kilobytes_per_change": round(float(np.mean(measured.sent or [0])) / 1e3, 1),
        "mb_per_viewer": round((full - empty) / viewers, 2),
        "mb_per_session": round((more - full) / viewers, 2),
        "mb_empty": round(empty),
        "mb_full": round(full),
        "mb_after_rest": round(after),
    }


CAUSES = ROOT / "benchmarks" / "causes.md"


def section(results: list[dict[str, Any]]) -> str:
    """Return the results and causes as Markdown."""
    heads = (
        "viewers | processes | opening, p50 s | change, p50 s | p95 s | lost | CPU s a run | MB a viewer | "
        "MB a session |"
    )
    names = ("viewers", "processes", "opening_p50_s", "p50_s", "p95_s", "lost", "cpu_s_per_run")
    rows = [
        [
            *(str(r[name]) for name in names),
            str(r["mb_per_viewer"]),
            str(r.get("mb_per_session", "")),
            r["note"],
        ]
        for r in results
    ]
    lines = [
        "## A room of viewers",
        "",
        "`python -m benchmarks.load`: viewers speak the app's own protocol, each changing a sector, a",
        "measure, a family, an occupation or an area every 10 seconds. A wait is from the change to the end",
        "of the run. CPU is that of the servers. MB a viewer includes the answers kept for all, MB a session",
        "is what as many viewers more add once those are kept.",
        "",
        f"| {heads} |",
        f"|{'---|' * (len(names) + 3)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join([*lines, "", CAUSES.read_text(encoding="utf-8")])


def main() -> None:
    """Measure and print; with ``--save`` add the result to those kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between a viewer's changes")
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--rest", type=float, default=0.0, help="seconds after the last has left")
    parser.add_argument("--note", default="", help="about the machine and the code, for the page")
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    result = run(
        viewers=options.viewers,
        processes=options.processes,
        every=options.every,
        seconds=options.seconds,
        rest=options.rest,
    )
    result["note"] = options.note
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    if options.save:
        from benchmarks.interactions import write_page  # noqa: PLC0415  (which shows this result too)

        kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else []
        RESULT.write_text(json.dumps([*kept, result], indent=1) + "\n", encoding="utf-8")
        write_page()


if __name__ == "__main__":
    main()
