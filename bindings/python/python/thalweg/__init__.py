"""Gradient descent for microcontrollers, from Python.

The optimizers, schedules, averages and recipes of the device, over numpy arrays of float32, to the device's bits; and
the task that the device solves, `Task("watch", person=8)`.
"""

from thalweg._average import ParameterEma, Swa
from thalweg._optimizer import Optimizer, rules
from thalweg._recipe import Recipe, Schedule
from thalweg._task import Score, Task, Tuned
from thalweg._thalweg import parameters_hash

__all__ = ["Optimizer", "ParameterEma", "Recipe", "Schedule", "Score", "Swa", "Task", "Tuned", "parameters_hash", "rules"]
