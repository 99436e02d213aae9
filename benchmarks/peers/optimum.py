"""The exact optimum by scipy: pins are fixed first, and a donor has a column for each place that is left."""

import json
import sys
from importlib.metadata import version
from time import perf_counter

import numpy as np
from scipy.optimize import linear_sum_assignment

task = json.load(sys.stdin)
start = perf_counter()
worths, left = np.array(task["worths"]), np.array(task["capacities"])
pins = [tuple(pin) for pin in task["pins"]]
for _receiver, donor in pins:
    left[donor] -= 1
free = np.setdiff1d(np.arange(len(worths)), [receiver for receiver, _donor in pins])
places = np.repeat(np.arange(len(left)), left)
chosen, columns = linear_sum_assignment(worths[np.ix_(free, places)], maximize=True)
found = zip(free[chosen].tolist(), places[columns].tolist(), strict=True)
pairs = pins + [(receiver, donor) for receiver, donor in found if worths[receiver, donor]]
seconds = perf_counter() - start
json.dump({"pairs": pairs, "seconds": seconds, "versions": f"scipy {version('scipy')}"}, sys.stdout)
