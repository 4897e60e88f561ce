import mxnet
import numpy as np

# not said: AmsGrad: MXNet has no optimizer with its formula
# not said: early_stopping: the training loop's
# not said: loss: MXNet's L2Loss is half the mean of the squares: weight=2
batch, accumulation, epochs = 1, 1, 1
loss = mxnet.gluon.loss.L2Loss(weight=2.0)


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float(0.5 * (np.minimum(np.maximum((lambda t, i: (lambda i, t, length: (0.001 + (0.1 - 0.001) * (1 + np.cos(np.pi * (np.maximum((t - 0) / (length - 0), 0)))) / 2))(i, t - 20 * (2.0 ** i - 1) / (2.0 - 1), 20 * 2.0 ** i))(t, np.floor(np.log((t + 0.5) * (2.0 - 1) / 20 + 1) / np.log(2.0))), 0.002), 0.09)))


