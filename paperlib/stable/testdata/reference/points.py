"""Where the reference values are taken: exact float64 triples, chosen for the regimes in which implementations fail."""

import math
import random

import gmpy2

from common import tangent

SYMMETRIC_ALPHAS = [
    0.3, 0.31, 0.35, 0.4, 0.5, 0.625, 0.7, 0.9, 0.99, 0.999, 0.9999, 0.99999999, 1.0, 1.00000001, 1.001, 1.01, 1.1, 1.25,
    1.375, 1.5, 1.7, 1.75, 1.85, 1.92, 1.949, 1.95, 1.99, 1.999, 1.99999, 1.9999999, 2.0,
]
SYMMETRIC_X = [1e-8, 1e-3, 0.1, 0.5, 1.0, 2.0, 3.5, 6.0, 9.0, 14.0, 30.0, 400.0, 999999.0, 1000001.0, 1e12]
CORE_AND_TAIL = [3.0, 4.5, 7.5, 12.0, 18.0, 24.0]  # where a Gaussian core meets its power tail, alpha > 1.7

SKEWED_ALPHAS = [
    0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1 - 1e-6, 1 - 1e-10, 1.0, 1 + 1e-10, 1 + 1e-6, 1.001, 1.01,
    1.05, 1.1, 1.3, 1.5, 1.7, 1.9, 1.99, 1.9999, 1.9999999, 2.0,
]
BETAS = [0.0, 1e-6, 0.1, 0.5, -0.7, 0.99, 1 - 1e-9, 1.0, -1.0]
FLOOR = 1e-290  # no rows below


def zeta(alpha, beta):
    """The centre of the S1 form, where densities for alpha < 1 are steep and old algorithms break."""
    return 0.0 if alpha in (1, 2) else -beta * math.tan(math.pi * alpha / 2)


def light(alpha, beta, x):
    """log10 of the order of the density on the light side of a totally skewed law, else 0; -inf outside the support."""
    if alpha == 2:
        return -x * x / 4 / math.log(10)
    if abs(beta) != 1:
        return 0.0
    with gmpy2.context(gmpy2.get_context(), precision=300):
        pi, a, x = gmpy2.const_pi(), gmpy2.mpfr(alpha), gmpy2.mpfr(beta * x)
        if alpha == 1:
            return max(-1e300, -float(gmpy2.exp(-1 - pi * x / 2) * 2 / pi / gmpy2.log(10)))
        cos = gmpy2.cos(pi * a / 2)
        y = (x + tangent(alpha)) * cos
        if y <= 0:
            return -math.inf if alpha < 1 else 0.0
        saddle = (y / a) ** (1 / (a - 1))
        return max(-1e300, -float((1 - a) / cos * saddle**a / gmpy2.log(10)))


def light_point(alpha, beta, digits):
    """x at which the light tail of a totally skewed law is about 10^-digits."""
    with gmpy2.context(gmpy2.get_context(), precision=300):
        pi, a, depth = gmpy2.const_pi(), gmpy2.mpfr(alpha), digits * gmpy2.log(10)
        if alpha == 1:
            return beta * float(-2 / pi * (1 + gmpy2.log(depth * pi / 2)))
        cos = gmpy2.cos(pi * a / 2)
        return beta * float(a * (depth * cos / (1 - a)) ** ((a - 1) / a) / cos - tangent(alpha))


def light_points(alpha, beta):
    if abs(beta) != 1 or alpha == 2:
        return []
    return [light_point(alpha, beta, digits) for digits in (3, 30, 120, 280)]


def symmetric():
    """(alpha, x) of symmetric.csv."""
    for alpha in SYMMETRIC_ALPHAS:
        xs = SYMMETRIC_X + (CORE_AND_TAIL if alpha > 1.7 else [])
        if alpha == 2:
            xs = [x for x in xs if x <= 30]
        for x in sorted(xs):
            yield alpha, x


def skewed():
    """(alpha, beta, x) of skewed.csv, in an order in which every beginning covers all regimes."""
    rng = random.Random(20240)
    pairs = [(a, b) for a in SKEWED_ALPHAS for b in BETAS]
    rng.shuffle(pairs)
    groups = [
        [1e15, 1e12, 1e8, 1e6, 1e4],
        [-1e15, -1e10, -1e7, -1e5, -1e3],
        [300.0, -300.0, 60.0, -60.0, 25.0, -25.0, 10.0, -10.0, 6.0, -6.0],
        [0.0, 0.25, -0.25, 0.75, -0.75, -0.05],
        [1.5, -1.5, 2.5, -2.5, 4.0, -4.0],
    ]
    for group in groups:
        rng.shuffle(group)
    rows = []
    for i, (a, b) in enumerate(pairs):
        z = zeta(a, b)
        near = [0.0, 1e-8, -1e-8, 1e-3, -1e-3, 0.1, -0.1]
        xs = [z + near[i % 7], z + near[(i + 3) % 7]]
        xs += [group[i % len(group)] for group in groups]
        xs += light_points(a, b)
        rows.append([(a, b, x) for x in xs])
    for k in range(max(map(len, rows))):
        for row in rows:
            if k < len(row):
                yield row[k]
    for _ in range(320):
        alpha = rng.choice([rng.uniform(0.1, 2), rng.uniform(0.1, 2), 1 + rng.choice([-1, 1]) * 10 ** rng.uniform(-8, -1.3)])
        beta = rng.choice([rng.uniform(-1, 1), rng.uniform(-1, 1), 1 - 10 ** rng.uniform(-9, -1), -1.0])
        x = rng.choice([1, -1]) * 10 ** rng.uniform(-3, 3)
        yield alpha, beta, rng.choice([x, x, zeta(alpha, beta) + 10 ** rng.uniform(-12, 0) * rng.choice([1, -1])])
    yield from hard(random.Random(20241))


def hard(rng):
    """Random rows where formulas change hands: alpha near 1 at every beta, small alpha at zeta, light tails at any depth."""

    def sign():
        return rng.choice([1, -1])

    for _ in range(200):
        alpha = 1 + sign() * 10 ** rng.uniform(-10, -2)
        yield alpha, sign() * 10 ** rng.uniform(-8, 0), sign() * 10 ** rng.uniform(-3, 7)
    for _ in range(150):
        alpha, beta = rng.uniform(0.1, 0.4), sign() * rng.choice([rng.uniform(0, 1), 1 - 10 ** rng.uniform(-12, -1), 1.0])
        yield alpha, beta, zeta(alpha, beta) + sign() * 10 ** rng.uniform(-15, 1)
    for _ in range(150):
        alpha = rng.choice([rng.uniform(0.3, 1.99), 1 + sign() * 10 ** rng.uniform(-6, -1)])
        beta = float(sign())
        yield alpha, beta, light_point(alpha, beta, rng.uniform(0.5, 285))
