import numpy as np
import torch
import prodigyopt

batch, accumulation, epochs = 16, 2, 3
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.0)


def schedule(t):
    return float(np.where(t < 14, 0.0 + ((lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(0) - 0.0) * (t / 14), (lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(np.maximum(t - 14, 0))))


def make(params):
    optimizer = prodigyopt.Prodigy(params, lr=1.0, betas=(0.9, 0.999), beta3=0.99, eps=1e-8, weight_decay=0.5, decouple=False, use_bias_correction=False, safeguard_warmup=False, d0=1e-6, d_coef=1.0, growth_rate=float("inf"))
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)
