import jax.numpy as np
import optax

# not said: precision: the state has the type of the parameters
batch, accumulation, epochs = 1, 1, 1
loss = optax.losses.sigmoid_binary_cross_entropy  # and its mean


def schedule(t):
    return (lambda t: (lambda t: (lambda t: np.where(t < 10, (0.1 + (0.0 - 0.1) * (1 - np.tanh(-7.0 + (3.0 - -7.0) * (np.maximum((t - 0) / 10, 0)))) / 2), np.where(t < 90, (0.01 + (0.1 - 0.01) * (1 - np.tanh(-7.0 + (3.0 - -7.0) * (np.maximum((t - 10) / 80, 0)))) / 2), 0.01)))(t + 1))(t - 100 * np.minimum(t // 100, 2)))(np.minimum(t, 250))


optimizer = optax.chain(
    optax.clip_by_block_rms(1.0),
    optax.adafactor(learning_rate=schedule, min_dim_size_to_factor=2, decay_rate=0.8, decay_offset=0, multiply_by_parameter_scale=True, clipping_threshold=1.0, momentum=None, weight_decay_rate=None, eps=1e-30, factored=True),
)
