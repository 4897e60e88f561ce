import jax.numpy as np
import optax

# not said: precision: the state has the type of the parameters
# not said: loss.label_smoothing: optax.losses.smooth_labels does it to the labels
batch, accumulation, epochs = 1, 4, 1
loss = optax.losses.softmax_cross_entropy


def schedule(t):
    return (lambda t: np.array([0.1, 0.010000001, 0.001, 0.000100000005])[np.searchsorted(np.array([30, 60, 80]), t, side="left")])(t // 7)


optimizer = optax.chain(
    optax.clip(0.5),
    optax.add_decayed_weights(0.0001),
    optax.sgd(learning_rate=schedule, momentum=0.9, nesterov=False),
)
optimizer = optax.MultiSteps(optimizer, every_k_schedule=4)
