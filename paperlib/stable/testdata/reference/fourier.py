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

import math

import gmpy2
from gmpy2 import mpc, mpfr

from common import DIGITS, NoConvergence, bits, guard, tangent
from contour import Map, Ray


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
            return old
    raise NoConvergence(f"Fourier: {label}: halving ends at {float(worst):.1e}")


def evaluate(alpha, beta, x, sizes, derivatives=False):
    """pdf, sf, cdf (and derivatives, as in zolotarev). sizes are estimates of pdf, sf and cdf, for the digits to carry."""
    if beta == -1:
        pdf, sf, cdf = evaluate(alpha, -beta, -x, (sizes[0], sizes[2], sizes[1]))
        return pdf, cdf, sf
    if beta == 1 and alpha < 2:
        out = light(alpha, x, sizes)
        if out is not None:
            return out
    pdf0, side0 = sizes[0], min(sizes[1], sizes[2])
    tiny = max(0, -float(gmpy2.log10(pdf0)), -float(gmpy2.log10(side0)))
    angle = Map(alpha, beta, x).choose((DIGITS + tiny + 8) * math.log(10))
    extra = guard(alpha, beta, x, derivatives) + tiny
    with gmpy2.context(gmpy2.get_context(), precision=bits(DIGITS + extra)):
        ray = Ray(alpha, beta, x, angle, derivatives)
        pi = gmpy2.const_pi()
        targets = [pi * pdf0, pi * side0]
        small = [pdf0 * mpfr(10) ** -(DIGITS + 6), side0 * mpfr(10) ** -(DIGITS + 6)]
        if derivatives:
            targets += [pi * abs(s) * pdf0 for s in sizes[3:]]
            small = [min(small[0], *(t * mpfr(10) ** -(DIGITS + 6) for t in targets[2:])), small[1]]
        got = converge(ray.at, 0.12, small, targets, f"{alpha} {beta} {x} angle {angle:.2f}")
        pdf, sf = got[0] / pi, mpfr(0.5) + (ray.angle + got[1]) / pi
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
        cdf = got[1] / (2 * pi)
        return got[0] / (2 * pi), 1 - cdf, cdf
