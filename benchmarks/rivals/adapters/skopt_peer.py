from skopt import Optimizer
from skopt.space import Categorical, Integer, Real

from .coding import WorstForFailure, our_point


class SkoptPeer:
    def __init__(self, parameters, seed, trials):
        self.parameters = parameters
        self.optimizer = Optimizer([self._dimension(p) for p in parameters], random_state=seed)
        self.told = WorstForFailure(self.optimizer.tell)

    @staticmethod
    def _dimension(p):
        if p["type"] == "categorical":
            return Categorical(p["choices"])
        if p["type"] == "ordinal":
            return Integer(0, len(p["choices"]) - 1)
        kind = Real if p["type"] == "float" else Integer
        return kind(p["low"], p["high"], prior="log-uniform" if p.get("log") else "uniform")

    def ask(self):
        self.raw = self.optimizer.ask()
        return our_point(self.parameters, self.raw)

    def tell(self, value):
        self.told(self.raw, value)
