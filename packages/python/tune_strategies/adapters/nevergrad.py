"""Nevergrad: every optimizer of its registry, by name; NGOpt, which chooses among them, by default."""
from tune_strategies.ask_tell import AskTell, WorstForFailure

#: Known without importing the library, which takes seconds.
COMMON = {"NGOpt", "OnePlusOne", "CMA", "DE", "TwoPointsDE", "PSO", "TBPSA", "RandomSearch"}

#: What a search without a budget is told to have.
NO_BUDGET = 1000


class Nevergrad(AskTell):
    """It knows no conditions: a parameter that is not active has a value for it all the same."""

    requirements = ("nevergrad",)

    @classmethod
    def of(cls, optimizer):
        name = optimizer or "NGOpt"
        if name not in COMMON:
            import nevergrad

            if name not in nevergrad.optimizers.registry:
                some = ", ".join(sorted(COMMON))
                raise ValueError(f"its registry has {some} and many others")
        return type(cls.__name__, (cls,), {"optimizer_name": name})

    def begin(self, seed, budget, options):
        import nevergrad
        import numpy

        parts = {d.name: self._parameter(nevergrad.p, d) for d in self.space.free}
        parametrization = nevergrad.p.Dict(**parts)
        parametrization.random_state = numpy.random.RandomState(seed % 2**32)
        make = nevergrad.optimizers.registry[self.optimizer_name]
        # NGOpt chooses among its optimizers by the budget, and refuses to do without one.
        given = {"budget": budget or NO_BUDGET, **options}
        self.optimizer = make(parametrization=parametrization, **given)
        self.told = WorstForFailure(self.optimizer.tell)

    @staticmethod
    def _parameter(p, d):
        if d.kind == "category":
            return p.Choice(list(range(d.size)))
        if d.kind == "order":
            return p.TransitionChoice(list(range(d.size)))
        if d.log:
            made = p.Log(lower=d.low, upper=d.high)
        else:
            made = p.Scalar(lower=d.low, upper=d.high)
        return made.set_integer_casting() if d.kind == "int" else made

    def ask(self):
        candidate = self.optimizer.ask()
        return candidate, self.space.point(candidate.value)

    def tell(self, token, value):
        self.told(token, value)

    def add(self, point, value):
        child = self.optimizer.parametrization.spawn_child(new_value=self.space.codes(point))
        self.told(child, value)

    def recommend(self):
        return self.space.point(self.optimizer.provide_recommendation().value)
