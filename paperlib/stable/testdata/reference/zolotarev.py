"""Route 2: Zolotarev's and Nolan's integral, whose integrand is positive (nothing cancels in either tail).

With y = x - zeta > 0, zeta = -beta tan(pi a/2), theta0 = arctan(beta tan(pi a/2))/a, p = theta + theta0, q = pi/2 - theta and
log g = a/(a-1) log y + log V(theta),

    f(x)     = a/(pi |a-1| y) Int g e^-g dtheta,
    P(X > x) = (1/pi) Int q |d log g/dtheta| g e^-g dtheta,
    P(X < x) = 1/2 - theta0/pi + (1/pi) Int p |d log g/dtheta| g e^-g dtheta,       -theta0 < theta < pi/2

(the last two by parts from the usual Int e^-g). At alpha = 1 and beta > 0 the factor before the first integral is
1/(2 beta), theta0 = pi/2 and, with m = pi/2 + beta theta,

    log g = -pi x/(2 beta) + log(2 m/(pi cos theta)) + (m/beta) tan theta.

beta < 0 there, and y < 0 elsewhere, by reflection. Sources: V. M. Zolotarev, One-dimensional Stable Distributions, 1986,
section 2.2; J. P. Nolan, Numerical calculation of stable densities and distribution functions, 1997, theorem 1. The logit of
p/(p+q) runs over the real line, where the trapezoid rule converges geometrically; the step is halved until two sums agree to
half of the digits.
"""

import math

import gmpy2
import mpmath
from gmpy2 import mpfr

from common import DIGITS, NoConvergence, bits, guard, tangent
from integrand import Integrand


def start(f):
    """The logit with log g = 0 if there is one, else that of the largest integrand; and the slope of log g there."""
    lo, hi = mpfr(-400), mpfr(400)
    y_lo, y_hi = f.at(lo)[0], f.at(hi)[0]
    if (y_lo > 0) != (y_hi > 0):
        rising = y_hi > 0
        for _ in range(3000):
            mid = (lo + hi) / 2
            y = f.at(mid)[0]
            if abs(y) < 0.3:
                break
            if (y > 0) == rising:
                hi = mid
            else:
                lo = mid
    else:
        rising = y_hi > y_lo
        lo, hi = mpfr(-400), mpfr(400)
        for _ in range(60):  # the slope in u of log (g e^-g dtheta/du) changes its sign once
            mid = (lo + hi) / 2
            y, slope, p, q, _ = f.at(mid)
            bend = mpfr("inf") if y > 700 else (gmpy2.exp(y) - 1) * slope * p * q / f.length
            if (bend if rising else -bend) > (q - p) / f.length:
                hi = mid
            else:
                lo = mid
        return mid, mpfr(1), rising
    _, slope, p, q, _ = f.at(mid)
    return mid, slope * p * q / f.length, rising


def sums(f, origin, h, offset, rising, eps):
    """Trapezoid sums over origin + (k + offset) h: of f, of the survival and of the distribution function."""
    n = 6 if f.derivatives else 3
    total = [mpfr(0)] * n
    largest = [mpfr(0)] * 3
    count = 0
    for direction in (1, -1):
        k = 0 if direction == 1 else -1
        small = 0
        while True:
            u = origin + (k + offset) * h
            y, slope, p, q, extra = f.at(u)
            k += direction
            count += 1
            if y > 8.3 and (direction == 1) == rising:  # g > 4000
                break
            g = gmpy2.exp(y)
            e = g * gmpy2.exp(-g)
            w = p * q / f.length
            terms = [w * e, w * e * slope * q, w * e * slope * p]
            for i in range(3):
                total[i] += terms[i]
                largest[i] = max(largest[i], total[i])
            if extra is not None:
                d1, d2 = extra
                total[3] += terms[0] * (1 - g)
                total[4] += terms[0] * (1 - g) * d1
                total[5] += terms[0] * (((1 - g) ** 2 - g) * d1 * d1 + (1 - g) * d2)
            # Beyond, g e^-g falls; the other factors grow at most by their own ratio to the ends of the range.
            tiny = all(terms[i] < eps * largest[i] for i in range(3) if i != f.large)
            outward = (u > 0) == (direction == 1)
            if tiny and not outward:
                tiny = e * f.length < eps * largest[0]
            small = small + 1 if tiny else 0
            if small >= 4:
                break
            if count > 400000:
                raise NoConvergence("Zolotarev: too many nodes")
    return [t * h for t in total]


