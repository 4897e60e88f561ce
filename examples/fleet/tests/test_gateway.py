"""A node before a device: real processes that answer as a gateway does."""

import subprocess
import sys
import time

import numpy as np
import pytest
from fleet import clients, gateway
from test_fleet import run

# Answers what the host finds, as a device does; `SPOIL` changes that.
DEVICE = """
import struct, sys
import numpy as np, thalweg
person = int(sys.argv[sys.argv.index("--person") + 1])
sent = sys.stdin.buffer.read()
task = thalweg.Task("watch", person=person, factory=(1, 2), inputs="device")
tuned = task.tune(thalweg.Recipe.from_bytes(sent[3100:]), start=np.frombuffer(sent[:3100], "<f4").copy())
w, windows = tuned.parameters, tuned.windows
SPOIL
sys.stdout.buffer.write(struct.pack("<I", windows) + w.astype("<f4").tobytes())
"""

OTHERS = [
    ("if person == 4: w[3] = np.nan", "its device's update is not the host's: 1 of 775 parameters have other bits, the first is 3"),
    ("if person == 4: windows = 27", "its device learnt from 27 windows, and the host from 28"),
    ("if person == 4: w = w[1:]", "its gateway answered 3100 bytes; allowed: 3104"),
    ("if person == 4: sys.exit('error: the device does not answer')", "its device failed: the device does not answer"),
    ("if person == 4: import time; time.sleep(600)", "its device was silent for 15 s"),
]


@pytest.fixture
def fleet(tmp_path):
    def go(spoil, **settings):
        program = tmp_path / "device.py"
        program.write_text(DEVICE.replace("SPOIL", spoil))
        gateway = f"'{sys.executable}' '{program}' {{node}}"
        return run(tmp_path, inputs="device", devices=2, gateway=gateway, nodes=3, **settings)

    return go


def test_devices_with_the_host_s_bits_are_the_fleet(fleet, tmp_path):
    heard = tmp_path / "heard.txt"
    found = fleet(f"print(person, '--told' in sys.argv, file=open({str(heard)!r}, 'a'))")
    assert found == run(tmp_path, inputs="device", nodes=3)
    lines = heard.read_text().splitlines()
    assert sorted(lines[:2]) == ["3 False", "4 False"] and sorted(lines[2:]) == ["3 True", "4 True"]
    assert found["rounds"] != run(tmp_path, nodes=3)["rounds"]


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ("if person == 4: w.view('u4')[9] ^= 1", "its device's update is not the host's: 1 of 775 parameters have other bits, the first is 9"),
        *(pytest.param(*case, marks=pytest.mark.long) for case in OTHERS),
    ],
)
def test_a_device_with_other_bits_is_named_and_left_out(fleet, spoil, named):
    found = fleet(spoil, rounds=1, timeout=15 if "sleep" in spoil else 120)
    assert found["left_out"] == [f"round 1, node 2: it failed: {named}"]
    assert found["rounds"][1]["hash"] != found["rounds"][0]["hash"]


def test_a_gateway_that_is_not_there_is_named(tmp_path):
    found = run(tmp_path, inputs="device", devices=1, gateway="/nowhere/gateway", rounds=1, nodes=2)
    assert "its gateway cannot be started: " in found["left_out"][0]
    assert clients.MEMBERS[0] == 3


def asked(program, client, timeout=60.0):
    with pytest.raises(gateway.DeviceFailed) as failed:
        gateway.ask(f"'{sys.executable}' -c \"{program}\"", client, np.zeros(775, np.float32), b"", timeout)
    return str(failed.value)


def test_a_wrist_or_an_exercise_alone_is_told():
    program = "import sys; sys.exit(' '.join(sys.argv[1:]))"
    assert asked(program, clients.Client(3, wrist="L")) == "its device failed: --person 3 --wrist L"
    assert asked(program, clients.Client(3, exercise="ROW")) == "its device failed: --person 3 --exercise ROW"


def test_what_a_silent_gateway_has_started_ends_with_it(tmp_path):
    child = tmp_path / "child"
    program = f"import subprocess; child = subprocess.Popen(['sleep', '60']); open('{child}', 'w').write(str(child.pid)); child.wait()"
    assert asked(program, clients.Client(3), timeout=3.0) == "its device was silent for 3 s"
    # Where others wait for the processor, one that was told to end may still have to be given it.
    patience = time.monotonic() + 30
    while running(child.read_text()):
        assert time.monotonic() < patience, "the child runs on"
        time.sleep(0.1)


def running(process):
    state = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1] not in ("", "Z")
