"""Route 1: the Fourier integrals along a contour on which they decay.

For t with a positive real part log phi(t) = -t^a - i beta tan(pi a/2) (t - t^a), or -t - i beta (2/pi) t log t at alpha = 1;
with h(t) = -itx + log phi(t),

    f(x) = (1/pi) Re Int_0^inf e^h dt,    P(X > x) = 1/2 + (1/pi) Im Int_0^inf e^h dt/t.

General case: the ray t = s e^(i angle), whose angle is chosen from a map of Re h over the half-plane. The ray may be cut
where |e^h| has vanished and continued on the real axis, provided that e^h has vanished on the arc between them; the map
shows that. The pole at t = 0 adds i angle to the second integral. What cancels is paid for in digits.

Light side of a totally skewed law (beta = 1, x small), where values reach e^-1000: e^h is analytic above the real axis and
real on the imaginary one; the hyperbola through the saddle point i lambda has no cancellation at all.

Both are trapezoid sums in a variable in which the integrand decays doubly exponentially; the step is halved until two sums
agree to half of the digits.
"""

import cmath
import math

import gmpy2
from gmpy2 import mpc, mpfr

from zolotarev import DIGITS, LN10, NoConvergence, bits, guard, tangent


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
        """The angle in the middle of the widest range of usable angles, with the e^h on it at most e^3 or so."""
        lo = -math.log(abs(self.x) + abs(self.b * self.tan) + 1) - 3
        step, usable = 0.1, []
        for k in range(-29, 30):
            top, ok = self.ray(k * step, need, lo)
            if ok and top < 6:
                usable.append(k)
        if not usable:
            return 0.0, 0.0
        best, run = (usable[0], usable[0]), usable[0]
        for i, k in enumerate(usable):
            if i and k != usable[i - 1] + 1:
                run = k
            if k - run > best[1] - best[0]:
                best = (run, k)
        return step * (best[0] + best[1]) / 2, step * (best[1] - best[0]) / 2


class Ray:
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


def converge(sample, h, small, targets, label):
    """Halves the trapezoid step of sample over the real line until the sums settle relative to targets."""

    def run(step, offset):
        total = None
        for direction in (1, -1):
            k = 0 if direction == 1 else -1
            quiet = 0
            while quiet < 4:
                b1, b2, terms = sample((k + offset) * step)
                run.count += 1
                k += direction
                total = terms if total is None else [x + y for x, y in zip(total, terms)]
                quiet = quiet + 1 if b1 < small[0] and b2 < small[1] else 0
                if run.count > 300000:
                    raise NoConvergence(f"Fourier: {label}: too many nodes")
        return [v * step for v in total]

    run.count = 0
    h = mpfr(h)
    old = run(h, 0)
    for _ in range(8):
        new = [(x + y) / 2 for x, y in zip(old, run(h, mpfr(0.5)))]
        worst = max(abs(x - y) / t for x, y, t in zip(old, new, targets))
        old, h = new, h / 2
        if worst < mpfr(10) ** -(DIGITS / 2 - 3):
            converge.nodes = run.count
            return old
    raise NoConvergence(f"Fourier: {label}: halving ends at {float(worst):.1e}")


def evaluate(alpha, beta, x, sizes, derivatives=False):
    """pdf, sf, cdf (and derivatives, as in zolotarev). sizes are estimates of pdf, sf and cdf, for the digits to carry."""
    if beta == -1 or (beta < 0 and x < 0):  # reflect: beta = -1 never occurs below
        pdf, sf, cdf = evaluate(alpha, -beta, -x, (sizes[0], sizes[2], sizes[1]))
        return pdf, cdf, sf
    if beta == 1 and alpha < 2:
        out = light(alpha, x, sizes)
        if out is not None:
            return out
    pdf0, side0 = sizes[0], min(sizes[1], sizes[2])
    tiny = max(0, -float(gmpy2.log10(pdf0)), -float(gmpy2.log10(side0)))
    need = (DIGITS + tiny + 8) * LN10
    angle, width = Map(alpha, beta, x).choose(need)
    extra = guard(alpha, beta, x, derivatives) + tiny
    with gmpy2.context(gmpy2.get_context(), precision=bits(DIGITS + extra)):
        ray = Ray(alpha, beta, x, angle, derivatives)
        pi = gmpy2.const_pi()
        targets = [pi * pdf0, pi * side0]
        small = [pdf0 * mpfr(10) ** -(DIGITS + 6), side0 * mpfr(10) ** -(DIGITS + 6)]
        if derivatives:
            targets += [pi * abs(s) * pdf0 for s in sizes[3:]]
            small = [min(small[0], *(t * mpfr(10) ** -(DIGITS + 6) for t in targets[2:])) , small[1]]
        got = converge(ray.at, 0.12, small, targets, f"{alpha} {beta} {x} angle {angle:.2f}")
        pdf, sf = got[0] / pi, mpfr(0.5) + (ray.angle + got[1]) / pi
        evaluate.nodes, evaluate.angle = converge.nodes, angle
        if not derivatives:
            return pdf, sf, 1 - sf
        l1 = got[2] / got[0]
        return pdf, sf, 1 - sf, l1, got[3] / got[0] - l1 * l1, got[4] / got[0]


def light(alpha, x, sizes):
    """beta = 1 left of the bulk: t = i lambda + w (sinh v - i bend (cosh v - 1)); None where the law is not light."""
    with gmpy2.context(gmpy2.get_context(), precision=bits(DIGITS + guard(alpha, 1, x) + 10)):
        pi, a = gmpy2.const_pi(), mpfr(alpha)
        if alpha == 1:
            lam = gmpy2.exp(-1 - pi * mpfr(x) / 2)
            depth, curve = lam * 2 / pi, 2 / (pi * lam)
        else:
            y, cos = mpfr(x) + tangent(alpha), gmpy2.cos(pi * a / 2)
            if not y / cos > 0:
                return None
            lam = (y * cos / a) ** (1 / (a - 1))
            depth = abs((1 - a) / cos) * lam**a
            curve = abs(a * (a - 1) / cos) * lam ** (a - 2)
        if not depth > 4:
            return None
        bend = mpfr(0.25) if alpha < 0.7 else mpfr(0)
        w = 1 / gmpy2.sqrt(curve)
        i = mpc(0, 1)
        bt = None if alpha == 1 else tangent(alpha)

        def sample(v):
            e = gmpy2.exp(abs(v))  # the other half has the same real part
            sinh, cosh = (e - 1 / e) / 2, (e + 1 / e) / 2
            t = mpc(w * sinh, lam - w * bend * (cosh - 1))
            dt = mpc(w * cosh, -w * bend * sinh)
            log_t = gmpy2.log(t)
            if alpha == 1:
                h = t * (-i * mpfr(x) - 1 - i * 2 / pi * log_t)
            else:
                h = -i * t * (mpfr(x) + bt) + (-1 + i * bt) * gmpy2.exp(a * log_t)
            f = gmpy2.exp(h) * dt
            return abs(f), abs(f / t), [f.real, (f / t * i).real]

        eps = mpfr(10) ** -(DIGITS + 6)
        got = converge(sample, 0.1, [sizes[0] * eps, sizes[2] * eps],
                       [sizes[0] * 2 * pi, sizes[2] * 2 * pi], f"light {alpha} {x}")
        evaluate.nodes, evaluate.angle = converge.nodes, 9
        cdf = got[1] / (2 * pi)
        return got[0] / (2 * pi), 1 - cdf, cdf
