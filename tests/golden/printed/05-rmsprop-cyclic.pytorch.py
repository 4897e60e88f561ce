import numpy as np
import torch

# not said: RmsPropMomentum: PyTorch has no optimizer with its formula
# not said: precision: the state has the type of the parameters
# not said: swa: average the parameters at the ends of those epochs
batch, accumulation, epochs = 1, 1, 20
loss = torch.nn.HuberLoss(delta=0.5)


def schedule(t):
    return float(0.001 + (0.01 - 0.001) * np.minimum((t % 50) / 20.0, (50 - t % 50) / 30.0) * (lambda t: 1.0 * 0.9 ** (t / 1))(t // 50))

