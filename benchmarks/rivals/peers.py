"""The rivals behind one protocol: JSON lines {start | ask | tell} in, one JSON line out.

Every rival has its own defaults. A conditional parameter, or a constraint, is
told to those that know such a thing and left out for those that do not (see ../regret/README.md).
"""
import importlib
import json
import os
import sys
import traceback
import warnings

warnings.filterwarnings("ignore")
# Output of a library must not get between the answers.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

# Imported when needed: some import torch, which takes seconds.
PEERS = {
    "optuna-tpe": ("optuna_peer", "OptunaPeer", {"sampler": "tpe"}),
    "optuna-gp": ("optuna_peer", "OptunaPeer", {"sampler": "gp"}),
    "optuna-cma": ("optuna_peer", "OptunaPeer", {"sampler": "cma"}),
    "bayes_opt": ("bayes_opt_peer", "BayesOptPeer", {}),
    "skopt": ("skopt_peer", "SkoptPeer", {}),
    "hebo": ("hebo_peer", "HeboPeer", {}),
    "ax": ("ax_peer", "AxPeer", {}),
    "smac": ("smac_peer", "SmacPeer", {}),
}


def start(message):
    module, name, options = PEERS[message["peer"]]
    make = getattr(importlib.import_module(f"adapters.{module}"), name)
    return make(message["parameters"], message["seed"], message["trials"], **options)


peer = None
for line in sys.stdin:
    message = json.loads(line)
    try:
        answer = {}
        if message["op"] == "start":
            peer = start(message)
        elif message["op"] == "ask":
            answer["point"] = peer.ask()
        else:
            peer.tell(message["value"])
    except Exception as error:
        answer = {"error": "".join(traceback.format_exception(error))[-1500:]}
    ANSWERS.write(json.dumps(answer) + "\n")
    ANSWERS.flush()
