"""Shared by the adapters: from a library's own value of a parameter to ours, and failures as a value."""
import math

import numpy as np


def plain(value):
    """A NumPy scalar as Python's own."""
    return value.item() if isinstance(value, np.generic) else value


def our_value(parameter, value):
    """A library's value as ours: an ordinal is its index in the list, a number lies in its range."""
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
    """For a library that cannot be told of a failure: the worst value so far replaces it.

    Failures before the first value wait for it: whatever stood for them might beat the optimum.
    """

    def __init__(self, tell):
        """`tell` takes what was asked, in the library's own form, and a value."""
        self.tell = tell
        self.worst = -math.inf
        self.waiting = []

    def __call__(self, asked, value):
        self.waiting.append((asked, value))
        if value is not None:
            self.worst = max(self.worst, value)
        if self.worst == -math.inf:
            return
        for point, its in self.waiting:
            self.tell(point, self.worst if its is None else its)
        self.waiting.clear()
