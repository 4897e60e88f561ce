"""The same app as real processes on this machine: a SuperLink, SuperNodes, and a process for every message.

    python -m fleet.deploy nodes=2 rounds=2 out=result.json [--kill-one | --simulation]

Every process ends with this one.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from fleet.nodes import config
from fleet.settings import Settings, require, writable

ROOT = Path(__file__).parents[1]
START = 60.0
"""Seconds that the SuperLink may take to listen."""
PR_SET_PDEATHSIG = 1
MOST = 16
"""SuperNodes on one machine: each takes two processes of 140 MB."""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def tied() -> None:
    """In a new process: a group of its own, which Linux ends with us."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def descendants(number: int) -> list[int]:
    """The processes that a process has started, and theirs, where /proc says so."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, look = [], [number]
    while look:
        children = parents.get(look.pop(), [])
        found += children
        look += children
    return found


class Processes:
    """What was started, and is ended whatever happens."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self.all = home, []
        # Flower's programs start one another by their names.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        self.environment = {**os.environ, "PATH": path, "FLWR_HOME": str(home), "FLWR_TELEMETRY_ENABLED": "0"}

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts a program of Flower's; it writes to a file beside the others."""
        program = Path(sys.executable).with_name(arguments[0])
        with open(self.home / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                [program, *arguments[1:]], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, cwd=ROOT, preexec_fn=tied,
            )
        self.all.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Ends it and all that it has started, some of which lead groups of their own.

        Once it has ended its number may be another's; what it had started is no child of it any more, and ends by itself.
        """
        if process.poll() is not None:
            return
        for number in [*descendants(process.pid), process.pid]:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.wait()

    def end_all(self) -> None:
        """Ends everything."""
        for process in reversed(self.all):
            self.end(process)


def listens(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until somebody listens on a port."""
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError(f"nobody listens on port {port}: {last(log)}")


def last(log: Path) -> str:
    """The last line of a log."""
    said = log.read_text(errors="replace").strip().splitlines()
    return said[-1] if said else "it says nothing"


def all_live(nodes: list[subprocess.Popen[bytes]], home: Path) -> None:
    """That no SuperNode has ended: a run waits without limit for those that it was to begin with."""
    for number, node in enumerate(nodes):
        if node.poll() is not None:
            raise RuntimeError(f"SuperNode {number} has ended: {last(home / f'supernode{number}.log')}")


def written(values: dict[str, int | float | str]) -> str:
    """As Flower's command line takes settings: name=value, texts in quotes."""
    return " ".join(f"{name}={json.dumps(value)}" for name, value in values.items())


def deploy(settings: Settings, home: Path, *, kill_one: bool = False, simulation: bool = False) -> None:
    """Runs the app on as many SuperNodes as there are nodes; with `kill_one` the last is killed after the first round.

    With `simulation` the nodes are actors of Ray in the place of SuperNodes.
    """
    processes = Processes(home)
    port = free_port()
    try:
        link = processes.start(
            "superlink", "flower-superlink", "--insecure", "--disable-runtime-dependency-installation",
            "--host", "127.0.0.1", "--port", str(port), *(["--simulation"] if simulation else []),
        )
        listens(port, link, home / "superlink.log")
        nodes = [] if simulation else [
            processes.start(
                f"supernode{node}", "flower-supernode", "--insecure", "--superlink", f"127.0.0.1:{port}",
                "--port", str(free_port()), "--node-config", written(config(node, settings)),
            )
            for node in range(settings.taking_part)
        ]
        (home / "config.toml").write_text(
            f'[superlink]\ndefault = "mine"\n[superlink.mine]\naddress = "127.0.0.1:{port}"\ninsecure = true\n'
            + (f"options.num-supernodes = {settings.taking_part}\n" if simulation else "")
        )
        run = processes.start("run", "flwr", "run", ".", "mine", "--stream", "--run-config", written(settings.config()))
        log, said, killed = home / "run.log", 0, False
        while run.poll() is None:
            time.sleep(0.2)
            lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip().startswith('{"round"')]
            for line in lines[said:]:
                print(line.strip(), flush=True)
            said = len(lines)
            if kill_one and not killed and said >= 2:
                processes.end(nodes.pop())
                killed = True
            all_live(nodes, home)
        if run.wait() != 0 or not Path(settings.out).exists():
            tail = log.read_text(errors="replace").strip().splitlines()[-8:]
            raise RuntimeError("the run has failed:\n" + "\n".join(tail))
    finally:
        processes.end_all()


def main(arguments: list[str]) -> int:
    """Settings as name=value, and flags."""
    flags = {argument for argument in arguments if argument.startswith("--")}
    kill_one, simulation = "--kill-one" in flags, "--simulation" in flags
    try:
        for flag in sorted(flags):
            require("a flag", flag, flag in ("--kill-one", "--simulation"), "--kill-one, --simulation")
        require("a flag", "--kill-one", not (kill_one and simulation), "without --simulation, which has no SuperNode")
        settings = Settings.read([argument for argument in arguments if argument not in flags])
        require("rounds", settings.rounds, not kill_one or settings.rounds > 1, "at least 2 with --kill-one")
        require("devices", settings.devices, not (simulation and settings.devices), "0 in the simulation")
        require("nodes", settings.taking_part, simulation or settings.taking_part <= MOST, f"at most {MOST} as real processes")
        out = Path(settings.out or "fleet.json").absolute()
        writable(str(out))
        if out.is_file():
            out.unlink()
        deploy(replace(settings, out=str(out)), out.parent / "flower", kill_one=kill_one, simulation=simulation)
    except (RuntimeError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
