#!/usr/bin/env python3
"""Writes symmetric.csv and skewed.csv: values of stable laws by two independent routes that agree to 25 digits.

    python generate.py          compute the rows that are missing, append each as it is ready, sort at the end
    python generate.py --check  recompute a seeded sample of the committed rows and the closed forms, below a minute

Any disagreement above 1e-25 ends the run with exit status 1.
"""

import argparse
import csv
import math
import os
import random
import sys
import time

import gmpy2

import closed
import fourier
import points
import zolotarev

HERE = os.path.dirname(os.path.abspath(__file__))
AGREE = 1e-25
FILES = {
    "symmetric.csv": ["alpha", "x", "pdf", "sf", "dlogpdf_dalpha", "d2logpdf_dalpha2", "dlogpdf_dx"],
    "skewed.csv": ["alpha", "beta", "x", "pdf", "cdf", "sf"],
}
worst = {"two routes": (0.0, None), "closed forms": (0.0, None)}


def compare(kind, key, ours, theirs):
    """Records the worst relative difference and stops at one above AGREE."""
    for u, v in zip(ours, theirs):
        error = float(abs(u / v - 1)) if v else float(abs(u))
        if error > worst[kind][0]:
            worst[kind] = error, key
        if not error <= AGREE:
            sys.exit(f"{key}: {kind} differ by {error:.2e}: {u} and {v}")


def symmetric_row(alpha, x):
    if alpha in (1, 2):
        second = zolotarev.evaluate(alpha, 0.0, x) if alpha == 2 else cauchy(x)
        second += tuple(closed.cauchy_derivatives(x) if alpha == 1 else closed.gauss_derivatives(x))
    else:
        second = zolotarev.evaluate(alpha, 0.0, x, derivatives=True)
    first = fourier.evaluate(alpha, 0.0, x, second, derivatives=True)
    compare("two routes", (alpha, x), first, second)
    return first[:2] + first[3:]


def cauchy(x):
    x = gmpy2.mpfr(x)
    pi = gmpy2.const_pi()
    return 1 / (pi * (1 + x * x)), gmpy2.atan2(gmpy2.mpfr(1), x) / pi, gmpy2.atan2(gmpy2.mpfr(1), -x) / pi


def skewed_row(alpha, beta, x):
    if alpha == 1 and beta == 0:
        second = cauchy(x)
    else:
        second = zolotarev.evaluate(alpha, beta, x)
    if second[0] == 0:  # outside the support of a one-sided law, exactly
        return second[0], second[2], second[1]
    first = fourier.evaluate(alpha, beta, x, second)
    compare("two routes", (alpha, beta, x), first, second)
    return first[0], first[2], first[1]


ROW = {"symmetric.csv": symmetric_row, "skewed.csv": skewed_row}


def plan(name):
    """The points of a file, without those whose density is below the floor."""
    if name == "symmetric.csv":
        yield from points.symmetric()
        return
    for alpha, beta, x in dict.fromkeys(points.skewed()):
        size = points.light(alpha, beta, x)  # -inf: outside the support, a row of exact zeros
        if size == -math.inf or size > math.log10(points.FLOOR):
            yield alpha, beta, x


def text(values):
    return [f"{v:.21e}" if v else "0" for v in values]


def read(name):
    path = os.path.join(HERE, name)
    if not os.path.exists(path):
        return {}
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    keys = len([c for c in FILES[name] if c in ("alpha", "beta", "x")])
    full = [r for r in rows[1:] if len(r) == len(FILES[name]) and r[-1]]
    return {tuple(map(float, r[:keys])): r[keys:] for r in full}


def write(name, rows):
    path = os.path.join(HERE, name)
    with open(path + ".new", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(FILES[name])
        for key in sorted(rows):
            out.writerow([repr(k) for k in key] + rows[key])
    os.replace(path + ".new", path)


def generate(name, limit):
    rows = read(name)
    write(name, rows)
    with open(os.path.join(HERE, name), "a") as file:
        for key in plan(name):
            if len(rows) >= limit:
                break
            if key in rows:
                continue
            rows[key] = text(ROW[name](*key))
            file.write(",".join([repr(k) for k in key] + rows[key]) + "\n")
            file.flush()
    write(name, rows)
    print(f"{name}: {len(rows)} rows")


def check_closed_forms():
    count = 0
    for name, alpha, beta, x, pdf, cdf in closed.cases():
        second = cauchy(x) if name == "Cauchy" else zolotarev.evaluate(alpha, beta, x)
        first = fourier.evaluate(alpha, beta, x, second)
        compare("two routes", (name, x), first, second)
        if name == "S1 value":  # a table of 20 digits
            if not abs(first[0] / pdf - 1) < 1e-19:
                sys.exit(f"S1 value {alpha} {beta}: {first[0]}, tabulated {pdf}")
        else:
            compare("closed forms", (name, x), first[:1] + (first[2:3] if cdf is not None else ()), (pdf, cdf))
        count += 1
    print(f"{count} closed forms and tabulated values: worst difference {worst['closed forms'][0]:.1e}")


def check(seconds):
    """Recomputes rows of the committed files in a seeded order until the time is up."""
    start = time.monotonic()
    for name, share in (("symmetric.csv", 0.4), ("skewed.csv", 1.0)):
        rows = read(name)
        keys = sorted(rows)
        random.Random(4).shuffle(keys)
        done = 0
        for key in keys:
            if time.monotonic() - start > seconds * share:
                break
            for got, want in zip(ROW[name](*key), rows[key]):
                if got != gmpy2.mpfr(want) and not abs(got / gmpy2.mpfr(want) - 1) < 1e-21:
                    sys.exit(f"{name} {key}: {got:.21e}, the file has {want}")
            done += 1
        print(f"{name}: {done} of {len(rows)} rows recomputed, equal to 1e-21")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="recompute a sample of the committed rows")
    parser.add_argument("--limit", type=int, default=10**9, help="stop a file at so many rows")
    args = parser.parse_args()
    gmpy2.get_context().precision = 400
    check_closed_forms()
    if args.check:
        check(45)
    else:
        for name in FILES:
            generate(name, args.limit)
    for kind, (error, key) in worst.items():
        print(f"worst disagreement, {kind}: {error:.1e} at {key}")


if __name__ == "__main__":
    main()
