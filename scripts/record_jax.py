"""Record gradients of single parameters: python record_jax.py gradients.npy [DRAWS]"""
import sys
import jax, jax.numpy as jnp, numpy as np
from jax.flatten_util import ravel_pytree

path, draws = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
batch, coordinates = 32, 200
keys = jax.random.split(jax.random.key(1), 6)
x = jax.random.normal(keys[0], (4096, 20))  # your data, network and loss go here
y = (x[:, 0] * x[:, 1] + 0.3 * jax.random.normal(keys[1], (4096,)) > 0).astype(int)
weights = [0.2 * jax.random.normal(keys[2], (20, 32)), jnp.zeros(32),
           0.2 * jax.random.normal(keys[3], (32, 2)), jnp.zeros(2)]

def loss(w, x, y):
    z = jax.nn.relu(x @ w[0] + w[1]) @ w[2] + w[3]
    return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], axis=1).mean()

@jax.jit
def gradient(w, key):  # a minibatch afresh for each draw: "--draws iid"
    pick = jax.random.randint(key, (batch,), 0, len(x))
    return ravel_pytree(jax.grad(loss)(w, x[pick], y[pick]))[0]

flat, restore = ravel_pytree(weights)
for key in jax.random.split(keys[4], 300):  # some training; then the weights stay as they are
    flat = flat - 0.1 * gradient(restore(flat), key)
chosen = np.sort(np.random.default_rng(1).permutation(flat.size)[:coordinates])
table = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(draws, len(chosen)))
for i, key in enumerate(jax.random.split(keys[5], draws)):
    table[i] = np.asarray(gradient(restore(flat), key))[chosen]
table.flush()
