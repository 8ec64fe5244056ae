"""HEBO. It knows no conditions: a parameter that is not active has a value for it all the same."""
from tune_strategies.ask_tell import AskTell, WorstForFailure


class Hebo(AskTell):
    requirements = ("HEBO", "torch", "gpytorch", "pymoo")

    def begin(self, seed, budget, options):
        import numpy
        import pandas
        import torch
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO

        # Its model draws from the global generators.
        torch.manual_seed(seed)
        numpy.random.seed(seed % 2**32)
        self.frame = pandas.DataFrame
        parameters = [self._parameter(d) for d in self.space.free]
        self.optimizer = HEBO(DesignSpace().parse(parameters), scramble_seed=seed, **options)
        self.told = WorstForFailure(
            lambda raw, value: self.optimizer.observe(raw, numpy.array([[value]]))
        )

    @staticmethod
    def _parameter(d):
        if d.kind == "category":
            return {"name": d.name, "type": "cat", "categories": list(range(d.size))}
        if d.kind == "order":
            return {"name": d.name, "type": "int", "lb": 0, "ub": d.size - 1}
        kinds = {"float": ("num", "pow"), "int": ("int", "pow_int")}
        return {"name": d.name, "type": kinds[d.kind][int(d.log)], "lb": d.low, "ub": d.high}

    def ask(self):
        raw = self.optimizer.suggest(1)
        return raw, self.space.point(raw.iloc[0].to_dict())

    def tell(self, token, value):
        self.told(token, value)

    def add(self, point, value):
        self.told(self.frame([self.space.codes(point)]), value)
