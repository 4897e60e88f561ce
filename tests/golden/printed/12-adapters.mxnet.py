import mxnet
import numpy as np

# not said: rule.epsilon: MXNet adds it to the root of v that is not yet corrected
# not said: trained: grad_req = "null" of what is frozen
# not said: lora: add (alpha / rank) B A x to each frozen layer
batch, accumulation, epochs = 1, 1, 1
loss = mxnet.gluon.loss.SoftmaxCrossEntropyLoss()


class Schedule(mxnet.lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        t = num_update - 1  # MXNet's first update is 1
        return float(np.where(t < 14, 0.0 + ((lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(0) - 0.0) * (t / 14), (lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(np.maximum(t - 14, 0))))


optimizer = mxnet.optimizer.create("adam", learning_rate=1.0, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, lr_scheduler=Schedule())
