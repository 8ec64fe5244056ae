"""What adapters share: from a library's own value of a parameter to ours, and failures as a value."""
import math

import numpy as np


def plain(value):
    """A NumPy scalar as Python's own."""
    return value.item() if isinstance(value, np.generic) else value


def our_value(parameter, value):
    """A library's value as ours: an ordinal is its place in the list, a number lies in its range."""
    kind = parameter["type"]
    if kind == "ordinal":
        return parameter["choices"][int(value)]
    if kind == "categorical":
        return plain(value)
    number = float(value) if kind == "float" else int(value)
    return min(parameter["high"], max(parameter["low"], number))


def our_point(parameters, values):
    """`values` in the order of `parameters` as a point."""
    return {p["name"]: our_value(p, value) for p, value in zip(parameters, values)}


class WorstForFailure:
    """For a library that cannot be told of a failure: the worst value so far stands for it."""

    def __init__(self):
        self.worst = -math.inf

    def __call__(self, value):
        if value is None:
            return 0.0 if self.worst == -math.inf else self.worst
        self.worst = max(self.worst, value)
        return value
