"""What both routes share: how many digits to carry, and the failure of a quadrature. No formula of a law but zeta's."""

import math

import gmpy2
from gmpy2 import mpfr

DIGITS = 40  # aimed at; the routes must agree to 25


class NoConvergence(Exception):
    """A quadrature that did not settle; its row is not written."""


def bits(digits):
    return int(digits / math.log10(2)) + 16


def tangent(alpha):
    """tan(pi alpha/2), exactly 0 at 2."""
    return mpfr(0) if alpha == 2 else gmpy2.tan(gmpy2.const_pi() * mpfr(alpha) / 2)


def guard(alpha, beta, x, derivatives=False):
    """Digits that are lost on the way: to x - zeta, to the slope 1/(alpha-1), to large arguments."""
    lost = 12 + abs(math.log10(abs(x))) * (2 if derivatives else 1) if x else 12
    if alpha == 1:
        return lost + (2 * abs(math.log10(abs(beta))) if beta else 0)
    return lost + (4 if derivatives else 3) * max(0, -math.log10(abs(alpha - 1)))
