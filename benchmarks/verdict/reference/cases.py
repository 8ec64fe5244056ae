"""Writes cases.json: what scipy, statsmodels, baycomp and rliable say about made-up data with fixed seeds.

It is run by `npm run verdict:reference -w benchmarks`, in an environment with the packages of requirements.txt.
"""

import json
import sys

import baycomp
import numpy as np
import scipy.stats as stats
from rliable import library, metrics
from scipy.integrate import quad
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20250101)


def numbers(values):
    return [float(value) for value in np.ravel(values)]


def signed_rank(differences):
    """The exact two-sided p-value by all patterns of signs; zeros are dropped (zero_method='wilcox')."""
    differences = np.asarray(differences)
    rest = differences[differences != 0]
    ranks = stats.rankdata(np.abs(rest))
    if len(np.unique(np.abs(rest))) == len(rest) or len(rest) > 15:
        method = "exact"
    else:
        # With ties scipy's exact distribution is not valid; all patterns of signs are.
        method = stats.PermutationMethod(n_resamples=np.inf)
    p = stats.wilcoxon(differences, zero_method="wilcox", method=method).pvalue
    return {"differences": numbers(differences), "signedSum": float(np.sum(np.sign(rest) * ranks)), "pValue": float(p)}


def wilcoxon_cases():
    untied = [rng.normal(0.4, 1, n) for n in (5, 6, 7, 10, 15, 25, 50)]
    tied = [rng.integers(-4, 6, n) for n in (6, 8, 10, 12)]
    zeros = [np.concatenate([rng.normal(0.5, 1, n), np.zeros(3)]) for n in (6, 9)]
    return [signed_rank(one) for one in [*untied, *tied, *zeros]]


def location_cases():
    """Hodges-Lehmann as R's wilcox.test defines it: the median of the Walsh averages. scipy has none."""
    cases = []
    for n in (5, 6, 7, 12, 30):
        d = rng.normal(0.3, 1, n)
        i, j = np.triu_indices(n)
        walsh = np.sort((d[i] + d[j]) / 2)
        case = {"differences": numbers(d), "estimate": float(np.median(walsh))}
        # The nearest exact intervals, by the distribution of the sum of positive ranks over all patterns of signs.
        counts = np.ones(1)
        for rank in range(1, n + 1):
            counts = np.convolve(counts, np.concatenate([[0.5], np.zeros(rank - 1), [0.5]]))
        below = np.concatenate([[0], np.cumsum(counts)])
        k = int(np.searchsorted(below, 0.025, side="right")) - 1
        if k > 0:
            # 95 % lies between the k-th and the next one; the ends are interpolated by the level.
            place = k + (0.025 - below[k]) / (below[k + 1] - below[k]) - 1
            low = np.interp(place, np.arange(len(walsh)), walsh)
            high = np.interp(place, np.arange(len(walsh)), walsh[::-1])
            case["interval"] = {"low": float(low), "high": float(high)}
        cases.append(case)
    return cases


def share_cases():
    cases = []
    for wins, n in ((0, 10), (1, 7), (7, 10), (20, 20), (123, 2000)):
        interval = stats.binomtest(wins, n).proportion_ci(0.95, method="wilson")
        cases.append({"share": wins / n, "samples": n, "low": float(interval.low), "high": float(interval.high)})
    return cases


def rank_cases():
    samples = [rng.normal(size=6), rng.integers(0, 4, 9), np.array([1, np.inf, 2, np.inf])]
    # JSON has no infinity.
    return [{"values": [None if np.isinf(v) else float(v) for v in one], "ranks": numbers(stats.rankdata(one))} for one in samples]


def friedman_cases():
    cases = []
    for blocks, treatments, tied in ((6, 3, False), (10, 4, False), (14, 5, True), (30, 8, True)):
        scores = rng.normal(size=(blocks, treatments)) + np.arange(treatments) / 4
        if tied:
            scores = np.round(scores)
        ranks = np.apply_along_axis(stats.rankdata, 1, scores)
        statistic, p = stats.friedmanchisquare(*scores.T)
        case = {"ranks": [numbers(row) for row in ranks], "statistic": float(statistic), "pValue": float(p)}
        if not tied:
            q = stats.studentized_range.ppf(0.95, treatments, np.inf) / np.sqrt(2)
            case["criticalDifference"] = float(q * np.sqrt(treatments * (treatments + 1) / (6 * blocks)))
        cases.append(case)
    return cases


