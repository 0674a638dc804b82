"""The ray of route 1: where the Fourier integrand decays, and its terms. fourier.py has the formulas."""

import cmath
import math

import gmpy2
from gmpy2 import mpc, mpfr

from common import tangent


def expm1(z):
    """e^z - 1 in double precision, for the map."""
    if abs(z) > 0.3:
        return cmath.exp(z) - 1
    total = term = z
    for k in range(2, 20):
        term *= z / k
        total += term
    return total


class Map:
    """Re h(e^(v + i angle)) in double precision, S0 form, which does not cancel near alpha = 1."""

    def __init__(self, alpha, beta, x):
        self.a, self.b, self.x = float(alpha), float(beta), float(x)
        self.tan = 0.0 if alpha in (1, 2) else float(tangent(alpha))

    def h(self, v, angle):
        log_t = complex(v, angle)
        if v > 600 or self.a * v > 600:
            return complex(math.nan)
        t = cmath.exp(log_t)
        if self.a == 1:
            return -1j * t * self.x - t - 1j * self.b * (2 / math.pi) * t * log_t
        bent = -t * expm1((self.a - 1) * log_t)  # t - t^a
        return -1j * t * self.x - cmath.exp(self.a * log_t) - 1j * self.b * self.tan * bent

    def ray(self, angle, need, lo):
        """Largest Re h on the ray and whether it may be cut: reached e^-need there and on the arc to the real axis."""
        v, top = lo, 0.0
        end = math.log(need) / self.a + 0.1
        crossed = None
        while v < max(end, lo + 1) + 30:
            r = self.h(v, angle).real
            if r != r:
                break
            top = max(top, r)
            if top > 60:
                return top, False
            if r < -need:
                if crossed is None:
                    crossed = v
                if v >= end:
                    break
            elif crossed is not None:
                return top, False
            v += 0.4
        if crossed is None:
            return top, False
        for k in range(9):
            if self.h(max(v, end), angle * k / 8).real > -0.9 * need:
                return top, False
        return top, True

    def choose(self, need):
        """The angle in the middle of the widest range of usable ones, on which e^h stays below e^6; else the real axis."""
        lo = -math.log(abs(self.x) + abs(self.b * self.tan) + 1) - 3
        step, usable = 0.1, []
        for k in range(-29, 30):
            top, ok = self.ray(k * step, need, lo)
            if ok and top < 6:
                usable.append(k)
        if not usable:
            return 0.0
        best, run = (usable[0], usable[0]), usable[0]
        for i, k in enumerate(usable):
            if i and k != usable[i - 1] + 1:
                run = k
            if k - run > best[1] - best[0]:
                best = (run, k)
        return step * (best[0] + best[1]) / 2


class Ray:
    """The integrand on the ray in v = log |t|, which a double exponential shortens on the left."""

    def __init__(self, alpha, beta, x, angle, derivatives):
        self.a, self.alpha, self.derivatives = mpfr(alpha), alpha, derivatives
        self.angle = mpfr(angle)
        self.turn = gmpy2.exp(mpc(0, angle))
        i = mpc(0, 1)
        self.log_form = alpha == 1 and not derivatives  # otherwise beta = 0 and the general form holds at 1 too
        if self.log_form:
            self.k = -i * mpfr(x) - 1
            self.kl = -i * mpfr(beta) * 2 / gmpy2.const_pi()
        else:
            bt = mpfr(0) if beta == 0 else mpfr(beta) * tangent(alpha)
            self.kt = -i * (mpfr(x) + bt) * self.turn
            self.ka = (-1 + i * bt) * gmpy2.exp(mpc(0, self.a * self.angle))
        size = abs(x) + abs(beta * (0.0 if alpha in (1, 2) else float(tangent(alpha)))) + 1
        self.origin = mpfr(-math.log(size))
        self.sharp = 1 / min(1.0, alpha)

    def at(self, w):
        """Bound of the terms of f and of P, and the terms, at v = origin + w - sharp e^-w."""
        e = gmpy2.exp(-w) * self.sharp
        v, dv = self.origin + w - e, 1 + e
        s = gmpy2.exp(v)
        if self.log_form:
            t = s * self.turn
            h = t * (self.k + self.kl * mpc(v, self.angle))
        else:
            power = gmpy2.exp(self.a * v)  # |t^a|
            h = s * self.kt + power * self.ka
        e = gmpy2.exp(h)
        f = e * s * self.turn * dv
        size = abs(e) * dv
        terms = [f.real, e.imag * dv]
        if self.derivatives:  # beta = 0: h_a = -t^a log t, h_x = -it
            log_t = mpc(v, self.angle)
            pa = power * -self.ka
            d1 = -pa * log_t
            terms += [(f * d1).real, (f * (d1 * d1 - pa * log_t * log_t)).real, (f * s * self.turn).imag]
        return size * s, size * min(1, abs(h)), terms