def evaluate(alpha, beta, x, digits=DIGITS, derivatives=False):
    """pdf, sf, cdf (and with derivatives, beta = 0: d log f/d alpha, its second derivative, d log f/dx)."""
    if alpha == 1 and beta < 0:
        pdf, sf, cdf = evaluate(alpha, -beta, -x, digits)
        return pdf, cdf, sf
    extra = guard(alpha, beta, x, derivatives)
    if derivatives:  # sums of both signs: what cancels at small x and near alpha = 1
        digits += int(2 * max(0, -math.log10(x)) + 3 * max(0, -math.log10(abs(alpha - 1))))
    if beta == 1 and alpha <= 1 and x > 1:  # sf = 1 - cdf in a heavy tail
        digits += int(alpha * math.log10(x)) + 1
    with gmpy2.context(gmpy2.get_context(), precision=bits(digits + extra)):
        if alpha != 1:
            y = mpfr(x) + mpfr(beta) * tangent(alpha)
            if y < 0:
                pdf, sf, cdf = evaluate(alpha, -beta, -x, digits)
                return pdf, cdf, sf
            if y == 0:
                return at_zeta(alpha, beta)
            if beta == -1 and alpha < 1:
                return mpfr(0), mpfr(0), mpfr(1)
        f = Integrand(alpha, beta, x, derivatives)
        origin, slope, rising = start(f)
        eps = mpfr(10) ** -(digits + 4)
        h = min(mpfr(0.2), mpfr(0.4) / max(slope, mpfr("1e-30")))
        old = sums(f, origin, h, 0, rising, eps)
        for _ in range(9):
            half = sums(f, origin, h, mpfr(0.5), rising, eps)
            new = [(o + m) / 2 for o, m in zip(old, half)]
            worst = max(abs((n - o) / n) for i, (n, o) in enumerate(zip(new, old)) if i != f.large)
            old, h = new, h / 2
            if worst < mpfr(10) ** -(digits / 2 - 2):
                break
        else:
            raise NoConvergence(f"Zolotarev: {alpha} {beta} {x}: halving ends at {float(worst):.1e}")
        pi = gmpy2.const_pi()
        pdf, sf, cdf = f.front * old[0], old[1] / pi, f.below + old[2] / pi
        if f.large == 1:
            sf = 1 - cdf
        elif f.large == 2:
            cdf = 1 - sf
        elif abs(sf + cdf - 1) > mpfr(10) ** (10 - digits):
            raise NoConvergence(f"Zolotarev: {alpha} {beta} {x}: sf + cdf is not 1")
        if not derivatives:
            return pdf, sf, cdf
        a, r1 = f.a, old[4] / old[0]
        d_alpha = 1 / a - 1 / (a - 1) + r1
        d_alpha2 = -1 / a**2 + 1 / (a - 1) ** 2 + old[5] / old[0] - r1 * r1
        d_x = (-1 + f.power * old[3] / old[0]) / f.y
        return pdf, sf, cdf, d_alpha, d_alpha2, d_x


def at_zeta(alpha, beta):
    """x = zeta exactly, which happens for beta = 0 or alpha = 2 only: closed forms at the centre of symmetry."""
    with mpmath.workdps(60):
        pdf = mpmath.gamma(1 + 1 / mpmath.mpf(alpha)) / mpmath.pi
        return mpfr(mpmath.nstr(pdf, 55)), mpfr(0.5), mpfr(0.5)
