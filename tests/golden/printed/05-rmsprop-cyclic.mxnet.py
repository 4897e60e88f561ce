import mxnet
import numpy as np

# not said: RmsPropMomentum: MXNet has no optimizer with its formula
# not said: precision: the state has the type of the parameters
# not said: swa: average the parameters at the ends of those epochs
# not said: loss: MXNet has none with its formula
batch, accumulation, epochs = 1, 1, 20


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float(0.001 + (0.01 - 0.001) * np.minimum((t % 50) / 20.0, (50 - t % 50) / 30.0) * (lambda t: 1.0 * 0.9 ** (t / 1))(t // 50))


