"""`python -m tune_strategies optuna:tpe` serves the optimizer of a library."""
import os
import sys

if not __package__:
    # Started as a file: its folder is no place to look for modules, that of the package is.
    sys.path[0:1] = []
    sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from tune_strategies.command import main

main(sys.argv[1:])
