"""Real processes: what has ended, and what is refused before any is started."""

import os

import pytest
from fleet import deploy
from fleet.settings import Settings


@pytest.fixture
def processes(tmp_path):
    started = deploy.Processes(tmp_path)
    yield started
    started.end_all()


def test_a_node_that_has_ended_is_named(processes):
    nodes = [
        processes.start("supernode0", "python", "-c", "import time; time.sleep(60)"),
        processes.start("supernode1", "python", "-c", "import sys; sys.exit('no such certificate')"),
    ]
    deploy.all_live(nodes[:1], processes.home)
    nodes[1].wait()
    with pytest.raises(RuntimeError, match="^SuperNode 1 has ended: no such certificate$"):
        deploy.all_live(nodes, processes.home)


def test_a_process_that_has_ended_is_not_killed_by_its_number(processes, monkeypatch):
    ended = processes.start("one", "python", "-c", "pass")
    ended.wait()
    killed = []
    monkeypatch.setattr(os, "kill", lambda number, signal: killed.append(number))
    processes.end(ended)
    assert killed == []


@pytest.mark.long
def test_a_node_that_ends_before_the_first_round_ends_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(deploy, "config", lambda node, settings: {"place": float("nan")})
    settings = Settings.read(["nodes=1", "rounds=1", f"out={tmp_path / 'out.json'}"])
    with pytest.raises(RuntimeError, match="^SuperNode 0 has ended: "):
        deploy.deploy(settings, tmp_path / "flower")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--kill-on", "a flag is '--kill-on'; allowed: --kill-one, --simulation"),
        ("--kill-one --simulation", "a flag is '--kill-one'; allowed: without --simulation"),
        ("--kill-one rounds=1", "rounds is 1; allowed: at least 2 with --kill-one"),
        ("rule=Adem", "rule is 'Adem'; allowed: Sgd"),
        ("--simulation devices=1 inputs=device gateway=g", "devices is 1; allowed: 0 in the simulation"),
        ("out=/nowhere/out.json", "out is '/nowhere/out.json'; allowed: a file that can be written"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_starts(arguments, message, capsys, monkeypatch):
    monkeypatch.setattr(deploy, "deploy", None)
    assert deploy.main(arguments.split()) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"error: {message}") and "\n" not in said
