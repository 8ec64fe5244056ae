"""Cross-validated log loss of small models on scikit-learn's bundled data, JSON lines in and out."""
import json
import sys
import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

warnings.filterwarnings("ignore")


def first(data, count):
    """The first `count` rows of a fixed shuffle."""
    order = np.random.default_rng(0).permutation(len(data.target))[:count]
    return data.data[order], data.target[order]


def svm(point):
    return make_pipeline(StandardScaler(), SVC(probability=True, random_state=0, **point))


def boosting(point):
    return HistGradientBoostingClassifier(random_state=0, early_stopping=False, **point)


def mlp(point):
    units = point.pop("units")
    model = MLPClassifier((units,), solver="sgd", max_iter=15, random_state=0, **point)
    return make_pipeline(StandardScaler(), model)


TASKS = {
    "svm-wine": (svm, first(load_wine(), 178)),
    "svm-digits": (svm, first(load_digits(), 500)),
    "boosting-cancer": (boosting, first(load_breast_cancer(), 400)),
    "mlp-digits": (mlp, first(load_digits(), 600)),
}
FOLDS = StratifiedKFold(3, shuffle=True, random_state=0)

for line in sys.stdin:
    try:
        message = json.loads(line)
        make, (x, y) = TASKS[message["name"]]
        score = cross_val_score(make(message["point"]), x, y, cv=FOLDS, scoring="neg_log_loss")
        print(json.dumps({"value": -float(np.mean(score))}), flush=True)
    except Exception as error:  # the caller decides what a failure means
        print(json.dumps({"error": repr(error)}), flush=True)
