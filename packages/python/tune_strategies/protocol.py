"""The loop of a program that suggests points: a line of JSON on stdin, an answer on stdout."""
import json
import os
import queue
import sys
import threading
import traceback

from .space import Space

# How long the program may go on with what it is doing after stdin has ended, in seconds.
GRACE = 2.0


def serve(make, name=None, version=None, parallel=False, describe=None):
    """Answers the requests of tune until it says stop, or stdin ends.

    `make(space=..., seed=..., budget=..., options=...)` is called once, for `start`, and returns an object with

    - `suggest(count, pending)`: a list of at most `count` points, dicts of name and value; fewer, or none, when the
      space is used up. `pending` are the points that are being evaluated.
    - `observe(trials)`, optional: a list of `{"point": ..., "value": ...}` or `{"point": ..., "failed": why}`.
      Smaller values are better.
    - `recommend()`, optional: the point that a person should use.

    `parallel` says that it takes `pending` into account; otherwise it is asked for one point at a time.
    What the program prints goes to stderr.
    """
    requests, answers = _channels()
    can_recommend = callable(getattr(make, "recommend", None))
    strategy = None

    def answer(request):
        nonlocal strategy
        op = request.get("op")
        if op == "describe":
            return describe() if describe else _described(name, version, parallel, can_recommend)
        if op == "start":
            strategy = make(
                space=Space(request["space"]),
                seed=request["seed"],
                budget=request.get("budget"),
                options=request.get("options", {}),
            )
            return {"ok": True}
        if strategy is None:
            raise ValueError(f"the first request is start, not {op}")
        if op == "suggest":
            return {"points": strategy.suggest(request["count"], request.get("pending", []))}
        if op == "observe":
            if hasattr(strategy, "observe"):
                strategy.observe(request["trials"])
            return {"ok": True}
        if op == "recommend":
            return {"point": strategy.recommend() if hasattr(strategy, "recommend") else None}
        raise ValueError(f"there is no operation {op}")

    while True:
        request = requests.get()
        if request is None or request.get("op") == "stop":
            break
        try:
            text = json.dumps(answer(request), allow_nan=False, default=_plain)
        except Exception as error:
            # Where it was thrown, without the way from here.
            own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
            sys.stderr.write("".join(traceback.format_list(own[-6:])))
            sys.stderr.flush()
            text = json.dumps({"error": {"message": f"{type(error).__name__}: {error}"}})
        try:
            answers.write(text + "\n")
            answers.flush()
        except BrokenPipeError:
            break


def _described(name, version, parallel, can_recommend):
    told = {"name": name, "version": version}
    return {
        **{key: value for key, value in told.items() if value is not None},
        "capabilities": {"parallel": parallel, "recommend": can_recommend},
    }


def _channels():
    """A queue with the requests, None at their end, and a file for the answers."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    requests = queue.Queue()

    def read():
        for line in sys.stdin.buffer:
            if line.strip():
                requests.put(json.loads(line))
        requests.put(None)
        # tune has ended, and what is still being computed is of no use.
        timer = threading.Timer(GRACE, os._exit, [0])
        timer.daemon = True
        timer.start()

    threading.Thread(target=read, daemon=True).start()
    return requests, answers


def _plain(value):
    """A NumPy scalar as Python's own."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} is not JSON")
