"""Clipping and noise, as the server receives them."""

import numpy as np
import pytest
from fleet import device
from fleet.clients import MEMBERS, Client
from test_fleet import run

from fleet import strategy


@pytest.fixture
def received(monkeypatch):
    """What left the devices, round by round: each the change from what they were sent."""
    changes = []
    aggregate = strategy.Stepped.aggregate_train

    def watched(self, number, replies):
        replies = list(replies)
        changes.append([reply.content["arrays"]["w"].numpy() - self.current for reply in replies])
        return aggregate(self, number, replies)

    monkeypatch.setattr(strategy.Stepped, "aggregate_train", watched)
    return changes


def test_no_change_is_longer_than_the_norm(tmp_path, received):
    w = device.factory()
    free = [np.linalg.norm(device.fit(w, Client(p), epochs=2, seed=1)[0] - w) for p in MEMBERS]
    norm = float(np.median(free))
    run(tmp_path, rounds=1, clip=norm)
    clipped = [np.linalg.norm(change) for change in received[0]]
    # Whoever answers first.
    assert np.allclose(np.sort(clipped), np.sort(np.minimum(free, norm)), rtol=1e-5)
    assert sum(np.array(free) > norm) == 2


def test_noise_has_the_deviation_that_epsilon_asks_for(tmp_path, received):
    run(tmp_path, rounds=1, clip=0.01)
    run(tmp_path, rounds=1, clip=0.01, epsilon=0.5, delta=1e-5, noise_seed=3)
    pairs = [(noisy, min(received[0], key=lambda plain: np.linalg.norm(noisy - plain))) for noisy in received[1]]
    noise = np.concatenate([noisy - plain for noisy, plain in pairs])
    deviation = 2 * 0.01 * np.sqrt(2 * np.log(1.25 / 1e-5)) / 0.5
    assert abs(noise.std() / deviation - 1) < 4 / np.sqrt(2 * noise.size)
    assert abs(noise.mean()) < 4 * deviation / np.sqrt(noise.size)


def test_noise_is_drawn_again_only_where_a_seed_says_so(tmp_path):
    once = lambda **settings: run(tmp_path, rounds=1, clip=0.1, epsilon=1.0, **settings)["rounds"][1]["hash"]
    assert once(noise_seed=1) == once(noise_seed=1) != once(noise_seed=2)
    assert once() != once()
