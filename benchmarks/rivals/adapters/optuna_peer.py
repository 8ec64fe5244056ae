import optuna

SAMPLERS = {
    "tpe": optuna.samplers.TPESampler,
    "gp": optuna.samplers.GPSampler,
    "cma": optuna.samplers.CmaEsSampler,
}
optuna.logging.set_verbosity(optuna.logging.ERROR)


class OptunaPeer:
    def __init__(self, parameters, seed, trials, sampler):
        self.parameters = parameters
        self.study = optuna.create_study(sampler=SAMPLERS[sampler](seed=seed))

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
        name, kind = p["name"], p["type"]
        if kind == "float":
            return self.trial.suggest_float(name, p["low"], p["high"], log=p.get("log", False))
        if kind == "int":
            log, step = p.get("log", False), p.get("step", 1)
            return self.trial.suggest_int(name, p["low"], p["high"], log=log, step=step)
        if kind == "ordinal":  # no such type: its place in the list
            return p["choices"][self.trial.suggest_int(name, 0, len(p["choices"]) - 1)]
        return self.trial.suggest_categorical(name, p["choices"])

    def tell(self, value):
        if value is None:
            self.study.tell(self.trial, state=optuna.trial.TrialState.FAIL)
        else:
            self.study.tell(self.trial, value)
