/* Each update as a careful C programmer writes it: one pass, everything in registers. The arithmetic
   is that of the crate, operation by operation: with -ffp-contract=off the bits are the same. */
#include "arithmetic.h"
#include <float.h>

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

/* sum = sum + g^2, at most FLT_MAX; w -= lr (g / (sqrt(sum) + epsilon)) */
STEP(adagrad)
{
    const float lr = k[0], epsilon = k[1];
    for (size_t i = 0; i < n; i++) {
        const float next = a[i] + g[i] * g[i];
        const float sum = next <= FLT_MAX ? next : FLT_MAX;
        a[i] = sum;
        w[i] -= lr * (g[i] / (sqrtf(sum) + epsilon));
    }
}

/* v = gamma v + (1 - gamma) g^2; w -= lr (g / (sqrt(v) + epsilon)) */
STEP(rms_prop)
{
    const float lr = k[0], gamma = k[1], epsilon = k[2];
    for (size_t i = 0; i < n; i++) {
        const float v = gamma * a[i] + (1.0f - gamma) * (g[i] * g[i]);
        a[i] = v;
        w[i] -= lr * (g[i] / (sqrtf(v) + epsilon));
    }
}

/* s = rho s + (1 - rho) g^2; d = sqrt((u + epsilon) / (s + epsilon)) g; u = rho u + (1 - rho) d^2;
   w -= lr d */
STEP(adadelta)
{
    const float lr = k[0], rho = k[1], epsilon = k[2];
    for (size_t i = 0; i < n; i++) {
        const float s = rho * a[i] + (1.0f - rho) * (g[i] * g[i]);
        const float d = sqrtf((b[i] + epsilon) / (s + epsilon)) * g[i];
        a[i] = s;
        b[i] = rho * b[i] + (1.0f - rho) * (d * d);
        w[i] -= lr * d;
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
