import numpy as np
import torch

# not said: replay: add so many samples of before to each batch
batch, accumulation, epochs = 4, 1, 20
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.0)


def schedule(t):
    return float(np.where(t < 14, 0.0 + ((lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(0) - 0.0) * (t / 14), (lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(np.maximum(t - 14, 0))))


def make(params):
    optimizer = torch.optim.Adam(params, lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False, decoupled_weight_decay=False)
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)


def train(model, t):
    layers = [m for m in model.modules() if list(m.parameters(recurse=False))]
    last = len(layers)
    last = min(last, 2)
    last = min(last, 1 + t // 7)
    for place, layer in enumerate(layers):
        for name, p in layer.named_parameters(recurse=False):
            p.requires_grad_(len(layers) - place <= last and name == "bias")


def l2_sp(params, start):
    return 0.01 / 2 * sum(((p - s) ** 2).sum() for p, s in zip(params, start))


@torch.no_grad()
def wise(params, start):
    for p, s in zip(params, start):
        p.copy_(torch.lerp(s, p, 0.8))
