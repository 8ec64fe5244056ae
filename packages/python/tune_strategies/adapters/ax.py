"""Ax's client, with the strategy that it chooses by itself: its center, Sobol points, then BoTorch."""
from tune_strategies.ask_tell import AskTell


class Ax(AskTell):
    """Conditions are left out: a parameter that is not active has a value for it all the same."""

    requirements = ("ax-platform", "botorch")
    parallel = True

    def begin(self, seed, budget, options):
        import logging

        from ax.api.client import Client
        from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig

        logging.disable(logging.WARNING)
        self.choice, self.range = ChoiceParameterConfig, RangeParameterConfig
        self.client = Client(random_seed=seed)
        self.client.configure_experiment(parameters=[self._parameter(d) for d in self.space.free])
        self.client.configure_optimization(objective="-loss")
        if options:
            self.client.configure_generation_strategy(**options)

    def _levels(self, d):
        """What Ax is given for the levels of a parameter: numbers as they are, others by their place."""
        levels = [d.decode(place) for place in range(d.size)]
        is_number = all(type(level) in (int, float) for level in levels)
        return [float(level) for level in levels] if is_number else list(range(d.size))

    def _parameter(self, d):
        if d.size is not None:
            levels = self._levels(d)
            return self.choice(
                name=d.name,
                values=levels,
                parameter_type=type(levels[0]).__name__,
                is_ordered=d.kind == "order",
            )
        scaling = "log" if d.log else "linear"
        return self.range(name=d.name, bounds=(d.low, d.high), parameter_type=d.kind, scaling=scaling)

    def _point(self, parameters):
        codes = {}
        for d in self.space.free:
            value = parameters[d.name]
            codes[d.name] = value if d.size is None else self._levels(d).index(value)
        return self.space.point(codes)

    def ask(self):
        ((trial, parameters),) = self.client.get_next_trials(max_trials=1).items()
        return trial, self._point(parameters)

    def tell(self, token, value):
        if value is None:
            self.client.mark_trial_failed(trial_index=token)
        else:
            self.client.complete_trial(trial_index=token, raw_data={"loss": value})

    def add(self, point, value):
        codes = self.space.codes(point)
        parameters = {
            d.name: codes[d.name] if d.size is None else self._levels(d)[codes[d.name]]
            for d in self.space.free
        }
        self.tell(self.client.attach_trial(parameters=parameters), value)

    def recommend(self):
        parameters, *_ = self.client.get_best_parameterization(use_model_predictions=True)
        return self._point(parameters)
