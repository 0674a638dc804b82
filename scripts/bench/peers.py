"""Answer the requests of package bench as one Python implementation of stable laws: peers.py KEY

One JSON object a line on standard input, one on standard output; paperlib/bench/protocol.go describes them. The time
in an answer is that of the implementation's own call on prepared arguments, nothing else.
"""

import ctypes
import glob
import json
import os
import sys
import time
from importlib.metadata import version

import numpy as np


def site_packages(package):
    return next(p for p in sys.path if os.path.isdir(os.path.join(p, package)))


class Peer:
    """What an implementation fills in: methods take the standard symmetric law (scale 1, location 0)."""

    can = []
    values_of = []
    alpha_min = 0.1
    slow_fit = False
    flat_fit = False
    language = "Python"

    def prepare(self, x):
        return x

    def one(self, f, alpha, x):
        for v in x:
            f(alpha, v)


class Scipy(Peer):
    name, package, language = "scipy.stats.levy_stable", "scipy", "Python, C++"
    note = "default method (piecewise, numerical integration); fit: Nelder-Mead with beta = 0 fixed, as fit(x, fbeta=0)"
    can = ["logpdf", "logpdf_single", "sf", "sf_single", "draw", "fit"]
    values_of = ["logpdf", "sf"]
    slow_fit = True

    def __init__(self):
        from scipy.stats import levy_stable

        self.law = levy_stable
        self.rng = np.random.default_rng(1)
        self.evaluations = 0
        likelihood = levy_stable._penalized_nnlf

        def counted(*a):
            self.evaluations += 1
            return likelihood(*a)

        levy_stable._penalized_nnlf = counted  # looked up on the instance by fit

    def logpdf(self, alpha, x):
        return self.law.logpdf(x, alpha, 0.0)

    def sf(self, alpha, x):
        return self.law.sf(x, alpha, 0.0)

    def draw(self, alpha, n):
        return self.law.rvs(alpha, 0.0, size=n, random_state=self.rng)

    def fit(self, x):
        return self.law.fit(x, fbeta=0.0)[0]

    def cost(self, x):
        return self.law.nnlf((1.5, 0.0, 0.0, 1.0), x)


class Pylevy(Peer):
    name, package = "pylevy (levy)", "levy-stable"
    note = "interpolated tables; survival as cdf(-x), for it has no other; fit: L-BFGS-B with beta = 0 fixed"
    can = ["logpdf", "logpdf_single", "sf", "sf_single", "draw", "fit"]
    values_of = ["logpdf", "sf"]
    alpha_min = 0.5

    def __init__(self):
        from levy import api

        self.api = api

    def logpdf(self, alpha, x):
        return self.api.logpdf(x, alpha=alpha, beta=0.0)

    def sf(self, alpha, x):
        return self.api.cdf(-x, alpha=alpha, beta=0.0)

    def draw(self, alpha, n):
        return self.api.rvs(alpha=alpha, beta=0.0, size=n)

    def fit(self, x):
        return self.api.fit(x, beta=0.0).params.alpha


class Jax(Peer):
    name, package, language = "levy-stable-jax", "levy-stable-jax", "Python, XLA"
    note = "float64, density compiled; linear interpolation in a table; no distribution function; fit: L-BFGS-B with beta = 0 fixed"
    can = ["logpdf", "draw", "fit"]
    values_of = ["logpdf"]
    alpha_min = 1.1
    flat_fit = True

    def __init__(self):
        import jax

        jax.config.update("jax_enable_x64", True)
        from levy_stable_jax import distribution, estimation
        from levy_stable_jax._typing import Params

        self.jax, self.estimation, self.params = jax, estimation, Params
        self.density = jax.jit(lambda x, a: distribution.logpdf(x, a, 0.0))
        self.rvs = distribution.rvs  # cannot be compiled as a whole
        self.key = jax.random.PRNGKey(1)

    def prepare(self, x):
        return self.jax.numpy.asarray(x)

    def logpdf(self, alpha, x):
        return self.density(x, alpha).block_until_ready()

    def draw(self, alpha, n):
        return self.rvs(alpha, 0.0, self.key, shape=(n,)).block_until_ready()

    def fit(self, x):
        return float(self.estimation.fit_ll(x, self.params.N0, beta=0.0)[0])


