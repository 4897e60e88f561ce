"""The bits of the device, from Python."""

import json
from pathlib import Path

import numpy as np
import pytest

import thalweg
from thalweg import Optimizer, ParameterEma, Recipe, Schedule, Swa, Task

ROOT = Path(__file__).parents[3]
GOLDEN = json.loads((ROOT / "tests/golden.json").read_text())
RECIPES = sorted((ROOT / "tests/golden/recipes").glob("*.json"))


def test_the_task_lands_on_the_device_s_bits():
    task = Task("watch", person=8)
    tuned = task.tune(task.recipe())
    assert thalweg.parameters_hash(tuned.parameters) == GOLDEN["parameters_hash"]
    assert (tuned.before.right, tuned.before.of) == (GOLDEN["right_before"], GOLDEN["tested"])
    assert tuned.calibrated.right == GOLDEN["right_calibrated"]
    assert (tuned.after.right, tuned.steps) == (GOLDEN["right_after"], GOLDEN["steps"])
    assert (tuned.windows, tuned.skipped) == (GOLDEN["windows"], 0)
    assert tuned.parameters.dtype == np.float32 and tuned.parameters.shape == (775,)
    assert tuned.after.accuracy == pytest.approx(370 / 398)


@pytest.mark.parametrize("file", RECIPES, ids=lambda file: file.stem)
def test_recipes_have_the_bytes_of_every_device(file):
    recipe = Recipe.from_json(file.read_text())
    assert recipe.to_bytes() == file.with_suffix(".bin").read_bytes()
    assert Recipe.from_bytes(recipe.to_bytes()) == recipe
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert recipe.fingerprint == Recipe(**recipe.fields()).fingerprint


def test_an_optimizer_moves_its_array_in_place():
    w = np.ones(3, np.float32)
    optimizer = Optimizer("Adam", 3)
    for _ in range(10):
        assert optimizer.step(w, 2 * w, 0.1) == "applied"
    assert (w < 0.5).all() and optimizer.steps == len(range(10)) and len(optimizer) == 3
    before = w.copy()
    assert optimizer.step(w, np.array([np.nan, 0, 0], np.float32), 0.1) == "skipped"
    assert optimizer.skipped == 1 and (w == before).all()
    optimizer.reset()
    assert optimizer.steps == 0


def test_every_rule_can_be_made_and_stepped():
    rules = thalweg.rules()
    assert len(rules) > 50
    for name in rules:
        w = np.full(12, 0.5, np.float32)
        optimizer = Optimizer(name, (3, 4))
        for _ in range(3):
            assert optimizer.step(w, np.linspace(-1, 1, 12, dtype=np.float32), 0.01) == "applied"
        assert np.isfinite(w).all() and (w != 0.5).any(), name


def test_settings_are_applied_by_name_inside_wrappers_too():
    w, v = np.ones(2, np.float32), np.ones(2, np.float32)
    Optimizer("AdamW", 2, settings={"beta1": 0.5, "weight_decay": 0.5}).step(w, w.copy(), 0.1)
    Optimizer("AdamW", 2).step(v, v.copy(), 0.1)
    assert (w != v).all()
    clipped = np.zeros(2, np.float32)
    Optimizer("Sgd", 2, max_norm=1.0).step(clipped, np.array([3, -4], np.float32), 1.0)
    assert clipped.tolist() == np.array([-0.6, 0.8], np.float32).tolist()


def test_schedules_are_those_of_the_device():
    cosine = Schedule.cosine(0.75, 0.25, 100)
    assert [cosine.at(step) for step in (0, 50, 100, 5000)] == [0.75, 0.5, 0.25, 0.25]
    assert [Schedule.constant(1.0).warmup(4).at(step) for step in (0, 1, 4)] == [0.0, 0.25, 1.0]
    assert Schedule.of(cosine.nodes()).at(7) == cosine.at(7)
    assert cosine.then(10, Schedule.constant(0.5)).at(10) == 0.5
    assert Schedule.step_decay(1.0, 0.5, 3).at(3) == 0.5
    assert Schedule.linear(1.0, 0.0, 4).at(1) == 0.75
    assert Schedule.exponential(1.0, 0.25, 2).at(2) == 0.25


