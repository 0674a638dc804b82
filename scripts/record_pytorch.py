"""Record gradients of single parameters: python record_pytorch.py gradients.npy [DRAWS]"""
import sys
import numpy as np
import torch

torch.manual_seed(1)
torch.set_num_threads(1)  # as befits a net this small
path, draws = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
batch, coordinates = 32, 200
x = torch.randn(4096, 20)  # your data, network and loss go here
y = (x[:, 0] * x[:, 1] + 0.3 * torch.randn(len(x)) > 0).long()
net = torch.nn.Sequential(torch.nn.Linear(20, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))
loss = torch.nn.CrossEntropyLoss()

def gradient():
    pick = torch.randint(len(x), (batch,))  # afresh for each draw: "--draws iid"
    return torch.autograd.grad(loss(net(x[pick]), y[pick]), list(net.parameters()))

for _ in range(300):  # some training; then the weights stay as they are
    for p, g in zip(net.parameters(), gradient()):
        p.data -= 0.1 * g

size = sum(p.numel() for p in net.parameters())
chosen = torch.randperm(size)[:coordinates].sort().values
table = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(draws, len(chosen)))
for i in range(draws):
    table[i] = torch.cat([g.flatten() for g in gradient()])[chosen].numpy()
table.flush()
