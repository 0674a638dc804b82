"""Route 2: Zolotarev's and Nolan's integral, whose integrand is positive (nothing cancels in either tail).

With y = x - zeta > 0, zeta = -beta tan(pi a/2), theta0 = arctan(beta tan(pi a/2))/a, p = theta + theta0, q = pi/2 - theta and
log g = a/(a-1) log y + log V(theta),

    f(x)     = a/(pi |a-1| y) Int g e^-g dtheta,
    P(X > x) = (1/pi) Int q |d log g/dtheta| g e^-g dtheta,
    P(X < x) = 1/2 - theta0/pi + (1/pi) Int p |d log g/dtheta| g e^-g dtheta,       -theta0 < theta < pi/2

(the last two by parts from the usual Int e^-g). Sources: V. M. Zolotarev, One-dimensional Stable Distributions, 1986,
section 2.2; J. P. Nolan, Numerical calculation of stable densities and distribution functions, 1997, theorem 1. Angles are
always measured from the end that is near. The logit of p/(p+q) runs over the real line, where the trapezoid rule converges
geometrically; the step is halved until two sums agree to half of the digits.
"""

import math

import gmpy2
from gmpy2 import mpfr

DIGITS = 40  # aimed at; the routes must agree to 25
LN10 = math.log(10)


class NoConvergence(Exception):
    """A quadrature that did not settle; the row must not be written."""


def bits(digits):
    return int(digits / math.log10(2)) + 16


def tangent(alpha):
    """tan(pi alpha/2), exactly 0 at 2."""
    return mpfr(0) if alpha == 2 else gmpy2.tan(gmpy2.const_pi() * mpfr(alpha) / 2)


class Integrand:
    """log g, its slope in theta and the weights at one logit u, for x - zeta > 0 (alpha != 1) or beta > 0 (alpha = 1)."""

    def __init__(self, alpha, beta, x, derivatives=False):
        pi = gmpy2.const_pi()
        a, b, x = mpfr(alpha), mpfr(beta), mpfr(x)
        self.a, self.b, self.derivatives = a, b, derivatives
        # Of a totally skewed law g stays above a positive bound on the light side; then the larger of sf and cdf has a
        # boundary term more and is 1 - the smaller.
        self.large = None
        if alpha < 2 and beta == 1 and alpha <= 1:
            self.large = 1
        if alpha == 2 or beta == -1 and alpha > 1:
            self.large = 2
        if alpha == 1:
            self.at = self.at_one
            self.rest = pi * (1 - b) / 2  # pi/2 + beta theta = rest + beta p
            self.shift = -pi * x / (2 * b) + gmpy2.log(2 / pi)
            self.length, self.below, self.front = pi, mpfr(0), 1 / (2 * b)
            return
        self.at = self.at_general
        tan = tangent(alpha)
        y = x + b * tan
        angle = gmpy2.atan(b * tan)
        if abs(beta) == 1 and alpha != 2:  # exact ends of the range of theta0
            angle = b * (pi * a / 2 - (pi if alpha > 1 else 0))
        theta0 = angle / a
        self.length = pi / 2 + theta0
        self.end = pi - pi * a / 2 - angle  # pi - a (pi/2 + theta0)
        self.begin = pi / 2 - theta0
        if beta == -1 and alpha > 1 or alpha == 2:
            self.end = mpfr(0)
        if beta == 1 and alpha < 1:
            self.begin = mpfr(0)
        self.power = a / (a - 1)
        self.shift = self.power * gmpy2.log(y) + gmpy2.log(gmpy2.cos(angle)) / (a - 1)
        self.logy = gmpy2.log(y)
        self.below = self.begin / pi
        self.front = a / (pi * abs(a - 1) * y)
        self.y, self.pi = y, pi

    def sides(self, u):
        if u < 0:
            e = gmpy2.exp(u)
            return self.length * e / (1 + e), self.length / (1 + e)
        e = gmpy2.exp(-u)
        return self.length / (1 + e), self.length * e / (1 + e)

    def at_one(self, u):
        """Returns log g, |d log g/d theta|, p and q; alpha = 1."""
        p, q = self.sides(u)
        b, m = self.b, self.rest + self.b * p
        sin, cos = gmpy2.sin_cos(min(p, q))  # of theta: cos and |sin|
        tan = cos / sin if q < p else -cos / sin
        log_g = self.shift + gmpy2.log(m / sin) + m * tan / b
        return log_g, b / m + 2 * tan + m / (b * sin * sin), p, q, None

    def at_general(self, u):
        p, q = self.sides(u)
        a = self.a
        ap = a * p
        far = ap > 1.5
        sin_a, cos_a = gmpy2.sin_cos(self.end + a * q if far else ap)
        if far:
            cos_a = -cos_a
        wide = q > 1.5
        sin_q, cos_q = gmpy2.sin_cos(self.begin + p if wide else q)
        if wide:
            cos_q = -cos_q
        if a > 1:
            arg = self.end + (a - 1) * q
            sin_b, cos_b = gmpy2.sin_cos(arg)
            slope_b = -(a - 1) * cos_b / sin_b
        else:
            sin_b, cos_b = gmpy2.sin_cos(self.begin + (1 - a) * p)
            slope_b = (1 - a) * cos_b / sin_b
        log_q, log_a = gmpy2.log(sin_q), gmpy2.log(sin_a)
        log_g = self.shift + log_q / (a - 1) - self.power * log_a + gmpy2.log(sin_b)
        cot_a = cos_a / sin_a
        slope = (1 - self.power) * cos_q / sin_q - self.power * a * cot_a + slope_b
        extra = None
        if self.derivatives:  # of log g in alpha at fixed theta, beta = 0
            d = a - 1
            cot_b = cos_b / sin_b  # tan((a-1) theta), since sin_b is cos((a-1) theta) by its complement
            r = self.logy + log_q - log_a
            d1 = -r / d**2 - self.power * p * cot_a - p * cot_b
            d2 = 2 * r / d**3 + 2 * p * cot_a / d**2 + self.power * (p / sin_a) ** 2 - (p / sin_b) ** 2
            extra = d1, d2
        return log_g, abs(slope), p, q, extra


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
            if y > 12:
                if (direction == 1) == rising:
                    if gmpy2.exp(mpfr(y)) > 4000:
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
    return [t * h for t in total], count


