import mxnet
import numpy as np

# not said: trained: grad_req = "null" of what is frozen
batch, accumulation, epochs = 1, 1, 1
loss = mxnet.gluon.loss.SoftmaxCrossEntropyLoss()
optimizer = mxnet.optimizer.create("sgd", learning_rate=0.01, momentum=0.0, wd=0.0)
