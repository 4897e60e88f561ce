"""One process, and what must not go unnoticed."""

import itertools
import json

import numpy as np
import pytest
from fleet import client_app, device, inline, nodes
from fleet.clients import EXERCISES, MEMBERS, WRISTS, Client, clients
from fleet.settings import Settings
from fleet.strategy import EveryClientFailed, Stepped
from flwr.app import Context, RecordDict


def run(tmp_path, **settings):
    out = tmp_path / "out.json"
    asked = {"rounds": 2, "epochs": 2, "out": str(out), **settings}
    inline.run(Settings.read([f"{name}={value}" for name, value in asked.items()]))
    return json.loads(out.read_text())


def test_a_fleet_is_worth_something_to_its_members(tmp_path):
    rounds = run(tmp_path, rounds=5, epochs=5)["rounds"]
    assert rounds[-1]["members"] > rounds[0]["members"] + 5
    assert [of["round"] for of in rounds] == list(range(6))
    assert len({of["hash"] for of in rounds}) == 6


def test_two_runs_have_the_same_bits(tmp_path):
    assert run(tmp_path) == run(tmp_path)


def test_a_hundred_clients_hold_one_exercise_of_one_wrist_each(tmp_path):
    everyone = clients("recordings")
    assert len(everyone) == len(set(everyone)) == 98 and Client(8) not in everyone
    assert {device.task(client).windows for client in everyone} == {2}
    found = run(tmp_path, clients="recordings", rounds=1)
    assert found["left_out"] == [] and found["rounds"][1]["members"] > found["rounds"][0]["members"]


def test_sgd_is_fedavg(tmp_path):
    w = device.factory()
    fits = [device.fit(w, Client(person), epochs=2, seed=1) for person in MEMBERS]
    mean = sum(np.float64(n) * own for own, n in fits) / sum(n for _, n in fits)
    import thalweg

    stepped = w.copy()
    thalweg.Optimizer("Sgd", 775).step(stepped, w - mean.astype(np.float32), 1.0)
    assert np.abs(stepped - mean).max() < 1e-6


@pytest.mark.parametrize(("rule", "rate"), [("AdaGrad", 0.01), ("AdamUncorrected", 0.01), ("Yogi", 0.01)])
def test_other_rules_of_the_server(tmp_path, rule, rate):
    plain, other = run(tmp_path), run(tmp_path, rule=rule, rate=rate)
    assert plain["rounds"][1]["hash"] != other["rounds"][1]["hash"]
    assert all(np.isfinite(of["members"]) for of in other["rounds"])


def test_every_client_that_fails_is_an_error(tmp_path, monkeypatch):
    def fit(*_, **__):
        raise ValueError("its battery is empty")

    monkeypatch.setattr(client_app, "fit", fit)
    with pytest.raises(EveryClientFailed, match="it failed: its battery is empty"):
        run(tmp_path)
    assert inline.main([]) == 1


def test_a_device_that_sends_what_is_no_model_is_named_and_left_out(tmp_path, monkeypatch):
    def fit(weights, client, **settings):
        own, windows = device.fit(weights, client, **settings)
        if client.person == 4:
            own[7] = np.nan
        if client.person == 5:
            own = own[:-1]
        if client.person == 6:
            raise RuntimeError("its battery is empty")
        if client.person == 7:
            windows = 0
        return own, windows

    monkeypatch.setattr(client_app, "fit", fit)
    found = run(tmp_path)
    left_out = " ".join(found["left_out"])
    assert "node 2: it sent weights that are not finite" in left_out
    assert "node 3: it sent another model" in left_out
    assert "node 4: it failed: " in left_out and len(found["left_out"]) == 8
    assert "node 5: it did not send from how many windows it learnt" in left_out
    assert all(np.isfinite(of["members"]) for of in found["rounds"])


def test_a_device_that_is_lost_is_named_and_the_fleet_goes_on(tmp_path, monkeypatch):
    everyone = inline.InlineGrid.send_and_receive

    def without_two(grid, messages, **settings):
        return [reply for reply in everyone(grid, messages, **settings) if reply.metadata.src_node_id != 2]

    monkeypatch.setattr(inline.InlineGrid, "send_and_receive", without_two)
    found = run(tmp_path)
    assert found["left_out"] == [f"round {number}, node 2: it did not answer in time" for number in (1, 2)]
    assert found["rounds"][2]["hash"] != found["rounds"][1]["hash"]


