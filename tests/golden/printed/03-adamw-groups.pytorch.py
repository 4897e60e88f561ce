import numpy as np
import torch

# not said: precision: the state has the type of the parameters
# not said: groups.frozen: pass those parameters alone that learn
# not said: groups: one optimizer a group, with its multiples of rate and decay
# not said: seed: each library draws its own order of samples
# not said: ema.warmup: the decay is constant
# not said: ema.start_after: begin to call update_parameters then
batch, accumulation, epochs = 8, 1, 10
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.0)


def schedule(t):
    return float(np.where(t < 10, 0.0 + (0.01 - 0.0) * (t / 10), np.where(t < 80, 0.01, (0.01 + (0.0 - 0.01) * (np.clip((t - 80) / 20, 0, 1)) ** 0.5))))


def make(params):
    optimizer = torch.optim.AdamW(params, lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01, amsgrad=False)
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)


def clip(params):
    torch.nn.utils.clip_grad_norm_(params, max_norm=1.0, norm_type=2.0)


def average(model):
    return torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - 0.01)
    )
