"""A strategy of your own in Python, with the helper: points at random, then the best one with one change.

tune compare --objective branin --strategies bayes,random,python:./mine.py
"""
import random

from tune_strategies import serve


class Mine:
    def __init__(self, space, seed, budget, options):
        self.space, self.random, self.best = space, random.Random(seed), None
        self.start = options.get("start", 10)

    def suggest(self, count, pending):
        return [self.point() for _ in range(count)]

    def point(self):
        drawn = self.space.sample(self.random)
        self.start -= 1
        if self.start >= 0 or not self.best:
            return drawn
        best = self.best["point"]
        name = self.random.choice(list(best))
        return self.space.active({**drawn, **best, name: drawn.get(name, best[name])})

    def observe(self, trials):
        for trial in trials:
            if "value" in trial and (not self.best or trial["value"] < self.best["value"]):
                self.best = trial


serve(Mine, parallel=True)
