import jax.numpy as np
import optax

# not said: precision: the state has the type of the parameters
# not said: loss: Optax has none with its formula
# not said: clip: Optax knows the Euclidean norm of all
batch, accumulation, epochs = 1, 1, 1


def schedule(t):
    return np.where(t < 120, np.maximum((np.where(t < 5, 0.01 * ((lambda t: 1.0 * 0.5 ** (t // 3))(0) / 0.01) ** (t / 5), 1.0 * 0.5 ** (t // 3))) * (0.0 + (0.001 - 0.0) * ((1 + np.cos(np.pi * (t / 90))) / 2) ** 2.0), (0.0001 + (1e-6 - 0.0001) * (np.minimum(t / 100, 1)))), (lambda t: 0.0 + (0.0001 - 0.0) * (1 - t / (30 * np.maximum(np.ceil(t / 30), 1))) ** 2.0)(np.maximum(t - 120, 0)))


optimizer = optax.chain(
    optax.lion(learning_rate=schedule, b1=0.9, b2=0.99, weight_decay=0.0),
)
