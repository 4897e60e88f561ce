/* The loops of a convolution. With stride 1 and no padding: four channels and four outputs, or four channels and four weights
   of a line of the kernel, a turn, in the order of sums of the crate: a row of the parameters is the weights of an output
   channel and then its bias. What is left over of channels, of outputs and of weights is done with four of the other at a
   time, or value by value. The gradient of the inputs: four of a line a turn; with a stride and padding four channels and
   four outputs, of one channel by itself four outputs, and where some of the kernel lies on padding one. */
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

/* What reaches an input of a line, in the order of the outputs that it was under. */
static inline __attribute__((always_inline)) float reaching(const float *restrict w, const float *restrict delta,
                                                            const struct shape s, size_t in, size_t line, size_t column)
{
    const size_t row = s.in * s.kernel_rows * s.kernel_columns + 1;
    const size_t down = s.rows - s.kernel_rows + 1, across = s.columns - s.kernel_columns + 1;
    float sum = 0;
    for (size_t o = 0; o < s.out; o++, w += row, delta += down * across)
        for (size_t k = s.kernel_rows; k-- > 0;) {
            if (line < k || line - k >= down)
                continue;
            for (size_t l = s.kernel_columns; l-- > 0;)
                if (column >= l && column - l < across)
                    sum += delta[(line - k) * across + column - l] *
                           w[(in * s.kernel_rows + k) * s.kernel_columns + l];
        }
    return sum;
}

static inline __attribute__((always_inline)) void inputs(const float *restrict w, const float *restrict delta,
                                                         float *restrict dx, const struct shape s)
{
    const size_t row = s.in * s.kernel_rows * s.kernel_columns + 1;
    const size_t down = s.rows - s.kernel_rows + 1, across = s.columns - s.kernel_columns + 1;
    for (size_t in = 0; in < s.in; in++)
        for (size_t line = 0; line < s.rows; line++, dx += s.columns) {
            size_t c = 0;
            for (; c + 1 < s.kernel_columns; c++)
                dx[c] = reaching(w, delta, s, in, line, c);
            for (; c + 4 <= across; c += 4) {
                float sum[4] = {0, 0, 0, 0};
                for (size_t o = 0; o < s.out; o++)
                    for (size_t k = s.kernel_rows; k-- > 0;) {
                        if (line < k || line - k >= down)
                            continue;
                        const float *of_w = w + o * row + (in * s.kernel_rows + k + 1) * s.kernel_columns;
                        const float *of_delta =
                            delta + (o * down + line - k) * across + c + 1 - s.kernel_columns;
                        for (size_t l = 0; l < s.kernel_columns; l++, of_delta++) {
                            const float weight = *--of_w;
                            COLUMNS sum[j] += of_delta[j] * weight;
                        }
                    }
                COLUMNS dx[c + j] = sum[j];
            }
            for (; c < s.columns; c++)
                dx[c] = reaching(w, delta, s, in, line, c);
        }
}

/* A square image under a square kernel with this stride and padding, of as many input channels as a group has. */
struct apart {
    size_t stride, padding;
};

/* The first tap that lies on no padding, and one past the last. */
#define FIRST(output) ((output) * a.stride < a.padding ? a.padding - (output) * a.stride : 0)
#define LAST(output, size, kernel)                                                                                     \
    ((output) * a.stride + (kernel) > (size) + a.padding ? (size) + a.padding - (output) * a.stride : (kernel))

static inline __attribute__((always_inline)) void forward_apart(const float *restrict w, const float *restrict x,
                                                                float *restrict y, const struct shape s,
                                                                const struct apart a, const size_t channels)
{
    const size_t row = s.in * s.kernel_rows * s.kernel_columns + 1, pad_rows = s.rows > 1 ? a.padding : 0;
    const size_t down = s.rows > 1 ? (s.rows + 2 * a.padding - s.kernel_rows) / a.stride + 1 : 1;
    const size_t across = (s.columns + 2 * a.padding - s.kernel_columns) / a.stride + 1;
    const size_t plane = down * across;
    for (size_t o = 0; o < s.out; o += channels, w += channels * row, y += channels * plane)
        for (size_t r = 0; r < down; r++) {
            const size_t from = s.rows > 1 ? FIRST(r) : 0, to = s.rows > 1 ? LAST(r, s.rows, s.kernel_rows) : 1;
            const float *lines = x + (s.in == 1 && channels == 1 ? o * s.columns : 0);
            size_t c = 0;
            while (c < across) {
                const int whole = c * a.stride >= a.padding &&
                                  (c + 3) * a.stride + s.kernel_columns <= s.columns + a.padding && c + 4 <= across;
                const size_t first = whole ? 0 : FIRST(c);
                const size_t last = whole ? s.kernel_columns : LAST(c, s.columns, s.kernel_columns);
                float sum[4][4];
                for (size_t i = 0; i < channels; i++)
                    COLUMNS sum[i][j] = w[i * row + row - 1];
                for (size_t in = 0; in < s.in; in++)
                    for (size_t k = from; k < to; k++) {
                        const float *of_w = w + (in * s.kernel_rows + k) * s.kernel_columns;
                        const float *of_x = lines + (in * s.rows + r * (s.rows > 1 ? a.stride : 0) + k - pad_rows) * s.columns +
                                            c * a.stride - a.padding;
                        for (size_t l = first; l < last; l++)
                            for (size_t i = 0; i < channels; i++) {
                                sum[i][0] += of_w[i * row + l] * of_x[l];
                                if (whole)
                                    for (size_t j = 1; j < 4; j++)
                                        sum[i][j] += of_w[i * row + l] * of_x[j * a.stride + l];
                            }
                    }
                for (size_t i = 0; i < channels; i++)
                    for (size_t j = 0; j < (whole ? 4 : 1); j++)
                        y[i * plane + r * across + c + j] = sum[i][j];
                c += whole ? 4 : 1;
            }
        }
}

void conv1d_inputs_tiled(const float *restrict w, float *restrict dx, const float *restrict delta, size_t in, size_t out,
                         size_t columns, size_t kernel)
{
    inputs(w, delta, dx, (struct shape){in, out, 1, columns, 1, kernel});
}

void conv2d_inputs_tiled(const float *restrict w, float *restrict dx, const float *restrict delta, size_t in, size_t out,
                         size_t side, size_t kernel)
{
    inputs(w, delta, dx, (struct shape){in, out, side, side, kernel, kernel});
}

/* Each channel by itself, with half a kernel of padding. */
void depthwise_forward_tiled(const float *restrict w, const float *restrict x, float *restrict y, size_t in, size_t out,
                             size_t columns, size_t kernel)
{
    (void)in;
    forward_apart(w, x, y, (struct shape){1, out, 1, columns, 1, kernel}, (struct apart){1, kernel / 2}, 1);
}

/* Every other place, with half a kernel of padding; channels are a multiple of four. */
void strided_forward_tiled(const float *restrict w, const float *restrict x, float *restrict y, size_t in, size_t out,
                           size_t side, size_t kernel)
{
    forward_apart(w, x, y, (struct shape){in, out, side, side, kernel, kernel}, (struct apart){2, kernel / 2}, 4);
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
