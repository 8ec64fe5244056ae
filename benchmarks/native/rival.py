"""Times the rivals: one JSON request a line on stdin, one JSON answer a line on stdout.

Milliseconds are those of the work alone, on one thread; nothing else runs meanwhile, because the
program that asks waits for the answer.
"""

import json
import math
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np

SQRT5 = math.sqrt(5.0)


def milliseconds(work):
    begin = time.perf_counter()
    work()
    return 1000.0 * (time.perf_counter() - begin)


def versions():
    import optuna
    import scipy
    import sklearn
    import torch

    torch.set_num_threads(1)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return {
        name: module.__version__
        for name, module in dict(
            numpy=np, scipy=scipy, sklearn=sklearn, optuna=optuna, torch=torch
        ).items()
    }


def points(n, d):
    steps = np.array([0.5 + (j + 1) * 0.6180339887498949 for j in range(d)])
    return np.mod(np.outer(np.arange(1, n + 1), steps), 1.0)


def cholesky(n):
    """scipy's dpotrf in place on a column-major matrix, and numpy's cholesky, which copies."""
    from scipy.linalg import lapack

    x = points(n, 2)
    squared = ((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2)
    matrix = np.exp(-4.0 * squared) + 0.01 * np.eye(n)
    given = np.asfortranarray(matrix)
    return {
        "scipy": milliseconds(lambda: lapack.dpotrf(given, lower=1, clean=0, overwrite_a=1)),
        "numpy": milliseconds(lambda: np.linalg.cholesky(matrix)),
    }


def kernel(n, d):
    """The whole n x n Matern-5/2 matrix with a length scale for each column."""
    from scipy.spatial.distance import cdist
    from sklearn.gaussian_process.kernels import Matern

    x = points(n, d)
    lengthscales = np.linspace(0.5, 1.5, d)

    def with_scipy():
        r = SQRT5 * cdist(x / lengthscales, x / lengthscales)
        return (1.0 + r + r * r / 3.0) * np.exp(-r)

    sklearn_kernel = Matern(length_scale=lengthscales, nu=2.5)
    return {
        "scipy": milliseconds(with_scipy),
        "sklearn": milliseconds(lambda: sklearn_kernel(x)),
    }


class Asks:
    """A study of Optuna's GP sampler with n trials, asked and told one after the other."""

    def __init__(self, n, floats, ints, categories):
        import optuna

        self.distributions = {
            **{f"x{j}": optuna.distributions.FloatDistribution(0, 1) for j in range(floats)},
            **{f"i{j}": optuna.distributions.IntDistribution(0, 9) for j in range(ints)},
            **{
                f"c{j}": optuna.distributions.CategoricalDistribution([0, 1, 2, 3])
                for j in range(categories)
            },
        }
        sampler = optuna.samplers.GPSampler(seed=1)
        self.study = optuna.create_study(sampler=sampler)
        rng = np.random.default_rng(n)
        for _ in range(n):
            params = {
                **{f"x{j}": float(rng.random()) for j in range(floats)},
                **{f"i{j}": int(rng.integers(10)) for j in range(ints)},
                **{f"c{j}": int(rng.integers(4)) for j in range(categories)},
            }
            self.study.add_trial(
                optuna.trial.create_trial(
                    params=params, distributions=self.distributions, value=value(params)
                )
            )

    def ask(self):
        trials = []
        took = milliseconds(lambda: trials.append(self.study.ask(self.distributions)))
        self.study.tell(trials[0], value(trials[0].params))
        return {"optuna": took}


def value(params):
    """The function of problems.mjs."""
    total = 0.0
    for j, (name, x) in enumerate(params.items()):
        if name.startswith("c"):
            total += [0.3, 0.0, 0.5, 0.1][x]
        else:
            u = x / 9 if name.startswith("i") else x
            total += math.sin(3 * u + j) + (u - 0.3) ** 2
    return total


studies = {}


def answer(request):
    do = request.pop("do")
    if do == "versions":
        return versions()
    if do == "cholesky":
        return cholesky(**request)
    if do == "kernel":
        return kernel(**request)
    name = request.pop("study")
    if do == "study":
        studies[name] = Asks(**request)
        return {}
    return studies[name].ask()


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
