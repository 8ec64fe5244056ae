"""The space of a search, as tune tells it, and what most libraries need of it."""
import math


class Dimension:
    """One parameter. `kind` is what a library has to search in:

    - `float` and `int`: from `low` to `high`, on a logarithmic scale if `log` is set
    - `order`: the places 0 .. `size` - 1 of ordered levels (an ordinal, or a number with a step)
    - `category`: the places 0 .. `size` - 1 of levels without an order
    """

    def __init__(self, parameter):
        self.parameter = parameter
        self.name = parameter["name"]
        self.type = parameter["type"]
        self.when = parameter.get("when")
        self.choices = parameter.get("choices")
        self.low, self.high = parameter.get("low"), parameter.get("high")
        self.log = bool(parameter.get("log"))
        self.step = parameter.get("step")
        if self.choices is not None:
            self.kind = "category" if self.type == "categorical" else "order"
            self.size = len(self.choices)
        elif self.step is not None and not (self.type == "int" and self.step == 1):
            self.kind = "order"
            self.size = int(math.floor((self.high - self.low) / self.step + 1e-9)) + 1
        else:
            self.kind, self.size = self.type, None

    @property
    def is_fixed(self):
        """It has one value."""
        return self.size == 1 or (self.size is None and self.low == self.high)

    def decode(self, code):
        """The value for what a library chose: a number in the range, or the place of a level."""
        if self.size is not None:
            place = min(self.size - 1, max(0, int(round(float(code)))))
            if self.choices is not None:
                return self.choices[place]
            value = self.low + place * self.step
            return int(value) if self.type == "int" else float(value)
        number = int(round(float(code))) if self.type == "int" else float(code)
        return min(self.high, max(self.low, number))

    def encode(self, value):
        """What `decode` makes this value of."""
        if self.choices is not None:
            # True is not 1, and 1 is 1.0.
            return next(i for i, choice in enumerate(self.choices) if _same(choice, value))
        if self.size is not None:
            return int(round((value - self.low) / self.step))
        return int(value) if self.type == "int" else float(value)

    @property
    def middle(self):
        """A code for a parameter that has no value."""
        if self.size is not None:
            return self.size // 2
        if self.log:
            middle = math.sqrt(self.low) * math.sqrt(self.high)
        else:
            middle = self.low + (self.high - self.low) / 2
        return self.encode(self.decode(middle))

    def sample(self, random):
        """A value at random, from a `random.Random`."""
        if self.size is not None:
            return self.decode(random.randrange(self.size))
        half = 0.5 if self.type == "int" else 0.0
        low, high = self.low - half, self.high + half
        if self.log:
            return self.decode(math.exp(random.uniform(math.log(low), math.log(high))))
        return self.decode(random.uniform(low, high))


class Space:
    """The parameters; a point is a dict of name and value."""

    def __init__(self, parameters):
        self.parameters = parameters
        self.by_name = {parameter["name"]: Dimension(parameter) for parameter in parameters}
        #: Parents come before what hangs on them.
        self.dimensions = sorted(self.by_name.values(), key=self._depth)
        #: Those that a library searches: a fixed one has nothing to search.
        self.free = [dimension for dimension in self.dimensions if not dimension.is_fixed]

    def sample(self, random):
        """A point at random, from a `random.Random`."""
        return self.active({d.name: d.sample(random) for d in self.dimensions})

    def active(self, values):
        """The point of these values: without those whose condition is not met."""
        return {name: value for name, value in values.items() if self._is_active(name, values)}

    def point(self, codes):
        """The point of what a library chose for each of `free`, by name."""
        values = {}
        for dimension in self.dimensions:
            code = 0 if dimension.size == 1 else dimension.low
            values[dimension.name] = dimension.decode(code if dimension.is_fixed else codes[dimension.name])
        return self.active(values)

    def codes(self, point):
        """What `point` makes this point of; a parameter that it does not have is in the middle."""
        return {
            d.name: d.encode(point[d.name]) if d.name in point else d.middle for d in self.free
        }

    def key(self, point):
        """A text that equal points share."""
        return repr(
            [d.encode(point[d.name]) if d.name in point else None for d in self.dimensions]
        )

    def _depth(self, dimension):
        return 1 + self._depth(self.by_name[dimension.when["parent"]]) if dimension.when else 0

    def _is_active(self, name, values):
        when = self.by_name[name].when
        if not when:
            return True
        parent = when["parent"]
        if not self._is_active(parent, values):
            return False
        return any(_same(values[parent], value) for value in when["values"])


def _same(a, b):
    return isinstance(a, bool) == isinstance(b, bool) and a == b
