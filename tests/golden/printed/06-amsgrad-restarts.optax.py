import jax.numpy as np
import optax

# not said: AmsGrad: Optax has no optimizer with its formula
# not said: early_stopping: the training loop's
batch, accumulation, epochs = 1, 1, 1
loss = optax.losses.squared_error  # and its mean


def schedule(t):
    return 0.5 * (np.minimum(np.maximum((lambda t, i: (lambda i, t, length: (0.001 + (0.1 - 0.001) * (1 + np.cos(np.pi * (np.maximum((t - 0) / (length - 0), 0)))) / 2))(i, t - 20 * (2.0 ** i - 1) / (2.0 - 1), 20 * 2.0 ** i))(t, np.floor(np.log((t + 0.5) * (2.0 - 1) / 20 + 1) / np.log(2.0))), 0.002), 0.09))


