"""The rivals behind one protocol: JSON lines {start | ask | tell} in, one JSON line out.

Every rival has its own defaults. A parameter that is there only on a condition, or a constraint, is
told to those that know such a thing and left out for those that do not (see README.md).
"""
import json
import math
import os
import sys
import warnings

warnings.filterwarnings("ignore")
# What a library prints must not land between the answers.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import numpy as np  # noqa: E402


class OptunaPeer:
    def __init__(self, parameters, seed, kind):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        make = {
            "tpe": lambda: optuna.samplers.TPESampler(seed=seed),
            "gp": lambda: optuna.samplers.GPSampler(seed=seed),
            "cma": lambda: optuna.samplers.CmaEsSampler(seed=seed),
        }[kind]
        self.optuna = optuna
        self.parameters = parameters
        self.study = optuna.create_study(sampler=make())

    def ask(self):
        self.trial = self.study.ask()
        point = {}
        for p in self.parameters:  # define by run: parents come before what hangs on them
            when = p.get("when")
            if when and point.get(when["parent"]) not in when["values"]:
                continue
            point[p["name"]] = self._suggest(p)
        return point

    def _suggest(self, p):
        name, t = p["name"], p["type"]
        if t == "float":
            return self.trial.suggest_float(name, p["low"], p["high"], log=p.get("log", False))
        if t == "int":
            log, step = p.get("log", False), p.get("step", 1)
            return self.trial.suggest_int(name, p["low"], p["high"], log=log, step=step)
        if t == "ordinal":  # no such type: its place in the list
            return p["choices"][self.trial.suggest_int(name, 0, len(p["choices"]) - 1)]
        return self.trial.suggest_categorical(name, p["choices"])

    def tell(self, value):
        if value is None:
            self.study.tell(self.trial, state=self.optuna.trial.TrialState.FAIL)
        else:
            self.study.tell(self.trial, value)


class BayesOptPeer:
    """Ranges of log parameters are given as log10 by hand, whole numbers as its integer type."""

    def __init__(self, parameters, seed):
        from bayes_opt import BayesianOptimization

        self.parameters = {p["name"]: p for p in parameters}
        self.worst = None
        bounds = {}
        for name, p in self.parameters.items():
            if p["type"] == "float":
                scale = math.log10 if p.get("log") else float
                bounds[name] = (scale(p["low"]), scale(p["high"]))
            elif p["type"] == "int" and p.get("log"):
                bounds[name] = (math.log10(p["low"] - 0.5), math.log10(p["high"] + 0.5))
            elif p["type"] == "int":
                bounds[name] = (p["low"], p["high"], int)
            elif p["type"] == "ordinal":
                bounds[name] = (0, len(p["choices"]) - 1, int)
            else:
                bounds[name] = tuple(p["choices"])
        self.optimizer = BayesianOptimization(
            f=None, pbounds=bounds, random_state=seed, verbose=0, allow_duplicate_points=True
        )
        # What `maximize` does by default: 5 random points first.
        self.count = 0

    def ask(self):
        self.count += 1
        if self.count <= 5:
            self.raw = self.optimizer.random_sample(1)
            self.raw = self.raw[0] if isinstance(self.raw, (list, tuple)) else self.raw
        else:
            self.raw = self.optimizer.suggest()
        point = {}
        for name, p in self.parameters.items():
            v = self.raw[name]
            if p["type"] == "float":
                v = 10 ** float(v) if p.get("log") else float(v)
                v = min(p["high"], max(p["low"], v))
            elif p["type"] == "int":
                v = int(round(10 ** float(v))) if p.get("log") else int(v)
                v = min(p["high"], max(p["low"], v))
            elif p["type"] == "ordinal":
                v = p["choices"][int(v)]
            else:
                v = v.item() if isinstance(v, np.generic) else v
            point[name] = v
        return point

    def tell(self, value):
        # It cannot be told of a failure: the worst value so far stands for it.
        if value is None:
            value = self.worst if self.worst is not None else 0.0
        self.worst = value if self.worst is None else max(self.worst, value)
        self.optimizer.register(params=self.raw, target=-value)


