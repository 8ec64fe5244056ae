"""SMAC: the facade that it advises for hyperparameters (a random forest), or blackbox (a Gaussian process)."""
from tune_strategies.ask_tell import AskTell, WorstForFailure

FACADES = {
    "hpo": "HyperparameterOptimizationFacade",
    "blackbox": "BlackBoxFacade",
    "random": "RandomFacade",
}


class Smac(AskTell):
    """`deterministic` is set: otherwise SMAC spends the trials on repeating points with other seeds."""

    requirements = ("smac", "ConfigSpace")
    parallel = True

    @classmethod
    def of(cls, optimizer):
        if (optimizer or "hpo") not in FACADES:
            raise ValueError(f"it has {', '.join(FACADES)}")
        return type(cls.__name__, (cls,), {"facade_name": FACADES[optimizer or "hpo"]})

    def begin(self, seed, budget, options):
        import logging
        import tempfile

        import smac
        from ConfigSpace import ConfigurationSpace, InCondition

        # ConfigSpace and SMAC take seeds of 31 bits.
        seed %= 2**31
        self.told = WorstForFailure(self._tell)
        self.configurations = ConfigurationSpace(seed=seed)
        free = self._searched()
        self.configurations.add([self._parameter(d) for d in free])
        names = {d.name for d in free}
        self.configurations.add(
            [
                InCondition(
                    self.configurations[d.name],
                    self.configurations[d.when["parent"]],
                    [self.space.by_name[d.when["parent"]].encode(v) for v in d.when["values"]],
                )
                for d in free
                if d.when and d.when["parent"] in names
            ]
        )
        with tempfile.TemporaryDirectory(prefix="tune-smac-") as folder:
            scenario = smac.Scenario(
                self.configurations,
                deterministic=True,
                n_trials=budget or 1000,
                seed=seed,
                output_directory=folder,
            )
            self.facade = getattr(smac, self.facade_name)(
                scenario,
                lambda config, seed: None,
                logging_level=logging.ERROR,
                overwrite=True,
                **options,
            )

    def _searched(self):
        """Without the parameters whose fixed parent rules them out: they are never active."""
        fixed = {d.name: d.decode(d.low or 0) for d in self.space.dimensions if d.is_fixed}

        def can_be(d):
            if not d.when:
                return True
            parent = self.space.by_name[d.when["parent"]]
            return can_be(parent) and (
                parent.name not in fixed or fixed[parent.name] in d.when["values"]
            )

        return [d for d in self.space.free if can_be(d)]

    @staticmethod
    def _parameter(d):
        from ConfigSpace import Categorical, Float, Integer, OrdinalHyperparameter

        if d.kind == "category":
            return Categorical(d.name, list(range(d.size)))
        if d.kind == "order":
            return OrdinalHyperparameter(d.name, list(range(d.size)))
        kind = Float if d.kind == "float" else Integer
        return kind(d.name, (d.low, d.high), log=d.log)

    def ask(self):
        info = self.facade.ask()
        codes = {d.name: d.middle for d in self.space.free}
        codes.update(dict(info.config))
        return info, self.space.point(codes)

    def tell(self, token, value):
        # A crashed trial has no cost for SMAC, and its models refuse that.
        self.told(token, value)

    def _tell(self, token, value):
        from smac.runhistory.dataclasses import TrialValue

        self.facade.tell(token, TrialValue(cost=value), save=False)

    def add(self, point, value):
        from ConfigSpace import Configuration
        from smac.runhistory.dataclasses import TrialInfo

        names = set(self.configurations)
        of = self.space.by_name
        values = {name: of[name].encode(its) for name, its in point.items() if name in names}
        config = Configuration(self.configurations, values=values)
        self.tell(TrialInfo(config=config, seed=0), value)