class Libstable(Peer):
    """libstable (Royuela-del-Val et al.), the C library inside the wheel pystable, with GSL from passagemath-gsl."""

    name, package, language = "libstable", "pystable", "C"
    note = "one thread, default tolerances; survival as cdf(-x); fit: stable_fit_mle, four parameters (it cannot fix beta)"
    can = ["logpdf", "logpdf_single", "sf", "sf_single", "draw", "fit"]
    values_of = ["logpdf", "sf"]
    fitter = "stable_fit_mle"

    class Law(ctypes.Structure):
        _fields_ = [(k, ctypes.c_double) for k in ("alpha", "beta", "sigma", "mu_0", "mu_1")]

    def __init__(self):
        site = site_packages("pystable")
        libs = os.path.join(site, "passagemath_gsl.libs")
        # The library asks for GSL by the name of an older release, whose interface it still finds under the new one. Only
        # the loader's own search path answers such a request, and that is read when a program starts.
        if os.environ.get("LD_LIBRARY_PATH") != libs:
            for name, found in (("libgsl.so.25", "libgsl-*.so*"), ("libgslcblas.so.0", "libopenblas*.so*")):
                if not os.path.exists(os.path.join(libs, name)):
                    os.symlink(os.path.basename(glob.glob(os.path.join(libs, found))[0]), os.path.join(libs, name))
            os.environ["LD_LIBRARY_PATH"] = libs
            os.execv(sys.executable, [sys.executable, *sys.argv])
        self.c = c = ctypes.CDLL(os.path.join(site, "pystable", "_extensions", "linux", "gclib-2-33", "libstable.so"))
        array = np.ctypeslib.ndpointer(np.float64, flags="C")
        c.stable_create.restype, c.stable_create.argtypes = ctypes.c_void_p, [ctypes.c_double] * 4 + [ctypes.c_int]
        for f in (c.stable_pdf, c.stable_cdf):
            f.restype, f.argtypes = None, [ctypes.c_void_p, array, ctypes.c_uint, array, ctypes.c_void_p]
        for f in (c.stable_pdf_point, c.stable_cdf_point):
            f.restype, f.argtypes = ctypes.c_double, [ctypes.c_void_p, ctypes.c_double, ctypes.c_void_p]
        for f in (c.stable_rnd, getattr(c, self.fitter)):
            f.argtypes = [ctypes.c_void_p, array, ctypes.c_uint]
        c.stable_fit_init.argtypes = [ctypes.c_void_p, array, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p]
        c.stable_set_THREADS.argtypes = [ctypes.c_uint]
        c.stable_set_THREADS(1)
        self.laws = {}

    def law(self, alpha):
        if alpha not in self.laws:
            self.laws[alpha] = self.c.stable_create(alpha, 0.0, 1.0, 0.0, 0)
        return self.laws[alpha]

    def logpdf(self, alpha, x):
        out = np.empty_like(x)
        self.c.stable_pdf(self.law(alpha), x, len(x), out, None)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(out)

    def sf(self, alpha, x):
        out = np.empty_like(x)
        self.c.stable_cdf(self.law(alpha), -x, len(x), out, None)
        return out

    def one(self, f, alpha, x):
        point = self.c.stable_pdf_point if f == self.logpdf else self.c.stable_cdf_point
        law = self.law(alpha)
        for v in x.tolist():
            point(law, v, None)

    def draw(self, alpha, n):
        out = np.empty(n)
        self.c.stable_rnd(self.law(alpha), out, n)
        return out

    def fit(self, x):
        law = self.c.stable_create(1.5, 0.0, 1.0, 0.0, 0)
        self.c.stable_fit_init(law, x, len(x), None, None)  # quantile start
        getattr(self.c, self.fitter)(law, x, len(x))
        return ctypes.cast(law, ctypes.POINTER(self.Law)).contents.alpha


