/* The loops of a dense layer with four rows and four columns a turn, in the order of sums of the crate: a row of the
   parameters is its weights and then its bias. What is left over is done row by row, or value by value. */
#include <stddef.h>

#define ROWS for (size_t i = 0; i < 4; i++)
#define COLUMNS for (size_t j = 0; j < 4; j++)

void dense_forward_tiled(const float *restrict w, const float *restrict x, float *restrict y, size_t inputs,
                         size_t outputs)
{
    const size_t stride = inputs + 1;
    size_t r = 0;
    for (; r + 4 <= outputs; r += 4, w += 4 * stride) {
        float sum[4];
        size_t c = 0;
        ROWS sum[i] = w[i * stride + inputs];
        for (; c + 4 <= inputs; c += 4) {
            float product[4][4];
            ROWS COLUMNS product[i][j] = w[i * stride + c + j] * x[c + j];
            COLUMNS ROWS sum[i] += product[i][j];
        }
        for (; c < inputs; c++)
            ROWS sum[i] += w[i * stride + c] * x[c];
        ROWS y[r + i] = sum[i];
    }
    for (; r < outputs; r++, w += stride) {
        float sum = w[inputs];
        for (size_t c = 0; c < inputs; c++)
            sum += w[c] * x[c];
        y[r] = sum;
    }
}

void dense_weights_tiled(float *restrict g, const float *restrict x, const float *restrict delta, size_t inputs,
                         size_t outputs)
{
    const size_t stride = inputs + 1;
    size_t r = 0;
    for (; r + 4 <= outputs; r += 4, g += 4 * stride) {
        const float d[4] = {delta[r], delta[r + 1], delta[r + 2], delta[r + 3]};
        size_t c = 0;
        for (; c + 4 <= inputs; c += 4) {
            float sum[4][4];
            ROWS COLUMNS sum[i][j] = g[i * stride + c + j] + d[i] * x[c + j];
            ROWS COLUMNS g[i * stride + c + j] = sum[i][j];
        }
        for (; c < inputs; c++)
            ROWS g[i * stride + c] += d[i] * x[c];
        ROWS g[i * stride + inputs] += d[i];
    }
    for (; r < outputs; r++, g += stride) {
        for (size_t c = 0; c < inputs; c++)
            g[c] += delta[r] * x[c];
        g[inputs] += delta[r];
    }
}

void dense_inputs_tiled(const float *restrict w, const float *restrict delta, float *restrict dx, size_t inputs,
                        size_t outputs)
{
    const size_t stride = inputs + 1;
    size_t r = 0;
    for (size_t c = 0; c < inputs; c++)
        dx[c] = 0.0f;
    for (; r + 4 <= outputs; r += 4, w += 4 * stride) {
        const float d[4] = {delta[r], delta[r + 1], delta[r + 2], delta[r + 3]};
        size_t c = 0;
        for (; c + 4 <= inputs; c += 4) {
            float sum[4];
            COLUMNS sum[j] = dx[c + j];
            ROWS COLUMNS sum[j] += d[i] * w[i * stride + c + j];
            COLUMNS dx[c + j] = sum[j];
        }
        for (; c < inputs; c++)
            ROWS dx[c] += d[i] * w[i * stride + c];
    }
    for (; r < outputs; r++, w += stride)
        for (size_t c = 0; c < inputs; c++)
            dx[c] += delta[r] * w[c];
}
