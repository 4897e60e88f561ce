import numpy as np
import torch

# not said: early_stopping: the training loop's
batch, accumulation, epochs = 1, 1, 1
loss = torch.nn.MSELoss()


def schedule(t):
    return float(0.5 * (np.minimum(np.maximum((lambda t, i: (lambda i, t, length: (0.001 + (0.1 - 0.001) * (1 + np.cos(np.pi * (np.maximum((t - 0) / (length - 0), 0)))) / 2))(i, t - 20 * (2.0 ** i - 1) / (2.0 - 1), 20 * 2.0 ** i))(t, np.floor(np.log((t + 0.5) * (2.0 - 1) / 20 + 1) / np.log(2.0))), 0.002), 0.09)))


def make(params):
    optimizer = torch.optim.Adam(params, lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=True, decoupled_weight_decay=False)
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)
