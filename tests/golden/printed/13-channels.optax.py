import jax.numpy as np
import optax

# not said: trained: optax.multi_transform, with optax.set_to_zero for what is frozen
batch, accumulation, epochs = 1, 1, 1
loss = optax.losses.softmax_cross_entropy_with_integer_labels
schedule = 0.01
optimizer = optax.chain(
    optax.sgd(learning_rate=schedule, momentum=None, nesterov=False),
)
