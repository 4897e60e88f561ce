import numpy as np
import torch

# not said: rule.scale: PyTorch scales by the outputs, or to match AdamW's
# not said: clip: PyTorch clips by value, or by the norm of all
batch, accumulation, epochs = 1, 1, 1
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.0)


def schedule(t):
    return float(np.where(t < 89.00000357627869, (0.02 + (0.0008 - 0.02) * (1 + np.cos(np.pi * (np.maximum((t - 0.0) / (89.00000357627869 - 0.0), 0)))) / 2), np.where(t < 299.0, (8e-8 + (0.02 - 8e-8) * (1 + np.cos(np.pi * (np.maximum((t - 89.00000357627869) / (299.0 - 89.00000357627869), 0)))) / 2), 8e-8)))


def make(params):
    optimizer = torch.optim.Muon(params, lr=1.0, weight_decay=0.0, momentum=0.95, nesterov=True, ns_coefficients=(3.4445, -4.775, 2.0315), eps=1e-7, ns_steps=5, adjust_lr_fn="original")
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)
