/* Each update as a careful C programmer writes it: one pass, everything in registers. The arithmetic
   is that of the crate, operation by operation: with -ffp-contract=off the bits are the same. */
#include "arithmetic.h"

/* w -= lr g */
STEP(sgd)
{
    const float lr = k[0];
    for (size_t i = 0; i < n; i++)
        w[i] -= lr * g[i];
}

/* m = alpha m + g; w -= lr m */
STEP(momentum)
{
    const float lr = k[0], alpha = k[1];
    for (size_t i = 0; i < n; i++) {
        const float m = alpha * a[i] + g[i];
        a[i] = m;
        w[i] -= lr * m;
    }
}

/* m = alpha m + g; w -= lr (g + alpha m) */
STEP(nesterov)
{
    const float lr = k[0], alpha = k[1];
    for (size_t i = 0; i < n; i++) {
        const float m = alpha * a[i] + g[i];
        a[i] = m;
        w[i] -= lr * (g[i] + alpha * m);
    }
}

/* m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= step (m / (sqrt(v) + epsilon)) */
STEP(adam)
{
    const float step = k[0], beta1 = k[1], beta2 = k[2], epsilon = k[3];
    for (size_t i = 0; i < n; i++) {
        const float m = beta1 * a[i] + (1.0f - beta1) * g[i];
        const float v = beta2 * b[i] + (1.0f - beta2) * (g[i] * g[i]);
        a[i] = m;
        b[i] = v;
        w[i] -= step * (m / (sqrtf(v) + epsilon));
    }
}
