import numpy as np
import torch

# not said: precision: the state has the type of the parameters
batch, accumulation, epochs = 1, 4, 1
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.1)


def schedule(t):
    return float((lambda t: np.array([0.1, 0.010000001, 0.001, 0.000100000005])[np.searchsorted(np.array([30, 60, 80]), t, side="left")])(t // 7))


def make(params):
    optimizer = torch.optim.SGD(params, lr=1.0, momentum=0.9, dampening=0.0, weight_decay=0.0001, nesterov=False)
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)


def clip(params):
    torch.nn.utils.clip_grad_value_(params, clip_value=0.5)
