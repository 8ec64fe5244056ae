"""Hyperopt: tpe, anneal, rand, atpe. The space is flat: a parameter that is not active has a value all the same."""
import math

from tune_strategies.ask_tell import AskTell

ALGORITHMS = ("tpe", "anneal", "rand", "atpe")


class Hyperopt(AskTell):
    requirements = ("hyperopt",)

    @classmethod
    def of(cls, optimizer):
        name = optimizer or "tpe"
        if name not in ALGORITHMS:
            raise ValueError(f"it has {', '.join(ALGORITHMS)}")
        needed = ("hyperopt", "lightgbm", "scikit-learn") if name == "atpe" else ("hyperopt",)
        return type(cls.__name__, (cls,), {"algorithm": name, "requirements": needed})

    def begin(self, seed, budget, options):
        import functools
        import importlib

        import numpy
        from hyperopt import Trials, hp
        from hyperopt.base import Domain

        module = importlib.import_module(f"hyperopt.{self.algorithm}")
        self.algorithm_of = functools.partial(module.suggest, **options)
        self.random = numpy.random.default_rng(seed)
        self.trials = Trials()
        # Labels of its own: a name could be a word of Hyperopt.
        self.labels = {d.name: f"p{index}" for index, d in enumerate(self.space.free)}
        parts = {self.labels[d.name]: self._parameter(hp, d) for d in self.space.free}
        self.domain = Domain(lambda values: 0.0, parts)

    def _parameter(self, hp, d):
        label = self.labels[d.name]
        if d.kind == "category":
            return hp.randint(label, d.size)
        if d.kind == "order":
            return hp.uniformint(label, 0, d.size - 1)
        if d.kind == "int":
            if d.log:  # half a step beyond both ends, so that they are as likely as the others
                return hp.qloguniform(label, math.log(d.low - 0.5), math.log(d.high + 0.5), 1)
            return hp.uniformint(label, d.low, d.high)
        if d.log:
            return hp.loguniform(label, math.log(d.low), math.log(d.high))
        return hp.uniform(label, d.low, d.high)

    def ask(self):
        seed = int(self.random.integers(2**31 - 1))
        docs = self.algorithm_of(self.trials.new_trial_ids(1), self.domain, self.trials, seed)
        self.trials.insert_trial_docs(docs)
        self.trials.refresh()
        trial = self.trials._dynamic_trials[-1]
        values = trial["misc"]["vals"]
        return trial, self.space.point({name: values[label][0] for name, label in self.labels.items()})

    def tell(self, token, value):
        from hyperopt import JOB_STATE_DONE, JOB_STATE_ERROR, STATUS_FAIL, STATUS_OK

        if value is None:
            token["state"], token["result"] = JOB_STATE_ERROR, {"status": STATUS_FAIL}
        else:
            token["state"], token["result"] = JOB_STATE_DONE, {"status": STATUS_OK, "loss": value}
        self.trials.refresh()

    def add(self, point, value):
        (tid,) = self.trials.new_trial_ids(1)
        codes = self.space.codes(point)
        misc = {
            "tid": tid,
            "cmd": self.domain.cmd,
            "workdir": self.domain.workdir,
            "idxs": {label: [tid] for label in self.labels.values()},
            "vals": {label: [codes[name]] for name, label in self.labels.items()},
        }
        docs = self.trials.new_trial_docs([tid], [None], [{"status": "new"}], [misc])
        self.trials.insert_trial_docs(docs)
        self.trials.refresh()
        self.tell(self.trials._dynamic_trials[-1], value)
