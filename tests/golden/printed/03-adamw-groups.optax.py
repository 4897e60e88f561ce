import jax.numpy as np
import optax

# not said: precision: the state has the type of the parameters
# not said: groups.frozen: pass those parameters alone that learn
# not said: groups: one optimizer a group, with its multiples of rate and decay
# not said: seed: each library draws its own order of samples
# not said: clip.epsilon: Optax has none beside the norm
# not said: ema.warmup: the decay is constant
# not said: ema.start_after: begin to average then
batch, accumulation, epochs = 8, 1, 10
loss = optax.losses.softmax_cross_entropy_with_integer_labels


def schedule(t):
    return np.where(t < 10, 0.0 + (0.01 - 0.0) * (t / 10), np.where(t < 80, 0.01, (0.01 + (0.0 - 0.01) * (np.clip((t - 80) / 20, 0, 1)) ** 0.5)))


optimizer = optax.chain(
    optax.clip_by_global_norm(1.0),
    optax.adamw(learning_rate=schedule, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, weight_decay=0.01, nesterov=False),
)


def average(params, averaged):
    return optax.incremental_update(params, averaged, 0.01)
