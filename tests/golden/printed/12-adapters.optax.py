import jax.numpy as np
import optax

# not said: trained: optax.multi_transform, with optax.set_to_zero for what is frozen
# not said: lora: add (alpha / rank) B A x to each frozen layer
batch, accumulation, epochs = 1, 1, 1
loss = optax.losses.softmax_cross_entropy_with_integer_labels


def schedule(t):
    return np.where(t < 14, 0.0 + ((lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(0) - 0.0) * (t / 14), (lambda t: 0.0 + (0.004 - 0.0) * ((1 + np.cos(np.pi * np.minimum(t / 126, 1))) / 2))(np.maximum(t - 14, 0)))


optimizer = optax.chain(
    optax.adam(learning_rate=schedule, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, nesterov=False),
)
