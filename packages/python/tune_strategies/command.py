"""The optimizer of a library, by its name: `optuna:tpe`, `hebo`, `nevergrad:NGOpt`."""
import hashlib
import importlib
import importlib.metadata
import os
import platform
import sys
import warnings

from .protocol import serve

#: Module and class of each library. A module imports its library only when an optimizer is made.
LIBRARIES = {
    "ax": ("ax", "Ax"),
    "bayes_opt": ("bayes_opt", "BayesOpt"),
    "hebo": ("hebo", "Hebo"),
    "hyperopt": ("hyperopt", "Hyperopt"),
    "nevergrad": ("nevergrad", "Nevergrad"),
    "optuna": ("optuna", "Optuna"),
    "skopt": ("skopt", "Skopt"),
    "smac": ("smac", "Smac"),
}


def main(arguments):
    (name,) = arguments
    library, _, optimizer = name.partition(":")
    module, class_name = LIBRARIES[library]
    source = importlib.import_module(f"tune_strategies.adapters.{module}")

    def adapter():
        return getattr(source, class_name).of(optimizer or None)

    def make(**start):
        warnings.filterwarnings("ignore")
        return adapter()(**start)

    serve(make, describe=lambda: _describe(name, adapter, source))


def _describe(name, adapter, source):
    try:
        made = adapter()
    except ModuleNotFoundError as error:
        # Its optimizers are known only to itself.
        return {"name": name, "python": _python(), "missing": [error.name], "needs": [error.name]}
    except ValueError as error:
        return {"unknown": str(error)}
    versions = {needed: _version(needed) for needed in made.requirements}
    described = {
        "name": name,
        "python": _python(),
        "needs": list(made.requirements),
        "missing": [needed for needed, version in versions.items() if version is None],
        "capabilities": {
            "parallel": made.parallel,
            "recommend": callable(getattr(made, "recommend", None)),
        },
    }
    if not described["missing"]:
        libraries = ", ".join(f"{needed} {version}" for needed, version in versions.items())
        described["version"] = f"{libraries}; adapter {_hash(source)}"
    return described


def _python():
    return {"version": platform.python_version(), "path": sys.executable}


def _version(distribution):
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _hash(source):
    """Of what decides which points the library gets and gives, besides the library."""
    own = os.path.dirname(os.path.abspath(__file__))
    text = hashlib.sha256()
    for file in (source.__file__, os.path.join(own, "ask_tell.py"), os.path.join(own, "space.py")):
        with open(file, "rb") as opened:
            text.update(opened.read())
    return text.hexdigest()[:12]
