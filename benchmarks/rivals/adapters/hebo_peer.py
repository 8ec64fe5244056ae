import numpy as np
import torch
from hebo.design_space.design_space import DesignSpace
from hebo.optimizers.hebo import HEBO

from .coding import WorstForFailure, our_point


class HeboPeer:
    def __init__(self, parameters, seed, trials):
        # Its model draws from the global generators.
        torch.manual_seed(seed)
        np.random.seed(seed)
        self.parameters = parameters
        space = DesignSpace().parse([self._parameter(p) for p in parameters])
        self.optimizer = HEBO(space, scramble_seed=seed)
        self.told = WorstForFailure(
            lambda raw, value: self.optimizer.observe(raw, np.array([[value]]))
        )

    @staticmethod
    def _parameter(p):
        name = p["name"]
        if p["type"] == "categorical":
            return {"name": name, "type": "cat", "categories": p["choices"]}
        if p["type"] == "ordinal":
            return {"name": name, "type": "int", "lb": 0, "ub": len(p["choices"]) - 1}
        kinds = {"float": ("num", "pow"), "int": ("int", "pow_int")}
        kind = kinds[p["type"]][1 if p.get("log") else 0]
        return {"name": name, "type": kind, "lb": p["low"], "ub": p["high"]}

    def ask(self):
        self.raw = self.optimizer.suggest(1)
        row = self.raw.iloc[0]
        return our_point(self.parameters, [row[p["name"]] for p in self.parameters])

    def tell(self, value):
        self.told(self.raw, value)
