import jax.numpy as np
import optax

# not said: precision: the state has the type of the parameters
# not said: swa: average the parameters at the ends of those epochs
# not said: loss: Optax has none with its formula
batch, accumulation, epochs = 1, 1, 20


def schedule(t):
    return 0.001 + (0.01 - 0.001) * np.minimum((t % 50) / 20.0, (50 - t % 50) / 30.0) * (lambda t: 1.0 * 0.9 ** (t / 1))(t // 50)


optimizer = optax.chain(
    optax.rmsprop(learning_rate=schedule, decay=0.9, eps=1e-8, initial_scale=0.0, eps_in_sqrt=False, centered=False, bias_correction=True, momentum=0.8, nesterov=True),
)
