/* The same updates, four parameters a turn: every load, product and sum stands beside three others that
   do not wait for it. What is left over is moved by the plain loop. */
#include "arithmetic.h"
#include <float.h>

#define EACH for (size_t j = 0; j < 4; j++)
/* The plain loop of the same arithmetic, for the parameters from i on. */
#define REST(name)                                                                                  \
    if (i < n)                                                                                      \
        name##_fused(w + i, g + i, a + i, b + i, n - i, k)
#define PLAIN(name)                                                                                 \
    void name##_fused(float *restrict w, const float *restrict g, float *restrict a,                \
                      float *restrict b, size_t n, const float *restrict k)

PLAIN(sgd);
PLAIN(momentum);
PLAIN(nesterov);
PLAIN(adagrad);
PLAIN(rms_prop);
PLAIN(adadelta);
PLAIN(adam);

STEP(sgd)
{
    const float lr = k[0];
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float next[4];
        EACH next[j] = w[i + j] - lr * g[i + j];
        EACH w[i + j] = next[j];
    }
    REST(sgd);
}

STEP(momentum)
{
    const float lr = k[0], alpha = k[1];
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float m[4], next[4];
        EACH m[j] = alpha * a[i + j] + g[i + j];
        EACH next[j] = w[i + j] - lr * m[j];
        EACH a[i + j] = m[j];
        EACH w[i + j] = next[j];
    }
    REST(momentum);
}

STEP(nesterov)
{
    const float lr = k[0], alpha = k[1];
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float m[4], next[4];
        EACH m[j] = alpha * a[i + j] + g[i + j];
        EACH next[j] = w[i + j] - lr * (g[i + j] + alpha * m[j]);
        EACH a[i + j] = m[j];
        EACH w[i + j] = next[j];
    }
    REST(nesterov);
}

STEP(adagrad)
{
    const float lr = k[0], epsilon = k[1];
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float sum[4], next[4];
        EACH sum[j] = a[i + j] + g[i + j] * g[i + j];
        EACH sum[j] = sum[j] <= FLT_MAX ? sum[j] : FLT_MAX;
        EACH next[j] = w[i + j] - lr * (g[i + j] / (sqrtf(sum[j]) + epsilon));
        EACH a[i + j] = sum[j];
        EACH w[i + j] = next[j];
    }
    REST(adagrad);
}

STEP(rms_prop)
{
    const float lr = k[0], gamma = k[1], epsilon = k[2];
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float v[4], next[4];
        EACH v[j] = gamma * a[i + j] + (1.0f - gamma) * (g[i + j] * g[i + j]);
        EACH next[j] = w[i + j] - lr * (g[i + j] / (sqrtf(v[j]) + epsilon));
        EACH a[i + j] = v[j];
        EACH w[i + j] = next[j];
    }
    REST(rms_prop);
}

STEP(adadelta)
{
    const float lr = k[0], rho = k[1], epsilon = k[2];
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float s[4], d[4], u[4], next[4];
        EACH s[j] = rho * a[i + j] + (1.0f - rho) * (g[i + j] * g[i + j]);
        EACH d[j] = sqrtf((b[i + j] + epsilon) / (s[j] + epsilon)) * g[i + j];
        EACH u[j] = rho * b[i + j] + (1.0f - rho) * (d[j] * d[j]);
        EACH next[j] = w[i + j] - lr * d[j];
        EACH a[i + j] = s[j];
        EACH b[i + j] = u[j];
        EACH w[i + j] = next[j];
    }
    REST(adadelta);
}

STEP(adam)
{
    const float step = k[0], beta1 = k[1], beta2 = k[2], epsilon = k[3];
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float m[4], v[4], next[4];
        EACH m[j] = beta1 * a[i + j] + (1.0f - beta1) * g[i + j];
        EACH v[j] = beta2 * b[i + j] + (1.0f - beta2) * (g[i + j] * g[i + j]);
        EACH next[j] = w[i + j] - step * (m[j] / (sqrtf(v[j]) + epsilon));
        EACH a[i + j] = m[j];
        EACH b[i + j] = v[j];
        EACH w[i + j] = next[j];
    }
    REST(adam);
}
