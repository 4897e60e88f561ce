import jax.numpy as np
import optax

# not said: replay: add so many samples of before to each batch
# not said: trained: optax.multi_transform, with optax.set_to_zero for what is frozen
# not said: unfreezing: make the optimizer anew for each layer more
batch, accumulation, epochs = 4, 1, 20
loss = optax.losses.softmax_cross_entropy_with_integer_labels


def schedule(t):
    return np.where(t < 14, 0.0 + ((lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(0) - 0.0) * (t / 14), (lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(np.maximum(t - 14, 0)))


optimizer = optax.chain(
    optax.adam(learning_rate=schedule, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, nesterov=False),
)


def l2_sp(params, start):
    way = optax.tree_utils.tree_sub(params, start)
    return 0.01 / 2 * optax.tree_utils.tree_l2_norm(way, squared=True)


def wise(params, start):
    return optax.incremental_update(params, start, 0.8)
