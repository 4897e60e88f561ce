import mxnet
import numpy as np

# not said: Lion: MXNet has no optimizer with its formula
# not said: precision: the state has the type of the parameters
# not said: loss: MXNet has none with its formula
# not said: clip: MXNet clips by value, or by the norm of all
batch, accumulation, epochs = 1, 1, 1


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float(np.where(t < 120, np.maximum((np.where(t < 5, 0.01 * ((lambda t: 1.0 * 0.5 ** (t // 3))(0) / 0.01) ** (t / 5), 1.0 * 0.5 ** (t // 3))) * (0.0 + (0.001 - 0.0) * ((1 + np.cos(np.pi * (t / 90))) / 2) ** 2.0), (0.0001 + (1e-6 - 0.0001) * (np.minimum(t / 100, 1)))), (lambda t: 0.0 + (0.0001 - 0.0) * (1 - t / (30 * np.maximum(np.ceil(t / 30), 1))) ** 2.0)(np.maximum(t - 120, 0))))