def test_an_answer_that_is_not_as_the_others_is_named_and_left_out(tmp_path, monkeypatch):
    everyone = inline.InlineGrid.send_and_receive

    def spoilt(grid, messages, **settings):
        answers = sorted(everyone(grid, messages, **settings), key=lambda answer: answer.metadata.src_node_id)
        if not answers:  # nobody is asked to evaluate
            return answers
        first, second, third, fourth, _ = answers
        first.content["arrays"]["v"] = first.content["arrays"]["w"]
        second.content["metrics"]["loss"] = 0.5
        third.content["metrics"]["num-examples"] = [28]
        fourth.content["more"] = second.content["metrics"]
        return answers

    monkeypatch.setattr(inline.InlineGrid, "send_and_receive", spoilt)
    metrics = "it sent other metrics than its node and a number of windows"
    assert run(tmp_path, rounds=1)["left_out"] == [
        "round 1, node 1: it sent another model", f"round 1, node 2: {metrics}", f"round 1, node 3: {metrics}",
        "round 1, node 4: it sent other records than its arrays and metrics",
    ]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({}, "partition-id is None; allowed: from 0 to 4, or a person in its place"),
        ({"partition-id": 5}, "partition-id is 5; allowed: from 0 to 4, or a person in its place"),
        ({"person": 9}, "person is 9; allowed: from 1 to 8"),
        ({"person": 3, "wrist": "left"}, "wrist is 'left'; allowed: L, R"),
        ({"person": 3, "gateway": "gateway"}, "inputs is 'factory'; allowed: device, where there are devices"),
    ],
)
def test_a_node_that_is_told_what_is_wrong_says_so(told, message, tmp_path, monkeypatch):
    monkeypatch.setattr(inline, "config", lambda node, settings: told)
    with pytest.raises(EveryClientFailed, match=f"^round 1, node 1: it failed: {message}$"):
        run(tmp_path, nodes=1)


def test_nodes_that_are_told_who_wears_them_have_an_order():
    found = []
    for person, wrist, exercise in itertools.product(range(1, 9), (None, *WRISTS), (None, *EXERCISES)):
        told = {name: value for name, value in [("person", person), ("wrist", wrist), ("exercise", exercise)] if value}
        found.append(nodes.number(Context(1, 1, told, RecordDict(), {})))
    assert found == sorted(set(found)) and found[0] > len(clients("recordings"))


def test_a_rule_that_is_unknown_is_refused():
    with pytest.raises(ValueError, match="rule is 'Adem'; allowed: Sgd"):
        Stepped("Adem", 1.0, nodes=1)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("epoch=1", "epoch is no setting; allowed: rounds, epochs"),
        ("epochs=0", "epochs is 0; allowed: at least 1"),
        ("rounds=two", "rounds is 'two'; allowed: a whole number"),
        ("mu=nan", "mu is nan; allowed: finite and at least 0"),
        ("rate=much", "rate is 'much'; allowed: a number"),
        ("clients=cats", "clients is 'cats'; allowed: people, recordings"),
        ("inputs=none", "inputs is 'none'; allowed: factory, device"),
        ("nodes=6", "nodes is 6; allowed: from 1 to 5, or 0 for all"),
        ("clip=-1", "clip is -1.0; allowed: finite and above 0, or 0 for none"),
        ("epsilon=1", "epsilon is 1.0; allowed: with clip, which bounds what noise hides"),
        ("delta=1", "delta is 1.0; allowed: above 0 and below 1"),
        ("noise_seed=-1", "noise_seed is -1; allowed: from 0 to 4294967295"),
        ("devices=6", "devices is 6; allowed: from 0 to 5, the nodes"),
        ("devices=1", "inputs is 'factory'; allowed: device, where there are devices"),
        ("rule=Adem", "rule is 'Adem'; allowed: Sgd, AdaGrad, AdamUncorrected, Yogi"),
        ("noise_seed=3", "noise_seed is 3; allowed: with epsilon"),
        ("delta=0.5", "delta is 0.5; allowed: with epsilon"),
        ("gateway=gateway", "gateway is 'gateway'; allowed: with devices"),
        ("impostor=true", "impostor is True; allowed: with devices"),
        ("inputs=device devices=1", "gateway is ''; allowed: a command"),
        ("out=/nowhere/out.json", "out is '/nowhere/out.json'; allowed: a file that can be written: No such file"),
        ("impostor=1", "impostor is '1'; allowed: true, false"),
        ("timeout=0", "timeout is 0.0; allowed: finite and above 0"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(argument, message, capsys):
    assert inline.main(argument.split()) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"error: {message}") and "\n" not in said
