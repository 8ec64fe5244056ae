"""What the adapters share: suggest and observe on top of a library's ask and tell."""
import collections
import math


class AskTell:
    """An optimizer of a library. A subclass has `ask`, `tell` and `add`, and says what it needs."""

    #: Distributions that must be installed; `version` names them.
    requirements = ()
    #: Takes points that are being evaluated into account.
    parallel = False

    @classmethod
    def of(cls, optimizer):
        """The adapter of one optimizer of the library, the library's own choice for None.

        Raises ValueError if there is no such optimizer.
        """
        if optimizer is not None:
            raise ValueError(f"it has one optimizer, so {optimizer} is not a part of its name")
        return cls

    def __init__(self, space, seed, budget, options):
        self.space = space
        self.asked = collections.defaultdict(collections.deque)
        if space.free:
            self.begin(seed, budget, options)

    def begin(self, seed, budget, options):
        """Makes the optimizer of the library; this is where it is imported."""
        raise NotImplementedError

    def ask(self):
        """What the library calls its suggestion, and the point; None if it has none any more."""
        raise NotImplementedError

    def tell(self, token, value):
        """The value of a suggestion, smaller is better; None if it failed."""
        raise NotImplementedError

    def add(self, point, value):
        """The value of a point that was not asked for by this process, as after a resume."""
        raise NotImplementedError

    def suggest(self, count, pending):
        if not self.space.free:
            return [self.space.point({})] * count
        points = []
        while len(points) < count:
            suggestion = self.ask()
            if suggestion is None:
                break
            token, point = suggestion
            self.asked[self.space.key(point)].append(token)
            points.append(point)
        return points

    def observe(self, trials):
        for trial in trials if self.space.free else ():
            point, value = trial["point"], trial.get("value")
            tokens = self.asked.get(self.space.key(point))
            if tokens:
                self.tell(tokens.popleft(), value)
            else:
                self.add(point, value)


class WorstForFailure:
    """For a library that cannot be told of a failure: the worst value so far stands for it.

    Failures before the first value wait for it: whatever stood for them might beat the optimum.
    """

    def __init__(self, tell):
        """`tell` takes what was asked, in the library's own form, and a value."""
        self.tell = tell
        self.worst = -math.inf
        self.waiting = []

    def __call__(self, asked, value):
        self.waiting.append((asked, value))
        if value is not None:
            self.worst = max(self.worst, value)
        if self.worst == -math.inf:
            return
        for token, its in self.waiting:
            self.tell(token, self.worst if its is None else its)
        self.waiting.clear()
