import logging

from ax.api.client import Client
from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig

logging.disable(logging.WARNING)


class AxPeer:
    """Ax's client with the strategy that it chooses by itself: its centre, Sobol points, then BoTorch."""

    def __init__(self, parameters, seed, trials):
        self.parameters = parameters
        self.client = Client(random_seed=seed)
        self.client.configure_experiment(parameters=[self._parameter(p) for p in parameters])
        self.client.configure_optimization(objective="-loss")

    @staticmethod
    def _parameter(p):
        if p["type"] in ("ordinal", "categorical"):
            choices = p["choices"]
            kind = {str: "str", bool: "bool", int: "int", float: "float"}
            return ChoiceParameterConfig(
                name=p["name"],
                values=choices,
                parameter_type="float" if {int, float} == set(map(type, choices)) else kind[type(choices[0])],
                is_ordered=p["type"] == "ordinal",
            )
        return RangeParameterConfig(
            name=p["name"],
            bounds=(p["low"], p["high"]),
            parameter_type=p["type"],
            scaling="log" if p.get("log") else "linear",
        )

    def ask(self):
        ((self.trial, point),) = self.client.get_next_trials(max_trials=1).items()
        return point

    def tell(self, value):
        if value is None:
            self.client.mark_trial_failed(trial_index=self.trial)
        else:
            self.client.complete_trial(trial_index=self.trial, raw_data={"loss": value})
