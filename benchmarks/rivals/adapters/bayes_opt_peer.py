import math

from bayes_opt import BayesianOptimization

from .coding import WorstForFailure, our_value


class BayesOptPeer:
    """Ranges of log parameters are given as log10 by hand, whole numbers as its integer type."""

    RANDOM_FIRST = 5  # what `maximize` does by default

    def __init__(self, parameters, seed, trials):
        self.parameters = parameters
        self.optimizer = BayesianOptimization(
            f=None,
            pbounds={p["name"]: self._bounds(p) for p in parameters},
            random_state=seed,
            verbose=0,
            allow_duplicate_points=True,
        )
        self.told = WorstForFailure(
            lambda raw, value: self.optimizer.register(params=raw, target=-value)
        )
        self.asked = 0

    @staticmethod
    def _bounds(p):
        if p["type"] == "categorical":
            return tuple(p["choices"])
        if p["type"] == "ordinal":
            return (0, len(p["choices"]) - 1, int)
        if not p.get("log"):
            return (p["low"], p["high"], int) if p["type"] == "int" else (p["low"], p["high"])
        half = 0.5 if p["type"] == "int" else 0.0  # so that both ends are as likely as the others
        return (math.log10(p["low"] - half), math.log10(p["high"] + half))

    def _ours(self, p, value):
        if p.get("log"):
            value = 10 ** float(value)
            value = round(value) if p["type"] == "int" else value
        return our_value(p, value)

    def ask(self):
        self.asked += 1
        if self.asked <= self.RANDOM_FIRST:
            raw = self.optimizer.random_sample(1)
            self.raw = raw[0] if isinstance(raw, (list, tuple)) else raw
        else:
            self.raw = self.optimizer.suggest()
        return {p["name"]: self._ours(p, self.raw[p["name"]]) for p in self.parameters}

    def tell(self, value):
        self.told(self.raw, value)
