"""Times of single training steps of the tutorial's network in Keras, as JSON on stdout."""

import json
import os
import resource
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
import tensorflow as tf
from keras import layers

BATCH = 64
images_file, labels_file, warm_up, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
count = BATCH * (warm_up + steps)
images = np.fromfile(images_file, np.uint8, offset=16, count=count * 784)
labels = np.fromfile(labels_file, np.uint8, offset=8, count=count)
x = images.reshape(count, 28, 28, 1).astype("float32") / 255
y = keras.utils.to_categorical(labels, 10)

keras.utils.set_random_seed(1)
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.3),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(keras.optimizers.RMSprop(0.002), "categorical_crossentropy", metrics=["accuracy"])


class Clock(keras.callbacks.Callback):
    """Time from the end of one step to the end of the next, the feeding of data included."""

    def __init__(self):
        super().__init__()
        self.ends = []
        self.cpu_ends = []

    def on_train_batch_end(self, batch, logs=None):
        self.ends.append(time.perf_counter())
        self.cpu_ends.append(time.process_time())


clock = Clock()
model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0, callbacks=[clock])
times = 1000 * np.diff(clock.ends)[warm_up - 1 :]
cpu_times = 1000 * np.diff(clock.cpu_ends)[warm_up - 1 :]
result = {
    "times": times.tolist(),
    "cpuTimes": cpu_times.tolist(),
    "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "weights": model.count_params(),
    "versions": {"tensorflow": tf.__version__, "keras": keras.__version__},
}
print(json.dumps(result))