def test_averages():
    ema, swa = ParameterEma(2, 0.75), Swa(2)
    for w in ([2, 4], [6, 4]):
        ema.push(np.array(w, np.float32))
        swa.push(np.array(w, np.float32))
    assert ema.value.tolist() == [3.0, 4.0]
    assert swa.value.tolist() == [4.0, 4.0] and swa.count == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Optimizer("Adem", 2), "rule is 'Adem'; allowed: "),
        (lambda: Optimizer("Adam", 2, settings={"beta1": 1.0}), "beta1 is 1; allowed: at least 0 and below 1"),
        (lambda: Optimizer("Adam", 2, settings={"beta": 1.0}), "Adam has no beta; allowed: beta1, beta2, epsilon"),
        (lambda: Optimizer("Sgd", 2, settings={"beta": 1.0}), "Sgd has no settings"),
        (lambda: Optimizer("Sgd", 2, max_norm=-1.0), "max_norm is -1"),
        (lambda: Optimizer("Sgd", 2).step(np.ones(2), np.ones(2, np.float32), 0.1), "parameters is no array of float32"),
        (lambda: Optimizer("Sgd", 2).step(np.ones(3, np.float32), np.ones(3, np.float32), 0.1), "parameters has 3 elements"),
        (lambda: Optimizer("Sgd", 2).step(np.ones(2, np.float32), np.ones(2, np.float32), -1.0), "learning_rate is -1"),
        (lambda: Schedule.cosine(0.1, 0.0, 0), "steps is 0; allowed: at least 1"),
        (lambda: ParameterEma(2, 1.0), "step_size is 0"),
        (lambda: Swa(2).push(np.array([np.nan, 0], np.float32)), "parameters[0] is NaN"),
        (lambda: Recipe(rule="Nobody"), "unknown variant"),
        (lambda: Recipe.from_bytes(b"no"), "the bytes are no recipe"),
        (lambda: Task("watch", person=9), "person is 9; allowed: from 1 to 8"),
        (lambda: Task("clock", person=8), "name is 'clock'; allowed: 'watch'"),
        (lambda: Task("watch", person=8, wrist="X"), "no recording of wrist"),
        (lambda: Task("watch", person=8, inputs="me"), 'inputs is "me"; allowed: factory, device'),
        (lambda: Task("watch", person=8, factory=[]), "factory has no people"),
        (lambda: Task("watch", person=8).score(np.ones(3, np.float32)), "parameters has 3 elements; allowed: 775"),
        (lambda: Task("watch", person=8).tune(mu=-1.0), "mu is -1"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value) and "\n" not in str(error.value)


def test_a_read_only_array_is_left_alone():
    w = np.ones(2, np.float32)
    w.flags.writeable = False
    with pytest.raises((ValueError, BufferError)):
        Optimizer("Sgd", 2).step(w, np.ones(2, np.float32), 0.1)
    assert w.tolist() == [1, 1]


def test_a_recipe_that_cannot_be_followed_names_its_field():
    recipe = Task("watch", person=8).recipe()
    for fields, message in [
        ({"batch": 0}, "batch is 0"),
        ({"precision": "Bf16"}, "precision cannot be set"),
        ({"loss": "MeanSquaredError"}, "loss cannot be"),
        ({"accumulation": 2}, "accumulation is 2"),
    ]:
        with pytest.raises(ValueError, match=message):
            Task("watch", person=8).tune(recipe.with_fields(**fields))


def test_the_factory_and_the_start_are_chosen():
    two = Task("watch", person=8, factory=[1, 2])
    assert two.score(two.parameters).right < Task("watch", person=8).tune().before.right
    tuned = two.tune(two.recipe(learning_rate=0.0, epochs=1))
    assert (tuned.parameters == two.parameters).all()
    onward = two.tune(start=two.tune().parameters)
    assert onward.before.right > tuned.before.right
    # Where every window is normalised alike, the statistics only change where the same model is written down.
    chosen = {"person": 8, "factory": [1, 2], "plain": True}
    two, device = Task("watch", **chosen), Task("watch", **chosen, inputs="device")
    assert device.score(device.parameters) == two.score(two.parameters)
    assert device.tune().parameters.tolist() != two.tune().parameters.tolist()
    left = Task("watch", person=8, wrist="L", exercise="PEN")
    assert left.windows == 5  # of four seconds, one every half second


def test_parameters_that_cannot_be_written_change_nothing():
    w, g = np.ones(2, np.float32), np.ones(2, np.float32)
    w.flags.writeable = False
    optimizer = Optimizer("Momentum", 2)
    with pytest.raises(ValueError, match="^parameters cannot be written; allowed: a writable array$"):
        optimizer.step(w, g, 0.1)
    assert optimizer.steps == 0
    fresh = np.ones(2, np.float32)
    optimizer.step(fresh, g, 0.1)
    assert fresh.tolist() == [np.float32(0.9)] * 2


@pytest.mark.parametrize("make", [Swa, ParameterEma, lambda n: Optimizer("Adam", n)])
def test_more_parameters_than_memory_are_an_error(make):
    with pytest.raises((MemoryError, ValueError)) as error:
        make(10**15)
    assert "\n" not in str(error.value) and str(10**15) in str(error.value)


def test_numbers_of_numpy_are_numbers():
    settings = {"beta1": np.float32(0.5), "beta2": np.float64(0.75)}
    w, x, g = np.ones(5, np.float32), np.ones(5, np.float32), np.ones(5, np.float32)
    Optimizer("Adam", np.int64(5), settings=settings).step(w, g, np.float32(0.1))
    Optimizer("Adam", 5, settings={"beta1": 0.5, "beta2": 0.75}).step(x, g, 0.1)
    assert w.tolist() == x.tolist() and w[0] < 1
    Optimizer("Muon", (np.int64(2), np.int32(3)))
