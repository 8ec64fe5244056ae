"""The same protocol without the helper: random search over numbers.

tune compare --objective branin --strategies bayes,python:./plain.py
"""
import json, random, sys

for line in sys.stdin:
    request = json.loads(line)
    answer = {"ok": True}
    if request["op"] == "start":
        space, chance = request["space"], random.Random(request["seed"])
    elif request["op"] == "suggest":
        answer = {"points": [{p["name"]: chance.uniform(p["low"], p["high"]) for p in space}]}
    elif request["op"] == "stop":
        break
    print(json.dumps(answer), flush=True)
