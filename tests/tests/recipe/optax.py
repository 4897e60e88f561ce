"""Runs what recipes print for Optax: a list of {name, text} from standard input, over one sequence of gradients.

Prints the parameters after each step, as JSON: {name: [[w, ...], ...]}.
"""

import json
import sys

sys.path.pop(0)  # where this file lies, which has the name of what it imports

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy
import optax

asked = json.load(sys.stdin)
found = {}
for printed in asked["printed"]:
    names = {}
    exec(printed["text"], names)
    optimizer = names["optimizer"]
    w = jax.numpy.asarray(asked["params"], dtype="float64")
    state = optimizer.init(w)
    step = jax.jit(optimizer.update)
    after = []
    for g in asked["grads"]:
        updates, state = step(jax.numpy.asarray(g, dtype="float64"), state, w)
        w = optax.apply_updates(w, updates)
        after.append([float(x) for x in w])
    found[printed["name"]] = after
json.dump(found, sys.stdout)
