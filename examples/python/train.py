"""Logistic regression on made-up points: ten epochs of momentum, the loss on held-out ones."""

import argparse
import json
import math
import os
import random

EPOCHS = 10

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, required=True)
parser.add_argument("--momentum", type=float, required=True)
options = parser.parse_args()
chance = random.Random(int(os.environ.get("TUNE_SEED", "1")))


def draw():
    """A point of the plane, and on which side of a blurred line it lies."""
    x, y = chance.gauss(0, 1), chance.gauss(0, 3)
    return (x, y, 1.0), 1.0 if 2 * x - y + 0.5 + chance.gauss(0, 1) > 0 else 0.0


def predict(weights, point):
    score = sum(w * p for w, p in zip(weights, point))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def loss(weights, data):
    total = 0.0
    for point, label in data:
        share = min(max(predict(weights, point), 1e-9), 1 - 1e-9)
        total -= math.log(share if label else 1 - share)
    return total / len(data)


training, held_out = [draw() for _ in range(200)], [draw() for _ in range(200)]
weights, velocity = [0.0] * 3, [0.0] * 3
for epoch in range(1, EPOCHS + 1):
    gradient = [0.0] * 3
    for point, label in training:
        error = predict(weights, point) - label
        gradient = [g + error * p / len(training) for g, p in zip(gradient, point)]
    velocity = [options.momentum * v - options.lr * g for v, g in zip(velocity, gradient)]
    weights = [w + v for w, v in zip(weights, velocity)]
    print(json.dumps({"step": epoch, "value": loss(weights, held_out), "total": EPOCHS}), flush=True)
print(loss(weights, held_out))
