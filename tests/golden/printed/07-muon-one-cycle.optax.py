import jax.numpy as np
import optax

# not said: Muon: Optax has no optimizer with its formula
# not said: clip.unit: Optax' units are columns, as its matrices are in × out
batch, accumulation, epochs = 1, 1, 1
loss = optax.losses.softmax_cross_entropy_with_integer_labels


def schedule(t):
    return np.where(t < 89.00000357627869, (0.02 + (0.0008 - 0.02) * (1 + np.cos(np.pi * (np.maximum((t - 0.0) / (89.00000357627869 - 0.0), 0)))) / 2), np.where(t < 299.0, (8e-8 + (0.02 - 8e-8) * (1 + np.cos(np.pi * (np.maximum((t - 89.00000357627869) / (299.0 - 89.00000357627869), 0)))) / 2), 8e-8))


