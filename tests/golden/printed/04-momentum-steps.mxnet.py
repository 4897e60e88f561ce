import mxnet
import numpy as np

# not said: rule: MXNet's velocity holds the rate, which is the same while the rate is constant
# not said: precision: the state has the type of the parameters
# not said: loss: MXNet has none with its formula
# not said: clip: MXNet adds the decay first, and clips what comes of it
batch, accumulation, epochs = 1, 4, 1


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float((lambda t: np.array([0.1, 0.010000001, 0.001, 0.000100000005])[np.searchsorted(np.array([30, 60, 80]), t, side="left")])(t // 7))


optimizer = mxnet.optimizer.create("sgd", learning_rate=1.0, momentum=0.9, wd=0.0001, lr_scheduler=Schedule(), clip_gradient=0.5)
