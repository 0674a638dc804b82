"""Read `go test -json`, show what matters, and count: count_tests.py TALLY < events

A package gets one line, a failed test its output. The counts go to the file
TALLY as "passed failed skipped": leaf tests that really ran, a failure of a
parent beside its subtests, and one failure for a package that did not build or
broke outside of a test.
"""

import json
import sys
from collections import defaultdict


class Package:
    def __init__(self):
        self.outcome = {}
        self.output = defaultdict(list)

    def leaves(self):
        parents = {name.rsplit("/", 1)[0] for name in self.outcome if "/" in name}
        for name, outcome in self.outcome.items():
            if name not in parents:
                yield name, outcome
            elif outcome == "fail" and not any(
                o == "fail" and n.startswith(name + "/") for n, o in self.outcome.items()
            ):
                yield name, outcome


def show(name, package, action, elapsed):
    """Print a finished package and return its counts."""
    counts = {"pass": 0, "fail": 0, "skip": 0}
    for test, outcome in package.leaves():
        counts[outcome] += 1
        if outcome == "fail":
            print("".join(package.output[test]), end="")
    if action == "fail" and counts["fail"] == 0:
        counts["fail"] = 1
        print("".join(package.output[""]), end="")
    if sum(counts.values()):
        print(f"{action:4} {name}: {counts['pass']} passed, {counts['fail']} failed, {counts['skip']} skipped ({elapsed:.1f} s)", flush=True)
    return counts


def main(tally):
    packages, total = defaultdict(Package), {"pass": 0, "fail": 0, "skip": 0}
    for line in sys.stdin:
        try:
            event = json.loads(line)
        except ValueError:
            print(line, end="")  # what go itself says
            continue
        action, test = event.get("Action"), event.get("Test", "")
        package = packages[event.get("Package", "")]
        if action in ("output", "build-output"):
            package.output[test].append(event.get("Output", ""))
            if action == "build-output":
                print(event.get("Output", ""), end="")
        elif action in ("pass", "fail", "skip"):
            if test:
                package.outcome[test] = action
            else:
                for key, n in show(event["Package"], package, action, event.get("Elapsed", 0.0)).items():
                    total[key] += n
    with open(tally, "w", encoding="utf-8") as f:
        f.write(f"{total['pass']} {total['fail']} {total['skip']}\n")


main(sys.argv[1])
