"""Closed forms by mpmath: a third opinion on both routes, and the second route where Zolotarev's integral is undefined."""

import gmpy2
import mpmath
from gmpy2 import mpfr, mpq
from mpmath import mp


def plain(v):
    """An mpmath number as a gmpy2 one of the current precision."""
    return mpfr(mpmath.nstr(v, mp.dps, strip_zeros=False))


def exact(v):
    """A float or gmpy2 number as an mpmath one, without loss."""
    n, d = v.as_integer_ratio() if isinstance(v, float) else (v.numerator, v.denominator)
    return mpmath.mpf(int(n)) / int(d)


def cauchy_derivatives(x):
    """log-density derivatives (alpha, alpha alpha, x) at alpha = 1, beta = 0, from Int t^(s-1) log^k t e^(-zt) dt."""
    with mp.workdps(110):
        x = exact(x)
        z, f = mpmath.mpc(1, x), 1 / (mp.pi * (1 + x * x))

        def moment(s, k):
            l1 = mp.digamma(s) - mp.log(z)
            return mp.gamma(s) * z**-s * (l1 if k == 1 else l1 * l1 + mp.psi(1, s))

        d1 = -moment(2, 1).real / mp.pi / f
        d2 = (moment(3, 2) - moment(2, 2)).real / mp.pi / f
        return [plain(v) for v in (d1, d2 - d1 * d1, -2 * x / (1 + x * x))]


def gauss_derivatives(x):
    """The same at alpha = 2, where those in alpha are limits from below: the power series

    f(x; a) = 1/pi Sum_k (-1)^k Gamma(m/a)/a x^(2k)/(2k)!,  m = 2k + 1,

    differentiated term by term, with the digits that its cancellation takes."""
    with mp.workdps(int(90 + 0.45 * x * x)):
        x = exact(x)
        f = exp = mp.exp(-x * x / 4) / (2 * mp.sqrt(mp.pi))
        d1 = d2 = mpmath.mpf(0)
        power, gamma = mpmath.mpf(1), mp.sqrt(mp.pi)  # x^2k/(2k)!, Gamma(m/2)
        psi, psi1 = mp.digamma(mpmath.mpf(1) / 2), mp.psi(1, mpmath.mpf(1) / 2)
        k = 0
        while True:
            m = mpmath.mpf(2 * k + 1)
            l1 = -m / 4 * psi - mpmath.mpf(1) / 2
            l2 = m / 4 * psi + m * m / 16 * psi1 + mpmath.mpf(1) / 4
            term = (-1) ** k * gamma / 2 * power
            d1 += term * l1
            d2 += term * (l1 * l1 + l2)
            if k > x * x and abs(term) * m**4 < exp * mpmath.mpf(10) ** -75:
                break
            psi, psi1, gamma = psi + 2 / m, psi1 - 4 / (m * m), gamma * m / 2
            k += 1
            power *= x * x / ((2 * k - 1) * (2 * k))
        d1, d2 = d1 / mp.pi / f, d2 / mp.pi / f
        return [plain(v) for v in (d1, d2 - d1 * d1, -x / 2)]


def cases():
    """(name, alpha, beta, x, pdf, cdf or None): every closed form, x in S0."""
    with mp.workdps(60):
        for x in (0.0, 1.0, 3.25, -17.0):
            v = mpmath.mpf(x)
            yield "Gauss", 2.0, 0.3, x, plain(mp.exp(-v * v / 4) / (2 * mp.sqrt(mp.pi))), plain(mp.erfc(-v / 2) / 2)
            yield "Cauchy", 1.0, 0.0, x, plain(1 / (mp.pi * (1 + v * v))), plain(mp.acot(-v) / mp.pi % 1)
        for y in (0.01, 0.5, 1.0, 1e3, 1e12):  # S1: zeta = -tan(pi/4) = -1
            v = exact(y)
            pdf = mp.exp(-1 / (2 * v)) / mp.sqrt(2 * mp.pi * v**3)
            yield "Levy", 0.5, 1.0, mpq(y) - 1, plain(pdf), plain(mp.erfc(1 / mp.sqrt(2 * v)))
        for x in (0.05, 1.0, 40.0):
            v = exact(x)
            arg = 1 / mp.sqrt(2 * mp.pi * v)
            s, c = mpmath.mpf(1) / 2 - mp.fresnels(arg), mpmath.mpf(1) / 2 - mp.fresnelc(arg)
            pdf = (mp.sin(1 / (4 * v)) * s + mp.cos(1 / (4 * v)) * c) / mp.sqrt(2 * mp.pi * v**3)
            yield "Fresnel", 0.5, 0.0, x, plain(pdf), None
            z = 4 / (27 * v * v)
            pdf = mp.exp(z / 2) / (2 * v * mp.sqrt(3 * mp.pi)) * mp.whitw(-mpmath.mpf(1) / 2, mpmath.mpf(1) / 6, z)
            yield "Whittaker", mpq(2, 3), 0.0, x, plain(pdf), None
        for x in (0.05, 1.0, 4.0):
            v, r = exact(x), lambda n, d: mpmath.mpf(n) / d
            z = -4 * v**6 / 729
            pdf = mp.gamma(r(5, 3)) / mp.pi * mp.hyper([r(5, 12), r(11, 12)], [r(1, 3), r(1, 2), r(5, 6)], z)
            pdf -= v**2 / (3 * mp.pi) * mp.hyper(
                [r(3, 4), 1, r(5, 4)], [r(2, 3), r(5, 6), r(7, 6), r(4, 3)], z)
            pdf += 7 * v**4 * mp.gamma(r(4, 3)) / (81 * mp.pi) * mp.hyper(
                [r(13, 12), r(19, 12)], [r(7, 6), r(3, 2), r(5, 3)], z)
            yield "Holtsmark", 1.5, 0.0, x, plain(pdf), None
    # f(1) of stable-law tables to 22 digits, and skewed densities in S1, x + zeta exact to the digits of zeta here
    for alpha, beta, x, pdf in (
        (mpq(3, 2), mpq(1, 2), -3, ".036881391830425063707"),
        (mpq(3, 2), mpq(1, 2), 1, ".14151357067986657388"),
        (mpq(6, 5), mpq(-7, 10), 2, ".26939240243260729719"),
        (mpq(7, 10), mpq(3, 10), 1, ".21873885170343753091"),
        (mpq(9, 5), mpq(1), 3, ".030441522771385361678"),
    ):
        with gmpy2.context(gmpy2.get_context(), precision=400):
            zeta = -mpfr(beta) * gmpy2.tan(gmpy2.const_pi() * mpfr(alpha) / 2)
            yield "S1 value", alpha, beta, x + zeta, mpfr(pdf), None
