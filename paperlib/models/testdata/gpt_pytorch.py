"""Losses of a small decoder by PyTorch's own transformer layers in float64: the golden of TestGPTAgainstPyTorch.

Weights are 0.8 sin(1 + 0.7 i + k) for number i of array k, row-major as [in, out], and 1 more for the scale of a LayerNorm.
"""
import torch
from torch import nn

V, T, D, H, L = 11, 6, 8, 2, 2
torch.set_default_dtype(torch.float64)
count = 0


def fill(*dims, one=0.0):
    global count
    n = torch.Size(dims).numel()
    v = (0.8 * torch.sin(1 + 0.7 * torch.arange(n) + count) + one).float().double().reshape(dims)
    count += 1
    return v


def norm(module):
    module.weight.data, module.bias.data = fill(D, one=1), fill(D)


def dense(module, inputs, outputs):
    module.weight.data, module.bias.data = fill(inputs, outputs).T, fill(outputs)


tokens = torch.tensor([[1, 5, 9, 10, 3, 0, 7], [2, 2, 4, 0, 0, 8, 6]])
h = fill(V, D)[tokens[:, :-1]] + fill(T, D)
mask = nn.Transformer.generate_square_subsequent_mask(T)
for _ in range(L):
    block = nn.TransformerEncoderLayer(D, H, 4 * D, 0, lambda x: nn.functional.gelu(x, approximate="tanh"), norm_first=True, batch_first=True)
    norm(block.norm1)
    parts = [(fill(D, D).T, fill(D)) for _ in range(3)]
    block.self_attn.in_proj_weight.data = torch.cat([w for w, _ in parts])
    block.self_attn.in_proj_bias.data = torch.cat([b for _, b in parts])
    dense(block.self_attn.out_proj, D, D)
    norm(block.norm2)
    dense(block.linear1, D, 4 * D)
    dense(block.linear2, 4 * D, D)
    h = block(h, src_mask=mask)
last, logits = nn.LayerNorm(D), nn.Linear(D, V)
norm(last)
dense(logits, D, V)
losses = nn.functional.cross_entropy(logits(last(h)).flatten(0, 1), tokens[:, 1:].flatten(), reduction="none")
print(torch.__version__, losses.view(2, T).mean(1).tolist())
