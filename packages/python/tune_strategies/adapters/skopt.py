"""scikit-optimize, with its default: a Gaussian process and a portfolio of acquisition functions."""
from tune_strategies.ask_tell import AskTell, WorstForFailure


class Skopt(AskTell):
    """It knows no conditions: a parameter that is not active has a value for it all the same."""

    requirements = ("scikit-optimize",)

    def begin(self, seed, budget, options):
        from skopt import Optimizer

        dimensions = [self._dimension(d) for d in self.space.free]
        self.optimizer = Optimizer(dimensions, random_state=seed % 2**32, **options)
        self.told = WorstForFailure(self.optimizer.tell)

    @staticmethod
    def _dimension(d):
        from skopt.space import Categorical, Integer, Real

        if d.kind == "category":
            return Categorical([str(place) for place in range(d.size)])
        if d.kind == "order":
            return Integer(0, d.size - 1)
        kind = Real if d.kind == "float" else Integer
        return kind(d.low, d.high, prior="log-uniform" if d.log else "uniform")

    def ask(self):
        raw = self.optimizer.ask()
        return raw, self.space.point({d.name: its for d, its in zip(self.space.free, raw)})

    def tell(self, token, value):
        self.told(token, value)

    def add(self, point, value):
        codes = self.space.codes(point)
        raw = [str(codes[d.name]) if d.kind == "category" else codes[d.name] for d in self.space.free]
        self.told(raw, value)
