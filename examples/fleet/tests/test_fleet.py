"""One process, and what must not go unnoticed."""

import json

import numpy as np
import pytest
from fleet import client_app, device, inline
from fleet.strategy import EveryClientFailed, Stepped


def result(tmp_path, **config):
    out = tmp_path / "out.json"
    inline.run({"rounds": 2, "epochs": 2, "out": str(out), **config})
    return json.loads(out.read_text())


def test_a_fleet_is_worth_something_to_its_members(tmp_path):
    rounds = result(tmp_path, rounds=5, epochs=5)["rounds"]
    assert rounds[-1]["members"] > rounds[0]["members"] + 5
    assert [of["round"] for of in rounds] == list(range(6))
    assert len({of["hash"] for of in rounds}) == 6


def test_two_runs_have_the_same_bits(tmp_path):
    assert result(tmp_path) == result(tmp_path)


def test_sgd_is_fedavg(tmp_path):
    w = device.factory()
    fits = [device.fit(w, person, epochs=2, seed=1) for person in device.MEMBERS]
    mean = sum(np.float64(n) * own for own, n in fits) / sum(n for _, n in fits)
    import thalweg

    stepped = w.copy()
    thalweg.Optimizer("Sgd", 775).step(stepped, w - mean.astype(np.float32), 1.0)
    assert np.abs(stepped - mean).max() < 1e-6


@pytest.mark.parametrize(("rule", "rate"), [("AdaGrad", 0.01), ("AdamUncorrected", 0.01), ("Yogi", 0.01)])
def test_other_rules_of_the_server(tmp_path, rule, rate):
    plain, other = result(tmp_path), result(tmp_path, rule=rule, rate=rate)
    assert plain["rounds"][1]["hash"] != other["rounds"][1]["hash"]
    assert all(np.isfinite(of["members"]) for of in other["rounds"])


def test_every_client_that_fails_is_an_error(tmp_path):
    with pytest.raises(EveryClientFailed, match="epochs is 0; allowed: at least 1"):
        result(tmp_path, epochs=0)
    assert inline.main(["epochs=0"]) == 1
    assert inline.main(["epoch=1"]) == 1


def test_a_device_that_sends_what_is_no_model_is_named_and_left_out(tmp_path, monkeypatch):
    def fit(weights, person, **settings):
        own, windows = device.fit(weights, person, **settings)
        if person == 4:
            own[7] = np.nan
        if person == 5:
            own = own[:-1]
        if person == 6:
            raise RuntimeError("its battery is empty")
        return own, windows

    monkeypatch.setattr(client_app, "fit", fit)
    found = result(tmp_path)
    left_out = " ".join(found["left_out"])
    assert "node 2: it sent weights that are not finite" in left_out
    assert "node 3: it sent another model" in left_out
    assert "node 4: it failed: " in left_out and len(found["left_out"]) == 6
    assert all(np.isfinite(of["members"]) for of in found["rounds"])


def test_a_rule_that_is_unknown_is_refused():
    with pytest.raises(ValueError, match="rule is 'Adem'; allowed: Sgd"):
        Stepped("Adem", 1.0, nodes=1)