def evaluate(alpha, beta, x, digits=DIGITS, derivatives=False):
    """pdf, sf, cdf (and with derivatives, beta = 0: d log f/d alpha, its second derivative, d log f/dx)."""
    if alpha == 1 and beta < 0:
        pdf, sf, cdf = evaluate(alpha, -beta, -x, digits)
        return pdf, cdf, sf
    extra = guard(alpha, beta, x, derivatives)
    if derivatives:  # sums of both signs: what cancels at small x and near alpha = 1
        digits += int(2 * max(0, -math.log10(x)) + 3 * max(0, -math.log10(abs(alpha - 1))))
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
        old, nodes = sums(f, origin, h, 0, rising, eps)
        for _ in range(9):
            new, n = sums(f, origin, h, mpfr(0.5), rising, eps)
            nodes += n
            new = [(o + m) / 2 for o, m in zip(old, new)]
            scale = [abs(v) for v in new]
            worst = max(abs(new[i] - old[i]) / scale[i] for i in range(len(new)) if i != f.large)
            old, h = new, h / 2
            if worst < mpfr(10) ** -(digits / 2 - 2):
                break
        else:
            raise NoConvergence(f"Zolotarev: {alpha} {beta} {x}: halving ends at {float(worst):.1e}")
        evaluate.nodes = nodes
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
        a = f.a
        d0 = old[0]
        log_front1 = 1 / a - 1 / (a - 1)
        log_front2 = -1 / a**2 + 1 / (a - 1) ** 2
        r1 = old[4] / d0
        d_alpha = log_front1 + r1
        d_alpha2 = log_front2 + old[5] / d0 - r1 * r1
        d_x = (-1 + f.power * old[3] / d0) / f.y
        return pdf, sf, cdf, d_alpha, d_alpha2, d_x


def at_zeta(alpha, beta):
    """x = zeta exactly, which happens for beta = 0 or alpha = 2 only: closed forms at the centre of symmetry."""
    import mpmath

    with mpmath.workdps(60):
        pdf = mpmath.gamma(1 + 1 / mpmath.mpf(alpha)) / mpmath.pi
        return mpfr(mpmath.nstr(pdf, 55)), mpfr(0.5), mpfr(0.5)


def guard(alpha, beta, x, derivatives=False):
    """Digits that are lost on the way: to x - zeta, to the slope 1/(alpha-1), to large arguments."""
    lost = 12 + abs(math.log10(abs(x))) * (2 if derivatives else 1) if x else 12
    if alpha == 1:
        return lost + (2 * abs(math.log10(abs(beta))) if beta else 0)
    return lost + (4 if derivatives else 3) * max(0, -math.log10(abs(alpha - 1)))
