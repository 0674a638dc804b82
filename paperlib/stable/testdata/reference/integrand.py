"""The integrand of Zolotarev's and Nolan's integral; zolotarev.py has the formulas.

Angles are measured from the end that is near (p from -theta0, q from pi/2) and sines of angles near pi are taken from the
complement, so that nothing cancels at either end. With begin = pi/2 - theta0 and end = pi - alpha (pi/2 + theta0),

    cos theta = sin q,   sin(alpha (theta0 + theta)) = sin(alpha p) = sin(end + alpha q),
    cos(alpha theta0 + (alpha-1) theta) = sin(begin + (1-alpha) p) = sin(end + (alpha-1) q).
"""

import gmpy2
from gmpy2 import mpfr

from common import tangent


class Integrand:
    """log g, its slope in theta and the weights at one logit u, for x - zeta > 0 (alpha != 1) or beta > 0 (alpha = 1)."""

    def __init__(self, alpha, beta, x, derivatives=False):
        pi = gmpy2.const_pi()
        a, b, x = mpfr(alpha), mpfr(beta), mpfr(x)
        self.a, self.b, self.derivatives = a, b, derivatives
        # Of a totally skewed law g stays above a positive bound on the light side; then the larger of sf and cdf has a
        # boundary term more and is 1 - the smaller.
        self.large = None
        if beta == 1 and alpha <= 1:
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
        self.y = y

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
