/* The same updates composed from primitives over whole vectors, as a vector library forces them: every
   primitive is a pass of its own, unrolled by four as CMSIS-DSP's are, over scratch vectors. */
#include "arithmetic.h"

#define VARIANT multipass
#define CAPACITY 1024

typedef float *vector;
typedef const float *input;

static float t[CAPACITY], u[CAPACITY];

#define PASS(name, parameters, expression)                                                          \
    __attribute__((noinline)) static void name parameters                                           \
    {                                                                                               \
        size_t i = 0;                                                                               \
        for (; i + 4 <= n; i += 4) {                                                                \
            y[i] = expression(i);                                                                   \
            y[i + 1] = expression(i + 1);                                                           \
            y[i + 2] = expression(i + 2);                                                           \
            y[i + 3] = expression(i + 3);                                                           \
        }                                                                                           \
        for (; i < n; i++)                                                                          \
            y[i] = expression(i);                                                                   \
    }

#define SCALED(i) p[i] * s
#define SHIFTED(i) p[i] + s
#define SUM(i) p[i] + q[i]
#define DIFFERENCE(i) p[i] - q[i]
#define PRODUCT(i) p[i] * q[i]
#define QUOTIENT(i) p[i] / q[i]
#define ROOT(i) sqrtf(p[i])

PASS(scale, (input p, float s, vector y, size_t n), SCALED)
PASS(offset, (input p, float s, vector y, size_t n), SHIFTED)
PASS(add, (input p, input q, vector y, size_t n), SUM)
PASS(sub, (input p, input q, vector y, size_t n), DIFFERENCE)
PASS(mult, (input p, input q, vector y, size_t n), PRODUCT)
PASS(divide, (input p, input q, vector y, size_t n), QUOTIENT)
PASS(root, (input p, vector y, size_t n), ROOT)

STEP(sgd)
{
    scale(g, k[0], t, n);
    sub(w, t, w, n);
}

STEP(momentum)
{
    scale(a, k[1], a, n);
    add(a, g, a, n);
    scale(a, k[0], t, n);
    sub(w, t, w, n);
}

STEP(nesterov)
{
    scale(a, k[1], a, n);
    add(a, g, a, n);
    scale(a, k[1], t, n);
    add(g, t, t, n);
    scale(t, k[0], t, n);
    sub(w, t, w, n);
}

STEP(adagrad)
{
    mult(g, g, t, n);
    add(a, t, a, n);
    root(a, t, n);
    offset(t, k[1], t, n);
    divide(g, t, t, n);
    scale(t, k[0], t, n);
    sub(w, t, w, n);
}

STEP(rms_prop)
{
    scale(a, k[1], a, n);
    mult(g, g, t, n);
    scale(t, 1.0f - k[1], t, n);
    add(a, t, a, n);
    root(a, t, n);
    offset(t, k[2], t, n);
    divide(g, t, t, n);
    scale(t, k[0], t, n);
    sub(w, t, w, n);
}

STEP(adadelta)
{
    scale(a, k[1], a, n);
    mult(g, g, t, n);
    scale(t, 1.0f - k[1], t, n);
    add(a, t, a, n);
    offset(b, k[2], t, n);
    offset(a, k[2], u, n);
    divide(t, u, t, n);
    root(t, t, n);
    mult(t, g, t, n);
    scale(b, k[1], b, n);
    mult(t, t, u, n);
    scale(u, 1.0f - k[1], u, n);
    add(b, u, b, n);
    scale(t, k[0], t, n);
    sub(w, t, w, n);
}

STEP(adam)
{
    scale(a, k[1], a, n);
    scale(g, 1.0f - k[1], t, n);
    add(a, t, a, n);
    scale(b, k[2], b, n);
    mult(g, g, t, n);
    scale(t, 1.0f - k[2], t, n);
    add(b, t, b, n);
    root(b, t, n);
    offset(t, k[3], t, n);
    divide(a, t, t, n);
    scale(t, k[0], t, n);
    sub(w, t, w, n);
}
