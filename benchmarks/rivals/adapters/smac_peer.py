import logging
import tempfile

from ConfigSpace import (
    Categorical,
    ConfigurationSpace,
    Float,
    InCondition,
    Integer,
    OrdinalHyperparameter,
)
from smac import HyperparameterOptimizationFacade, Scenario
from smac.runhistory.dataclasses import TrialValue
from smac.runhistory.enumerations import StatusType

from .coding import plain


class SmacPeer:
    """The facade that SMAC advises for hyperparameters: a random forest over mixed spaces.

    `deterministic` is set: otherwise SMAC spends the trials on repeating points with other seeds.
    """

    def __init__(self, parameters, seed, trials):
        space = ConfigurationSpace(seed=seed)
        space.add([self._parameter(p) for p in parameters])
        space.add(
            [
                InCondition(space[p["name"]], space[p["when"]["parent"]], p["when"]["values"])
                for p in parameters
                if p.get("when")
            ]
        )
        self.folder = tempfile.TemporaryDirectory(prefix="tune-smac-")
        scenario = Scenario(
            space,
            deterministic=True,
            n_trials=trials,
            seed=seed,
            output_directory=self.folder.name,
        )
        self.facade = HyperparameterOptimizationFacade(
            scenario, lambda config, seed: None, logging_level=logging.ERROR, overwrite=True
        )

    @staticmethod
    def _parameter(p):
        if p["type"] == "categorical":
            return Categorical(p["name"], p["choices"])
        if p["type"] == "ordinal":
            return OrdinalHyperparameter(p["name"], p["choices"])
        kind = Float if p["type"] == "float" else Integer
        return kind(p["name"], (p["low"], p["high"]), log=p.get("log", False))

    def ask(self):
        self.info = self.facade.ask()
        return {name: plain(value) for name, value in self.info.config.items()}

    def tell(self, value):
        told = (
            TrialValue(cost=float("inf"), status=StatusType.CRASHED)
            if value is None
            else TrialValue(cost=value)
        )
        self.facade.tell(self.info, told, save=False)
