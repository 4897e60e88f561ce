import mxnet
import numpy as np

# not said: AdamW: MXNet has no optimizer with its formula
# not said: precision: the state has the type of the parameters
# not said: groups.frozen: pass those parameters alone that learn
# not said: groups: one optimizer a group, with its multiples of rate and decay
# not said: seed: each library draws its own order of samples
# not said: clip.epsilon: MXNet has 1e-8 beside the norm
# not said: ema: MXNet averages no parameters
batch, accumulation, epochs = 8, 1, 10
loss = mxnet.gluon.loss.SoftmaxCrossEntropyLoss()


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float(np.where(t < 10, 0.0 + (0.01 - 0.0) * (t / 10), np.where(t < 80, 0.01, (0.01 + (0.0 - 0.01) * (np.clip((t - 80) / 20, 0, 1)) ** 0.5))))




def clip(gradients):
    mxnet.gluon.utils.clip_global_norm(gradients, 1.0)
