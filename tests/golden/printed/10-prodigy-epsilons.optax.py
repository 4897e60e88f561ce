import jax.numpy as np
import optax

# not said: Prodigy: Optax has no optimizer with its formula
batch, accumulation, epochs = 16, 2, 3
loss = optax.losses.softmax_cross_entropy_with_integer_labels


def schedule(t):
    return np.where(t < 14, 0.0 + ((lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(0) - 0.0) * (t / 14), (lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(np.maximum(t - 14, 0)))


