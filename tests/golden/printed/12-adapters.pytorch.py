import numpy as np
import torch

batch, accumulation, epochs = 1, 1, 1
loss = torch.nn.CrossEntropyLoss(label_smoothing=0.0)


def schedule(t):
    return float(np.where(t < 14, 0.0 + ((lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(0) - 0.0) * (t / 14), (lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(np.maximum(t - 14, 0))))


def make(params):
    optimizer = torch.optim.Adam(params, lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False, decoupled_weight_decay=False)
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)


# layers: the names of the last 2
def lora(model, layers):
    import peft

    config = peft.LoraConfig(r=4, lora_alpha=8.0, target_modules=layers)
    return peft.get_peft_model(model, config)