def range_cases():
    cases = []
    for count in (2, 3, 4, 5, 10, 11, 15, 30, 100):
        for probability in (0.9, 0.95, 0.99):
            quantile = float(stats.studentized_range.ppf(probability, count, np.inf))
            cases.append({"count": count, "probability": probability, "quantile": quantile, "below": float(stats.studentized_range.cdf(quantile, count, np.inf))})
    return cases


def holm_cases():
    samples = [[0.01, 0.04, 0.03], [0.5], [0.9, 0.02, 0.02, 0.6], list(rng.uniform(0, 0.2, 10))]
    return [{"pValues": numbers(p), "adjusted": numbers(multipletests(p, method="holm")[1])} for p in samples]


def largest_gamma(a, b, c):
    """The probability that the first of three shares is the largest, by an integral; a shape of 0 is a share of 0."""
    if a == 0:
        return 0.0
    below = lambda shape, x: 1.0 if shape == 0 else stats.gamma.cdf(x, shape)
    middle = a + b + c
    f = lambda x: stats.gamma.pdf(x, a) * below(b, x) * below(c, x)
    return quad(f, 0, middle, epsabs=1e-14, epsrel=1e-13)[0] + quad(f, middle, np.inf, epsabs=1e-14, epsrel=1e-13)[0]


def sign_cases():
    """baycomp draws from the posterior, so that it agrees to its own error; the integral agrees exactly."""
    cases = []
    for better, equal, worse in ((4, 0, 0), (5, 1, 2), (3, 6, 2), (0, 2, 5), (12, 3, 9), (1, 0, 1)):
        x = np.zeros(better + equal + worse)
        y = np.concatenate([np.full(better, -1.0), np.zeros(equal), np.full(worse, 1.0)])
        drawn = baycomp.SignTest.probs(x, y, rope=0.5, nsamples=1_000_000, random_state=1)
        exact = [largest_gamma(better, equal + 1, worse), largest_gamma(equal + 1, better, worse), largest_gamma(worse, equal + 1, better)]
        cases.append({"counts": {"better": better, "equal": equal, "worse": worse}, "drawn": numbers(drawn), "exact": numbers(exact)})
    return cases


class GivenResamples(library.StratifiedBootstrap):
    """rliable's bootstrap over runs within problems, with the drawn runs given."""

    def __init__(self, scores, indices):
        super().__init__(scores)
        self._given = iter(indices)

    def update_indices(self):
        return (next(self._given), *self._strata_indices)


def percentile_interval(scores, indices, statistic):
    bootstrap = GivenResamples(scores, indices)
    return numbers(bootstrap.conf_int(statistic, reps=len(indices), size=0.95, method="percentile"))


def aggregate_cases():
    cases = []
    for runs, tasks in ((3, 5), (10, 4), (7, 1)):
        x, y = rng.uniform(0, 1.4, (runs, tasks)), rng.uniform(0, 1.2, (runs + 1, tasks))
        x, y = np.round(x, 2), np.round(y, 2)
        indices = rng.integers(0, runs, (200, runs, tasks))
        cases.append(
            {
                "first": [numbers(column) for column in x.T],
                "second": [numbers(column) for column in y.T],
                "interquartileMean": float(metrics.aggregate_iqm(x)),
                "optimalityGap": float(metrics.aggregate_optimality_gap(x)),
                "probabilityOfImprovement": float(metrics.probability_of_improvement(x, y)),
                # By resample and problem, which runs were drawn.
                "resamples": [[[int(v) for v in column] for column in i.T] for i in indices],
                "interquartileMeanInterval": percentile_interval(x, indices, metrics.aggregate_iqm),
                "optimalityGapInterval": percentile_interval(x, indices, metrics.aggregate_optimality_gap),
            }
        )
    return cases


json.dump(
    {
        "wilcoxon": wilcoxon_cases(),
        "locationShift": location_cases(),
        "shareInterval": share_cases(),
        "midranks": rank_cases(),
        "friedman": friedman_cases(),
        "studentizedRange": range_cases(),
        "holm": holm_cases(),
        "signPosterior": sign_cases(),
        "aggregates": aggregate_cases(),
    },
    sys.stdout,
)
