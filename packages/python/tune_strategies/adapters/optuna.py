"""Optuna: every sampler, by a short name (tpe) or that of its class (TPESampler)."""
from tune_strategies.ask_tell import AskTell

SHORT = {
    "tpe": "TPESampler",
    "gp": "GPSampler",
    "cmaes": "CmaEsSampler",
    "random": "RandomSampler",
    "qmc": "QMCSampler",
    "nsgaii": "NSGAIISampler",
    "nsgaiii": "NSGAIIISampler",
    "bruteforce": "BruteForceSampler",
}

#: What a sampler imports besides Optuna.
NEEDED = {
    "GPSampler": ("scipy", "torch"),
    "CmaEsSampler": ("cmaes",),
    "QMCSampler": ("scipy",),
}


class Optuna(AskTell):
    """Define by run: a parameter whose condition is not met is never asked for."""

    parallel = True

    @classmethod
    def of(cls, optimizer):
        name = SHORT.get(optimizer or "tpe", optimizer)
        if name not in SHORT.values():
            import optuna

            if not hasattr(optuna.samplers, str(name)):
                known = [one for one in vars(optuna.samplers) if one.endswith("Sampler")]
                raise ValueError(f"it has {', '.join([*SHORT, *sorted(known)])}")
        return type(cls.__name__, (cls,), {
            "sampler": name,
            "requirements": ("optuna", *NEEDED.get(name, ())),
        })

    def begin(self, seed, budget, options):
        import optuna

        for module in NEEDED.get(self.sampler, ()):
            # Optuna imports them with the first suggestion, which is timed.
            __import__(module)
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.optuna = optuna
        sampler = getattr(optuna.samplers, self.sampler)
        given = options if self.sampler == "PartialFixedSampler" else {"seed": seed, **options}
        self.study = optuna.create_study(sampler=sampler(**given))
        self.distributions = {d.name: self._distribution(d) for d in self.space.dimensions}

    def _distribution(self, dimension):
        from optuna.distributions import (
            CategoricalDistribution,
            FloatDistribution,
            IntDistribution,
        )

        d = dimension
        if d.type == "categorical":
            return CategoricalDistribution(d.choices)
        if d.type == "ordinal":  # no such type: its place in the list
            return IntDistribution(0, d.size - 1)
        if d.log and d.step is not None and d.kind == "order":
            return IntDistribution(0, d.size - 1)
        if d.type == "int":
            return IntDistribution(d.low, d.high, log=d.log, step=d.step or 1)
        return FloatDistribution(d.low, d.high, log=d.log, step=d.step)

    def _is_place(self, dimension):
        return dimension.kind == "order" and (dimension.type == "ordinal" or dimension.log)

    def ask(self):
        trial = self.study.ask()
        point = {}
        # Parents come before what hangs on them.
        for d in self.space.dimensions:
            if d.name not in self.space.active({**point, d.name: None}):
                continue
            value = trial._suggest(d.name, self.distributions[d.name])
            point[d.name] = d.decode(value) if self._is_place(d) else value
        return trial, point

    def tell(self, token, value):
        if value is None:
            self.study.tell(token, state=self.optuna.trial.TrialState.FAIL)
        else:
            self.study.tell(token, value)

    def add(self, point, value):
        of = self.space.by_name
        params = {
            name: of[name].encode(its) if self._is_place(of[name]) else its
            for name, its in point.items()
        }
        states = self.optuna.trial.TrialState
        self.study.add_trial(
            self.optuna.trial.create_trial(
                params=params,
                distributions={name: self.distributions[name] for name in params},
                value=value,
                state=states.FAIL if value is None else states.COMPLETE,
            )
        )