class Libstable2D(Libstable):
    note = "one thread; fit: stable_fit_mle2d, which moves alpha and beta only (it is seen to return its start)"
    can, values_of, fitter = ["fit"], [], "stable_fit_mle2d"


class Stabpy(Peer):
    name, package = "stabpy", "stabpy"
    note = "distribution function by quadrature, survival as cdf(-x); no density; fit: characteristic function (stabreg)"
    can = ["sf", "draw", "fit"]
    values_of = ["sf"]

    def __init__(self):
        from stabpy import stable

        self.stable = stable

    def sf(self, alpha, x):
        return np.asarray(self.stable.stabcdf(-x, alpha, 1.0)).reshape(-1)

    def draw(self, alpha, n):
        return self.stable.stabrnd(alpha, 0.0, n, 1)

    def fit(self, x):
        return float(self.stable.stabreg(x)[0])


PEERS = {"scipy": Scipy, "pylevy": Pylevy, "levy-stable-jax": Jax, "libstable": Libstable,
         "libstable-2d": Libstable2D, "stabpy": Stabpy}


class Server:
    def __init__(self, peer):
        self.peer, self.data, self.warm = peer, {}, set()

    def hello(self, q):
        p = self.peer
        return {"name": p.name, "version": version(p.package), "language": p.language, "note": p.note, "can": p.can,
                "values_of": p.values_of, "alpha_min": p.alpha_min, "slow_fit": p.slow_fit, "flat_fit": p.flat_fit}

    def load(self, q):
        self.data[q["key"]] = np.fromfile(q["file"], dtype="<f8").reshape(q["rows"], q["columns"])
        return {}

    def values(self, q):
        f = getattr(self.peer, q["what"])
        out = np.asarray(f(q["alpha"], self.peer.prepare(np.array(q["x"], dtype=float))), dtype=float)
        return {"values": [repr(float(v)) for v in out]}

    def column(self, q, j):
        x = self.data[q["key"]][: q.get("rows") or None, j]
        return self.peer.prepare(np.ascontiguousarray(x))

    def cost(self, q):
        x = self.column(q, q["from"])
        begun = time.perf_counter()
        self.peer.cost(x)
        return {"seconds": time.perf_counter() - begun, "done": 1}

    def fits(self, q):
        seconds, alphas, evaluations = 0.0, [], 0
        for j in range(q["from"], q["from"] + q["count"]):
            x = self.column(q, j)
            self.peer.evaluations = 0
            begun = time.perf_counter()
            alphas.append(float(self.peer.fit(x)))
            seconds += time.perf_counter() - begun
            evaluations += self.peer.evaluations
        return {"seconds": seconds, "done": q["count"], "alphas": alphas, "evaluations": evaluations}

    def time(self, q):
        what, alpha, n, p = q["what"], q.get("alpha"), q.get("points"), self.peer
        if what == "fit":
            return self.fits(q)
        if what == "draw":
            run = lambda: p.draw(alpha, n)
        else:
            x = p.prepare(np.ascontiguousarray(self.data[q["key"]][:n, 0]))
            f = getattr(p, what.removesuffix("_single"))
            run = (lambda: p.one(f, alpha, x)) if what.endswith("_single") else (lambda: f(alpha, x))
        if (what, alpha, n) not in self.warm:  # compiled, cached, imported
            run()
            self.warm.add((what, alpha, n))
        begun = time.perf_counter()
        for _ in range(q["loops"]):
            run()
        return {"seconds": time.perf_counter() - begun, "done": q["loops"] * n}


def main(key):
    peer = PEERS[key]()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    server = Server(peer)
    for line in sys.stdin:
        try:
            q = json.loads(line)
            answer = {"hello": server.hello, "load": server.load, "values": server.values, "cost": server.cost,
                      "time": server.time}[q["op"]](q)
        except Exception as e:  # the other side says what was asked and stops
            answer = {"error": f"{type(e).__name__}: {e}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main(sys.argv[1])