class SkoptPeer:
    def __init__(self, parameters, seed):
        from skopt import Optimizer
        from skopt.space import Categorical, Integer, Real

        self.parameters = parameters
        self.worst = None
        dimensions = []
        for p in parameters:
            prior = "log-uniform" if p.get("log") else "uniform"
            if p["type"] == "float":
                dimensions.append(Real(p["low"], p["high"], prior=prior))
            elif p["type"] == "int":
                dimensions.append(Integer(p["low"], p["high"], prior=prior))
            elif p["type"] == "ordinal":
                dimensions.append(Integer(0, len(p["choices"]) - 1))
            else:
                dimensions.append(Categorical(p["choices"]))
        self.optimizer = Optimizer(dimensions, random_state=seed)

    def ask(self):
        self.raw = self.optimizer.ask()
        point = {}
        for p, v in zip(self.parameters, self.raw):
            v = v.item() if isinstance(v, np.generic) else v
            if p["type"] == "ordinal":
                v = p["choices"][int(v)]
            if p["type"] == "float":
                v = min(p["high"], max(p["low"], float(v)))
            point[p["name"]] = v
        return point

    def tell(self, value):
        if value is None:
            value = self.worst if self.worst is not None else 0.0
        self.worst = value if self.worst is None else max(self.worst, value)
        self.optimizer.tell(self.raw, value)


class HeboPeer:
    def __init__(self, parameters, seed):
        import torch
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO

        torch.manual_seed(seed)
        torch.set_num_threads(1)
        np.random.seed(seed)
        self.parameters = parameters
        self.worst = None
        spec = []
        for p in parameters:
            item = {"name": p["name"], "lb": p.get("low"), "ub": p.get("high")}
            if p["type"] == "float":
                item["type"] = "pow" if p.get("log") else "num"
                if p.get("log"):
                    item["base"] = 10
            elif p["type"] == "int":
                item["type"] = "pow_int" if p.get("log") else "int"
            elif p["type"] == "ordinal":
                item.update(type="int", lb=0, ub=len(p["choices"]) - 1)
            else:
                item = {"name": p["name"], "type": "cat", "categories": p["choices"]}
            spec.append(item)
        self.optimizer = HEBO(DesignSpace().parse(spec), scramble_seed=seed)

    def ask(self):
        self.raw = self.optimizer.suggest(1)
        row = self.raw.iloc[0]
        point = {}
        for p in self.parameters:
            v = row[p["name"]]
            v = v.item() if isinstance(v, np.generic) else v
            if p["type"] == "ordinal":
                v = p["choices"][int(v)]
            if p["type"] == "int":
                v = int(v)
            if p["type"] == "float":
                v = min(p["high"], max(p["low"], float(v)))
            point[p["name"]] = v
        return point

    def tell(self, value):
        if value is None:
            value = self.worst if self.worst is not None else 0.0
        self.worst = value if self.worst is None else max(self.worst, value)
        self.optimizer.observe(self.raw, np.array([[value]]))


PEERS = {
    "optuna-tpe": lambda p, s: OptunaPeer(p, s, "tpe"),
    "optuna-gp": lambda p, s: OptunaPeer(p, s, "gp"),
    "optuna-cma": lambda p, s: OptunaPeer(p, s, "cma"),
    "bayes_opt": BayesOptPeer,
    "skopt": SkoptPeer,
    "hebo": HeboPeer,
}

peer = None
for line in sys.stdin:
    message = json.loads(line)
    try:
        if message["op"] == "start":
            peer = PEERS[message["peer"]](message["parameters"], message["seed"])
            answer = {}
        elif message["op"] == "ask":
            answer = {"point": peer.ask()}
        else:
            peer.tell(message["value"])
            answer = {}
    except Exception as error:
        import traceback

        answer = {"error": "".join(traceback.format_exception(error))[-1500:]}
    ANSWERS.write(json.dumps(answer) + "\n")
    ANSWERS.flush()
