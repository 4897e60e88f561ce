import numpy as np
import torch

# not said: trained: PyTorch freezes tensors; put the other rows back after a step
batch, accumulation, epochs = 1, 1, 1
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.0)


def schedule(t):
    return float(0.01)


def make(params):
    optimizer = torch.optim.SGD(params, lr=0.01, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False)
    return optimizer
