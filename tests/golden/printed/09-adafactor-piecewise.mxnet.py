import mxnet
import numpy as np

# not said: Adafactor: MXNet has no optimizer with its formula
# not said: precision: the state has the type of the parameters
# not said: clip: MXNet clips by value, or by the norm of all
batch, accumulation, epochs = 1, 1, 1
loss = mxnet.gluon.loss.SigmoidBinaryCrossEntropyLoss()


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float((lambda t: (lambda t: (lambda t: np.where(t < 10, (0.1 + (0.0 - 0.1) * (1 - np.tanh(-7.0 + (3.0 - -7.0) * (np.maximum((t - 0) / 10, 0)))) / 2), np.where(t < 90, (0.01 + (0.1 - 0.01) * (1 - np.tanh(-7.0 + (3.0 - -7.0) * (np.maximum((t - 10) / 80, 0)))) / 2), 0.01)))(t + 1))(t - 100 * np.minimum(t // 100, 2)))(np.minimum(t, 250)))


