"""Parses what recipes print for PyTorch and MXNet: a list of {name, text} from standard input.

Prints the call that makes the optimizer, as JSON: {name: {"call": name, "with": [literals], "named": {argument: literal}}}.
"""

import ast
import json
import sys

found = {}
for printed in json.load(sys.stdin):
    for node in ast.walk(ast.parse(printed["text"])):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "optimizer":
            call = node.value
            literals = [a for a in call.args if ast.unparse(a) != "params"]
            found[printed["name"]] = {
                "call": ast.unparse(call.func),
                "with": [ast.literal_eval(a) for a in literals],
                "named": {k.arg: ast.literal_eval(k.value) for k in call.keywords},
            }
json.dump(found, sys.stdout)
