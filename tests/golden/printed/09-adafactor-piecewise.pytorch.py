import numpy as np
import torch

# not said: Adafactor: PyTorch has no optimizer with its formula
# not said: precision: the state has the type of the parameters
# not said: clip: PyTorch clips by value, or by the norm of all
batch, accumulation, epochs = 1, 1, 1
loss = torch.nn.BCEWithLogitsLoss()


def schedule(t):
    return float((lambda t: (lambda t: (lambda t: np.where(t < 10, (0.1 + (0.0 - 0.1) * (1 - np.tanh(-7.0 + (3.0 - -7.0) * (np.maximum((t - 0) / 10, 0)))) / 2), np.where(t < 90, (0.01 + (0.1 - 0.01) * (1 - np.tanh(-7.0 + (3.0 - -7.0) * (np.maximum((t - 10) / 80, 0)))) / 2), 0.01)))(t + 1))(t - 100 * np.minimum(t // 100, 2)))(np.minimum(t, 250)))

