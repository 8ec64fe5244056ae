"""bayesian-optimization. Ranges of log parameters are given as log10 by hand, whole numbers as its integer type."""
import math

from tune_strategies.ask_tell import AskTell, WorstForFailure


class BayesOpt(AskTell):
    """It knows no conditions: a parameter that is not active has a value for it all the same."""

    requirements = ("bayesian-optimization",)
    RANDOM_FIRST = 5  # what `maximize` does by default

    def begin(self, seed, budget, options):
        from bayes_opt import BayesianOptimization

        self.optimizer = BayesianOptimization(
            f=None,
            pbounds={d.name: self._bounds(d) for d in self.space.free},
            random_state=seed % 2**32,
            verbose=0,
            allow_duplicate_points=True,
            **options,
        )
        self.told = WorstForFailure(
            lambda raw, value: self.optimizer.register(params=raw, target=-value)
        )
        self.count = 0

    @staticmethod
    def _bounds(d):
        if d.kind == "category":
            return tuple(str(place) for place in range(d.size))
        if d.kind == "order":
            return (0, d.size - 1, int)
        if not d.log:
            return (d.low, d.high, int) if d.kind == "int" else (d.low, d.high)
        half = 0.5 if d.kind == "int" else 0.0  # so that both ends are as likely as the others
        return (math.log10(d.low - half), math.log10(d.high + half))

    def ask(self):
        if self.count < self.RANDOM_FIRST:
            raw = self.optimizer.random_sample(1)
            raw = raw[0] if isinstance(raw, (list, tuple)) else raw
        else:
            raw = self.optimizer.suggest()
        self.count += 1
        codes = {
            d.name: 10 ** float(raw[d.name]) if d.size is None and d.log else raw[d.name]
            for d in self.space.free
        }
        return raw, self.space.point(codes)

    def tell(self, token, value):
        self.told(token, value)

    def add(self, point, value):
        self.count += 1
        codes = self.space.codes(point)
        raw = {}
        for d in self.space.free:
            code = codes[d.name]
            if d.kind == "category":
                code = str(code)
            elif d.size is None and d.log:
                code = math.log10(code)
            raw[d.name] = code
        self.told(raw, value)
