/* The loops of a convolution with stride 1 and no padding: four channels and four outputs, or four channels and four weights
   of a line of the kernel, a turn, in the order of sums of the crate: a row of the parameters is the weights of an output
   channel and then its bias. What is left over of channels, of outputs and of weights is done with four of the other at a
   time, or value by value. */
#include <stddef.h>

#define ROWS for (size_t i = 0; i < 4; i++)
#define COLUMNS for (size_t j = 0; j < 4; j++)

/* Along a line and, of an image, across lines: what is 1 is known to the compiler where it is inlined. */
struct shape {
    size_t in, out, rows, columns, kernel_rows, kernel_columns;
};

static inline __attribute__((always_inline)) void forward(const float *restrict w, const float *restrict x,
                                                          float *restrict y, const struct shape s)
{
    const size_t row = s.in * s.kernel_rows * s.kernel_columns + 1;
    const size_t down = s.rows - s.kernel_rows + 1, across = s.columns - s.kernel_columns + 1;
    const size_t plane = down * across;
    size_t o = 0;
    for (; o + 4 <= s.out; o += 4, w += 4 * row, y += 4 * plane)
        for (size_t r = 0; r < down; r++) {
            size_t c = 0;
            for (; c + 4 <= across; c += 4) {
                float sum[4][4];
                const float *of_w = w;
                ROWS COLUMNS sum[i][j] = w[i * row + row - 1];
                for (size_t in = 0; in < s.in; in++)
                    for (size_t k = 0; k < s.kernel_rows; k++) {
                        const float *of_x = x + (in * s.rows + r + k) * s.columns + c;
                        for (size_t l = 0; l < s.kernel_columns; l++, of_w++, of_x++)
                            ROWS COLUMNS sum[i][j] += of_w[i * row] * of_x[j];
                    }
                ROWS COLUMNS y[i * plane + r * across + c + j] = sum[i][j];
            }
            for (; c < across; c++) {
                float sum[4];
                const float *of_w = w;
                ROWS sum[i] = w[i * row + row - 1];
                for (size_t in = 0; in < s.in; in++)
                    for (size_t k = 0; k < s.kernel_rows; k++) {
                        const float *of_x = x + (in * s.rows + r + k) * s.columns + c;
                        for (size_t l = 0; l < s.kernel_columns; l++, of_w++, of_x++)
                            ROWS sum[i] += of_w[i * row] * *of_x;
                    }
                ROWS y[i * plane + r * across + c] = sum[i];
            }
        }
    for (; o < s.out; o++, w += row)
        for (size_t r = 0; r < down; r++)
            for (size_t c = 0; c < across; c++, y++) {
                float sum = w[row - 1];
                const float *of_w = w;
                for (size_t in = 0; in < s.in; in++)
                    for (size_t k = 0; k < s.kernel_rows; k++) {
                        const float *of_x = x + (in * s.rows + r + k) * s.columns + c;
                        for (size_t l = 0; l < s.kernel_columns; l++)
                            sum += *of_w++ * *of_x++;
                    }
                *y = sum;
            }
}

static inline __attribute__((always_inline)) void weights(float *restrict g, const float *restrict x,
                                                          const float *restrict delta, const struct shape s)
{
    const size_t row = s.in * s.kernel_rows * s.kernel_columns + 1;
    const size_t down = s.rows - s.kernel_rows + 1, across = s.columns - s.kernel_columns + 1;
    const size_t plane = down * across;
    size_t o = 0;
    for (; o + 4 <= s.out; o += 4, g += 4 * row, delta += 4 * plane) {
        float *of_g = g;
        for (size_t in = 0; in < s.in; in++)
            for (size_t k = 0; k < s.kernel_rows; k++) {
                const float *of_x = x + (in * s.rows + k) * s.columns;
                size_t l = 0;
                for (; l + 4 <= s.kernel_columns; l += 4, of_g += 4) {
                    float sum[4][4];
                    ROWS COLUMNS sum[i][j] = of_g[i * row + j];
                    for (size_t r = 0; r < down; r++)
                        for (size_t c = 0; c < across; c++)
                            ROWS COLUMNS sum[i][j] +=
                                delta[i * plane + r * across + c] * of_x[r * s.columns + c + l + j];
                    ROWS COLUMNS of_g[i * row + j] = sum[i][j];
                }
                for (; l < s.kernel_columns; l++, of_g++) {
                    float sum[4];
                    ROWS sum[i] = of_g[i * row];
                    for (size_t r = 0; r < down; r++)
                        for (size_t c = 0; c < across; c++)
                            ROWS sum[i] += delta[i * plane + r * across + c] * of_x[r * s.columns + c + l];
                    ROWS of_g[i * row] = sum[i];
                }
            }
        float bias[4] = {-0.0f, -0.0f, -0.0f, -0.0f};
        for (size_t p = 0; p < plane; p++)
            ROWS bias[i] += delta[i * plane + p];
        ROWS g[i * row + row - 1] += bias[i];
    }
    for (; o < s.out; o++, g += row, delta += plane) {
        float *of_g = g, bias = -0.0f;
        for (size_t in = 0; in < s.in; in++)
            for (size_t k = 0; k < s.kernel_rows; k++)
                for (size_t l = 0; l < s.kernel_columns; l++, of_g++) {
                    const float *of_x = x + (in * s.rows + k) * s.columns + l;
                    for (size_t r = 0; r < down; r++)
                        for (size_t c = 0; c < across; c++)
                            *of_g += delta[r * across + c] * of_x[r * s.columns + c];
                }
        for (size_t p = 0; p < plane; p++)
            bias += delta[p];
        g[row - 1] += bias;
    }
}

void conv1d_forward_tiled(const float *restrict w, const float *restrict x, float *restrict y, size_t in, size_t out,
                          size_t columns, size_t kernel)
{
    forward(w, x, y, (struct shape){in, out, 1, columns, 1, kernel});
}

void conv1d_weights_tiled(float *restrict g, const float *restrict x, const float *restrict delta, size_t in, size_t out,
                          size_t columns, size_t kernel)
{
    weights(g, x, delta, (struct shape){in, out, 1, columns, 1, kernel});
}

/* A square image under a square kernel. */
void conv2d_forward_tiled(const float *restrict w, const float *restrict x, float *restrict y, size_t in, size_t out,
                          size_t side, size_t kernel)
{
    forward(w, x, y, (struct shape){in, out, side, side, kernel, kernel});
}

void conv2d_weights_tiled(float *restrict g, const float *restrict x, const float *restrict delta, size_t in, size_t out,
                          size_t side, size_t kernel)
{
    weights(g, x, delta, (struct shape){in, out, side, side, kernel, kernel});
}
