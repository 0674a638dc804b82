"""A peer of `bench.sh levy`: python levy_peers.py numpy|jax THREADS, a line of JSON each way.

Paths of x_i <- (1 - dt) x_i + sigma dt^(1/alpha_i) z_i, watched in a box after every step, z drawn by the method of
Chambers, Mallows and Stuck: what one writes in NumPy and in JAX. On one core.
"""
import json
import os
import sys
import time

try:  # XLA ignores OMP_NUM_THREADS
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
except AttributeError:
    pass

import numpy as np


class NumPy:
    sizes = (16, 64, 256)  # paths moved at a time

    def __init__(self):
        self.version = np.__version__

    def prepare(self, alpha, sigma, dt, width):
        self.a, self.dt, self.width = np.asarray(alpha), dt, width
        self.scale = sigma * dt ** (1 / self.a)
        self.rng = np.random.default_rng(1)

    def draw(self, shape):
        a = self.a
        u = np.pi * (self.rng.random(shape) - 0.5)
        w = self.rng.standard_exponential(shape)
        return np.sin(a * u) / np.cos(u) ** (1 / a) * (np.cos((1 - a) * u) / w) ** ((1 - a) / a)

    def run(self, paths, steps):
        x = np.zeros((paths, len(self.a)))
        alive = np.ones(paths, bool)
        for _ in range(steps):
            x *= 1 - self.dt
            x += self.scale * self.draw(x.shape)
            alive &= (np.abs(x) < self.width).all(1)
        return x


class Jax:
    sizes = (16, 64, 256, 1024)

    def __init__(self):
        import jax

        self.jax, self.version = jax, jax.__version__

    def prepare(self, alpha, sigma, dt, width):
        jax, jnp = self.jax, self.jax.numpy
        a = jnp.asarray(alpha, jnp.float32)
        scale = jnp.asarray(sigma * dt ** (1 / np.asarray(alpha)), jnp.float32)

        def step(_, state):
            key, x, alive = state
            key, ku, kw = jax.random.split(key, 3)
            # In float32 the cosine of -pi/2 is negative and its power no number: 0 is left out.
            u = jnp.pi * (jax.random.uniform(ku, x.shape, minval=2.0**-22) - 0.5)
            w = jax.random.exponential(kw, x.shape)
            z = jnp.sin(a * u) / jnp.cos(u) ** (1 / a) * (jnp.cos((1 - a) * u) / w) ** ((1 - a) / a)
            x = (1 - dt) * x + scale * z
            return key, x, alive & (jnp.abs(x) < width).all(1)

        def run(key, paths, steps):
            start = key, jnp.zeros((paths, len(alpha)), jnp.float32), jnp.ones(paths, bool)
            key, x, alive = jax.lax.fori_loop(0, steps, step, start)
            return key, x, alive

        self.compiled = jax.jit(run, static_argnums=(1, 2))
        # The faster of JAX's two generators on a CPU is taken with the number of paths.
        self.keys = {impl: jax.random.key(1, impl=impl) for impl in ("threefry2x32", "rbg")}
        self.impl = "threefry2x32"

    def run(self, paths, steps):
        self.keys[self.impl], x, _ = self.compiled(self.keys[self.impl], paths, steps)
        return np.asarray(x)


def rate(peer, paths, dim, seconds):
    """Coordinate-steps a second over about so many seconds; the first call compiles."""
    steps = 64
    peer.run(paths, steps)
    begin, n = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        peer.run(paths, steps)
        n += 1
    return n * steps * paths * dim / (time.perf_counter() - begin)


def main():
    peer = {"numpy": NumPy, "jax": Jax}[sys.argv[1]]()

    def answer(**k):
        print(json.dumps(k), flush=True)

    answer(version=peer.version)
    for line in sys.stdin:
        c = json.loads(line)
        try:
            if c["op"] == "prepare":
                dim = len(c["alpha"])
                peer.prepare(c["alpha"], c["sigma"], c["dt"], c["width"])
                trials = {}
                for impl in getattr(peer, "keys", {"": 0}):
                    for n in peer.sizes:
                        peer.impl = impl
                        trials[rate(peer, n, dim, 0.3)] = impl, n
                peer.impl, best = trials[max(trials)]
                answer(paths=best)
            elif c["op"] == "positions":
                np.asarray(peer.run(c["paths"], c["steps"]), "<f8").tofile(c["out"])
                answer(ok=True)
            elif c["op"] == "time":
                answer(rate=rate(peer, best, dim, 0.4))
        except Exception as e:  # the harness decides
            answer(error=f"{type(e).__name__}: {e}"[:400])


main()
