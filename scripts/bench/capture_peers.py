"""A peer of `bench.sh capture`: python capture_peers.py pytorch|jax THREADS, commands as JSON lines on standard input.

Each network is written once for each framework, in the framework's usual style, with our parameters' names, shapes and
initial values, which come in a file; `check` answers with loss and gradient, so that the nets are known to be the same.
"""
import json
import sys
import time

import numpy as np

FRAMEWORK, THREADS = sys.argv[1], int(sys.argv[2])


def read(folder):
    """The arrays of `inputs.json`: parameters in our order, then x and labels."""
    with open(folder + "/inputs.json") as f:
        listed = json.load(f)
    raw = np.fromfile(folder + "/inputs.bin", dtype="<f4")
    out, at = {}, 0
    for name, dims in listed:
        n = int(np.prod(dims))
        out[name] = raw[at : at + n].reshape(dims).copy()
        at += n
    x, y = out.pop("x"), out.pop("labels")
    return out, x, y


class Jax:
    def __init__(self):
        import jax

        self.jax, self.jnp, self.version = jax, jax.numpy, jax.__version__
        self.layout, self.put = np.asarray, jax.numpy.asarray

    # The networks: p is a dict of arrays, x [batch, height, width, channels] or tokens; losses of the examples.
    def dense(self, p, name, x):
        return x @ p[name + "/weights"] + p[name + "/bias"]

    def conv(self, p, name, x, stride=1):
        half = p[name + "/kernel"].shape[0] // 2
        return self.jax.lax.conv_general_dilated(
            x, p[name + "/kernel"], (stride, stride), [(half, half)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC"))

    def norm(self, p, name, x, kind):
        jnp = self.jnp
        if kind == "bn":
            m = x.mean((0, 1, 2))
            v = jnp.square(x - m).mean((0, 1, 2))
            y = (x - m) / jnp.sqrt(v + 1e-5)
        else:
            b, h, w, c = x.shape
            g = x.reshape(b, h * w, c // 8, 8)
            m = g.mean((1, 3), keepdims=True)
            v = jnp.square(g - m).mean((1, 3), keepdims=True)
            y = ((g - m) / jnp.sqrt(v + 1e-5)).reshape(x.shape)
        return y * p[name + "/scale"] + p[name + "/offset"]

    def cross_entropy(self, logits, y):
        return -self.jnp.take_along_axis(self.jax.nn.log_softmax(logits), y[..., None], -1)[..., 0]

    def losses(self, net, p, x, y):
        jax, jnp = self.jax, self.jnp
        relu = jax.nn.relu
        if net == "mlp":
            x = relu(self.dense(p, "dense1", x.reshape(len(x), -1)))
            return self.cross_entropy(self.dense(p, "logits", relu(self.dense(p, "dense2", x))), y)
        if net == "conv-gn":
            for i in (1, 2, 3):
                x = self.conv(p, f"conv{i}", x)
                if i < 3:
                    b, h, w, c = x.shape
                    x = x.reshape(b, h // 2, 2, w // 2, 2, c).max((2, 4))
                x = relu(self.norm(p, f"norm{i}", x, "gn"))
            return self.cross_entropy(self.dense(p, "logits", x.mean((1, 2))), y)
        if net.startswith("resnet20"):
            kind = net[-2:]
            x = relu(self.norm(p, "stem/norm", self.conv(p, "stem/conv", x), kind))
            for stage, channels in enumerate((16, 32, 64), 1):
                for block in (1, 2, 3):
                    s = 2 if stage > 1 and block == 1 else 1
                    n = f"stage{stage}/block{block}"
                    h = relu(self.norm(p, n + "/norm1", self.conv(p, n + "/conv1", x, s), kind))
                    h = self.norm(p, n + "/norm2", self.conv(p, n + "/conv2", h), kind)
                    if s == 2:
                        x = jnp.pad(x[:, ::2, ::2], ((0, 0), (0, 0), (0, 0), (channels // 4, channels // 4)))
                    x = relu(x + h)
            return self.cross_entropy(self.dense(p, "logits", x.mean((1, 2))), y)
        # gpt
        t, target = x[:, :-1], x[:, 1:]
        b, n = t.shape
        h = p["tokens/table"][t] + p["positions/table"][:n]

        def layer_norm(name, h):
            m = h.mean(-1, keepdims=True)
            v = jnp.square(h - m).mean(-1, keepdims=True)
            return (h - m) / jnp.sqrt(v + 1e-5) * p[name + "/scale"] + p[name + "/offset"]

        mask = jnp.tril(jnp.ones((n, n), bool))
        for i in range(1, 5):
            k = f"block{i}"
            z = layer_norm(k + "/norm1", h)
            q, key, v = (self.dense(p, f"{k}/attention/{r}", z).reshape(b, n, 4, 32) for r in ("query", "key", "value"))
            s = jnp.einsum("bqhd,bkhd->bhqk", q, key) / np.sqrt(32)
            a = jax.nn.softmax(jnp.where(mask, s, -1e9))
            h = h + self.dense(p, k + "/attention/output", jnp.einsum("bhqk,bkhd->bqhd", a, v).reshape(b, n, 128))
            z = jax.nn.gelu(self.dense(p, k + "/mlp/up", layer_norm(k + "/norm2", h)), approximate=True)
            h = h + self.dense(p, k + "/mlp/down", z)
        return self.cross_entropy(self.dense(p, "logits", layer_norm("norm", h)), target).mean(-1)

    def prepare(self, net, p, x, y):
        jax, jnp = self.jax, self.jnp
        self.p = {k: jnp.asarray(v) for k, v in p.items()}
        self.v = {k: jnp.zeros_like(v) for k, v in self.p.items()}
        mean = lambda p, x, y: self.losses(net, p, x, y).mean()

        @jax.jit
        def step(p, v, x, y):
            loss, g = jax.value_and_grad(mean)(p, x, y)
            v = {k: 0.9 * v[k] + g[k] for k in v}
            return {k: p[k] - 1e-4 * v[k] for k in p}, v, loss

        self.step_fn, self.grad_fn = step, jax.jit(jax.value_and_grad(mean))
        one = lambda p, x, y: mean(p, x[None], y[None])
        self.rows_fn = jax.jit(jax.vmap(jax.grad(one), (None, 0, 0)))

    def step(self, x, y):
        self.p, self.v, loss = self.step_fn(self.p, self.v, x, y)
        return float(loss)

    def gradient(self, x, y):
        loss, g = self.grad_fn(self.p, x, y)
        return float(loss), [np.asarray(g[k]) for k in self.p]

    def rows(self, x, y):
        g = self.rows_fn(self.p, x, y)
        return [np.asarray(g[k]) for k in self.p]


class Torch:
    def __init__(self):
        import torch

        torch.set_num_threads(THREADS)
        self.torch, self.F, self.version = torch, torch.nn.functional, torch.__version__

    def dense(self, p, name, x):
        return self.F.linear(x, p[name + "/weights"], p[name + "/bias"])

    def conv(self, p, name, x, stride=1):
        k = p[name + "/kernel"]
        return self.F.conv2d(x, k, stride=stride, padding=k.shape[-1] // 2)

    def norm(self, p, name, x, kind):
        if kind == "bn":
            return self.F.batch_norm(x, None, None, p[name + "/scale"], p[name + "/offset"], training=True)
        return self.F.group_norm(x, x.shape[1] // 8, p[name + "/scale"], p[name + "/offset"])

    def losses(self, net, p, x, y):
        F = self.F
        entropy = lambda z, y: F.cross_entropy(z, y, reduction="none")
        if net == "mlp":
            x = F.relu(self.dense(p, "dense1", x.flatten(1)))
            return entropy(self.dense(p, "logits", F.relu(self.dense(p, "dense2", x))), y)
        if net == "conv-gn":
            for i in (1, 2, 3):
                x = self.conv(p, f"conv{i}", x)
                if i < 3:
                    x = F.max_pool2d(x, 2)
                x = F.relu(self.norm(p, f"norm{i}", x, "gn"))
            return entropy(self.dense(p, "logits", x.mean((2, 3))), y)
        if net.startswith("resnet20"):
            kind = net[-2:]
            x = F.relu(self.norm(p, "stem/norm", self.conv(p, "stem/conv", x), kind))
            for stage, channels in enumerate((16, 32, 64), 1):
                for block in (1, 2, 3):
                    s = 2 if stage > 1 and block == 1 else 1
                    n = f"stage{stage}/block{block}"
                    h = F.relu(self.norm(p, n + "/norm1", self.conv(p, n + "/conv1", x, s), kind))
                    h = self.norm(p, n + "/norm2", self.conv(p, n + "/conv2", h), kind)
                    if s == 2:
                        x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, channels // 4, channels // 4))
                    x = F.relu(x + h)
            return entropy(self.dense(p, "logits", x.mean((2, 3))), y)
        t, target = x[:, :-1], x[:, 1:]
        b, n = t.shape
        h = F.embedding(t, p["tokens/table"]) + p["positions/table"][:n]
        layer_norm = lambda name, h: F.layer_norm(h, (128,), p[name + "/scale"], p[name + "/offset"])
        for i in range(1, 5):
            k = f"block{i}"
            z = layer_norm(k + "/norm1", h)
            q, key, v = (self.dense(p, f"{k}/attention/{r}", z).view(b, n, 4, 32).transpose(1, 2) for r in ("query", "key", "value"))
            a = F.scaled_dot_product_attention(q, key, v, is_causal=True)
            h = h + self.dense(p, k + "/attention/output", a.transpose(1, 2).reshape(b, n, 128))
            z = F.gelu(self.dense(p, k + "/mlp/up", layer_norm(k + "/norm2", h)), approximate="tanh")
            h = h + self.dense(p, k + "/mlp/down", z)
        z = self.dense(p, "logits", layer_norm("norm", h))
        return entropy(z.flatten(0, 1), target.flatten()).view(b, n).mean(-1)

    def theirs(self, k, v):
        """Our layout to PyTorch's: kernels [out, in, h, w], weights [out, in]."""
        if k.endswith("/kernel"):
            return v.transpose(3, 2, 0, 1)
        return v.T if k.endswith("/weights") else v

    def ours(self, k, v):
        lead = v.ndim - {"kernel": 4, "weights": 2}.get(k.rsplit("/")[-1], v.ndim)
        if k.endswith("/kernel"):
            axes = tuple(range(lead)) + tuple(lead + i for i in (2, 3, 1, 0))
            return v.transpose(axes)
        return v.swapaxes(-1, -2) if k.endswith("/weights") else v

    def layout(self, x):
        """Images as PyTorch's default wants them, token numbers and labels as its indices."""
        x = x.transpose(0, 3, 1, 2) if x.ndim == 4 else x
        return np.ascontiguousarray(x, np.int64 if x.dtype == np.int32 else None)

    def put(self, x):
        return self.torch.from_numpy(x)

    def prepare(self, net, p, x, y):
        torch = self.torch
        self.net = net
        self.p = {k: torch.tensor(np.ascontiguousarray(self.theirs(k, v)), requires_grad=True) for k, v in p.items()}
        self.opt = torch.optim.SGD(list(self.p.values()), lr=1e-4, momentum=0.9)
        one = lambda p, x, y: self.losses(net, p, x[None], y[None]).mean()
        self.rows_fn = torch.func.vmap(torch.func.grad(one), (None, 0, 0))
        self.detached = {k: v.detach() for k, v in self.p.items()}

    def step(self, x, y):
        self.opt.zero_grad(set_to_none=True)
        loss = self.losses(self.net, self.p, x, y).mean()
        loss.backward()
        self.opt.step()
        return float(loss)

    def gradient(self, x, y):
        loss = self.losses(self.net, self.p, x, y).mean()
        g = self.torch.autograd.grad(loss, list(self.p.values()))
        return float(loss), [self.ours(k, v.numpy()) for k, v in zip(self.p, g)]

    def rows(self, x, y):
        with self.torch.no_grad():
            g = self.rows_fn(self.detached, x, y)
        return [g[k].numpy() for k in self.p]


def peak():
    """VmHWM in KiB. ru_maxrss would do for a process that nobody started: it keeps the parent's peak through exec."""
    with open("/proc/self/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM:"))


def main():
    peer = Torch() if FRAMEWORK == "pytorch" else Jax()
    put = peer.put

    def answer(**k):
        print(json.dumps(k), flush=True)

    answer(version=peer.version)
    for line in sys.stdin:
        c = json.loads(line)
        try:
            if c["op"] == "prepare":
                p, x, y = read(c["folder"])
                y = y.astype(np.int32)
                if c["net"] == "gpt":
                    x = x.astype(np.int32)
                peer.prepare(c["net"], p, x, y)
                data, pool = (peer.layout(x), peer.layout(y)), {}
                answer(ok=True)
            elif c["op"] == "check":
                loss, g = peer.gradient(put(data[0]), put(data[1]))
                np.concatenate([np.ascontiguousarray(v).ravel() for v in g]).astype("<f4").tofile(c["out"])
                answer(loss=loss)
            elif c["op"] == "time":
                n, batch = c["count"], c["batch"]
                # As in training, each batch is gathered from more examples: from as many as sgnlab's are.
                if pool.get("of") != (batch, c["batches"]):
                    of = batch * c["batches"]
                    reps = -(-of // len(data[0]))
                    order = np.random.default_rng(1).permutation(of).reshape(-1, batch)
                    pool = {"of": (batch, c["batches"]), "order": order, "data": [np.concatenate([d] * reps)[:of] for d in data]}
                order, (x, y) = pool["order"], pool["data"]
                f = {"step": peer.step, "direct": peer.gradient, "rows": peer.rows}[c["what"]]

                def call(k):
                    i = order[k % len(order)]
                    f(put(x[i]), put(y[i]))

                for k in range(c.get("warm", 0)):
                    call(k)
                begin = time.perf_counter()
                for k in range(n):
                    call(k)
                answer(seconds=(time.perf_counter() - begin) / n)
            elif c["op"] == "peak":
                answer(kib=peak())
        except Exception as e:  # the harness decides
            answer(error=f"{type(e).__name__}: {e}"[:400])


main()
