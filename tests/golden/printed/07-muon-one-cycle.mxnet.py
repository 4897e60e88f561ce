import mxnet
import numpy as np

# not said: Muon: MXNet has no optimizer with its formula
# not said: clip: MXNet clips by value, or by the norm of all
batch, accumulation, epochs = 1, 1, 1
loss = mxnet.gluon.loss.SoftmaxCrossEntropyLoss()


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float(np.where(t < 89.00000357627869, (0.02 + (0.0008 - 0.02) * (1 + np.cos(np.pi * (np.maximum((t - 0.0) / (89.00000357627869 - 0.0), 0)))) / 2), np.where(t < 299.0, (8e-8 + (0.02 - 8e-8) * (1 + np.cos(np.pi * (np.maximum((t - 89.00000357627869) / (299.0 - 89.00000357627869), 0)))) / 2), 8e-8)))


