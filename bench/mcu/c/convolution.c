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

/* The first output for which a tap lies on no padding, and one past the last. */
#define FIRST_OF(tap) ((tap) < a.padding ? (a.padding - (tap) + a.stride - 1) / a.stride : 0)
#define LAST_OF(tap, size, outputs)                                                                                    \
    (((size) + a.padding - (tap) + a.stride - 1) / a.stride < (outputs) ? ((size) + a.padding - (tap) + a.stride - 1) / a.stride \
                                                                         : (outputs))

/* Of four channels a weight at a time; of a channel by itself four weights of a line. */
static inline __attribute__((always_inline)) void weights_apart(float *restrict g, const float *restrict x,
                                                                const float *restrict delta, const struct shape s,
                                                                const struct apart a, const size_t channels)
{
    const size_t row = s.in * s.kernel_rows * s.kernel_columns + 1, pad_rows = s.rows > 1 ? a.padding : 0;
    const size_t down = s.rows > 1 ? (s.rows + 2 * a.padding - s.kernel_rows) / a.stride + 1 : 1;
    const size_t across = (s.columns + 2 * a.padding - s.kernel_columns) / a.stride + 1;
    const size_t plane = down * across;
    for (size_t o = 0; o < s.out; o += channels, g += channels * row, delta += channels * plane) {
        const float *of_x = x + (channels == 1 ? o * s.rows * s.columns : 0);
        for (size_t in = 0; in < s.in; in++, of_x += s.rows * s.columns)
            for (size_t k = 0; k < s.kernel_rows; k++) {
                const size_t top = s.rows > 1 ? FIRST_OF(k) : 0, bottom = s.rows > 1 ? LAST_OF(k, s.rows, down) : 1;
                float *of_g = g + (in * s.kernel_rows + k) * s.kernel_columns;
                size_t l = 0;
                for (; channels == 1 && l + 4 <= s.kernel_columns; l += 4) {
                    float sum[4];
                    const size_t first = FIRST_OF(l), last = LAST_OF(l + 3, s.columns, across);
                    COLUMNS sum[j] = of_g[l + j];
                    for (size_t r = top; r < bottom; r++) {
                        const float *of_delta = delta + r * across;
                        const float *line = of_x + (r * a.stride + k - pad_rows) * s.columns + l - a.padding;
                        COLUMNS for (size_t c = FIRST_OF(l + j); c < first; c++)
                            sum[j] += of_delta[c] * line[c * a.stride + j];
                        for (size_t c = first; c < last; c++)
                            COLUMNS sum[j] += of_delta[c] * line[c * a.stride + j];
                        COLUMNS for (size_t c = last; c < LAST_OF(l + j, s.columns, across); c++)
                            sum[j] += of_delta[c] * line[c * a.stride + j];
                    }
                    COLUMNS of_g[l + j] = sum[j];
                }
                for (; l < s.kernel_columns; l++) {
                    const size_t first = FIRST_OF(l), last = LAST_OF(l, s.columns, across);
                    float sum[4];
                    for (size_t i = 0; i < channels; i++)
                        sum[i] = of_g[i * row + l];
                    for (size_t r = top; r < bottom; r++) {
                        const float *line = of_x + (r * a.stride + k - pad_rows) * s.columns + l - a.padding;
                        for (size_t c = first; c < last; c++)
                            for (size_t i = 0; i < channels; i++)
                                sum[i] += delta[i * plane + r * across + c] * line[c * a.stride];
                    }
                    for (size_t i = 0; i < channels; i++)
                        of_g[i * row + l] = sum[i];
                }
            }
        for (size_t i = 0; i < channels; i++) {
            float bias = -0.0f;
            for (size_t p = 0; p < plane; p++)
                bias += delta[i * plane + p];
            g[i * row + row - 1] += bias;
        }
    }
}

/* With stride 1 four neighbours a turn, by the outputs of one channel by itself or of all; else output by output. */
static inline __attribute__((always_inline)) void inputs_apart(const float *restrict w, const float *restrict delta,
                                                               float *restrict dx, const struct shape s,
                                                               const struct apart a, const int by_itself)
{
    const size_t row = s.in * s.kernel_rows * s.kernel_columns + 1, pad_rows = s.rows > 1 ? a.padding : 0;
    const size_t down = s.rows > 1 ? (s.rows + 2 * a.padding - s.kernel_rows) / a.stride + 1 : 1;
    const size_t across = (s.columns + 2 * a.padding - s.kernel_columns) / a.stride + 1;
    const size_t plane = down * across, planes = by_itself ? s.out : s.in;
    if (a.stride > 1) {
        for (size_t i = 0; i < planes * s.rows * s.columns; i++)
            dx[i] = 0;
        for (size_t o = 0; o < s.out; o++, w += row)
            for (size_t r = 0; r < down; r++, delta += across)
                for (size_t in = 0; in < s.in; in++)
                    for (size_t k = FIRST(r); k < LAST(r, s.rows, s.kernel_rows); k++) {
                        float *line = dx + ((by_itself ? o : in) * s.rows + r * a.stride + k - a.padding) * s.columns - a.padding;
                        const float *of_w = w + (in * s.kernel_rows + k) * s.kernel_columns;
                        const size_t first = FIRST_OF(0), last = LAST_OF(s.kernel_columns - 1, s.columns, across);
                        for (size_t c = 0; c < first; c++)
                            for (size_t l = FIRST(c); l < LAST(c, s.columns, s.kernel_columns); l++)
                                line[c * a.stride + l] += delta[c] * of_w[l];
                        for (size_t c = first; c < last; c++)
                            for (size_t l = 0; l < s.kernel_columns; l++)
                                line[c * a.stride + l] += delta[c] * of_w[l];
                        for (size_t c = last; c < across; c++)
                            for (size_t l = FIRST(c); l < LAST(c, s.columns, s.kernel_columns); l++)
                                line[c * a.stride + l] += delta[c] * of_w[l];
                    }
        return;
    }
    for (size_t in = 0; in < planes; in++)
        for (size_t line = 0; line < s.rows; line++, dx += s.columns)
            for (size_t column = 0; column < s.columns;) {
                const size_t top = column + a.padding;
                const int whole = top + 1 >= s.kernel_columns && top + 4 <= across && column + 4 <= s.columns;
                const size_t skipped = whole || top < across ? 0 : top + 1 - across;
                const size_t end = whole || top + 1 >= s.kernel_columns ? s.kernel_columns : top + 1;
                float sum[4] = {0, 0, 0, 0};
                const float *of_w = w + (by_itself ? in * row : 0), *of_delta = delta + (by_itself ? in * plane : 0);
                for (size_t o = 0; o < (by_itself ? 1 : s.out); o++, of_w += row, of_delta += plane)
                    for (size_t k = s.kernel_rows; k-- > 0;) {
                        if (s.rows > 1 && (line + pad_rows < k || line + pad_rows - k >= down))
                            continue;
                        const float *of_line = of_delta + (s.rows > 1 ? line + pad_rows - k : 0) * across + top;
                        const float *weight = of_w + ((by_itself ? 0 : in) * s.kernel_rows + k) * s.kernel_columns;
                        for (size_t l = end; l-- > skipped;) {
                            sum[0] += *(of_line - l) * weight[l];
                            if (whole)
                                for (size_t j = 1; j < 4; j++)
                                    sum[j] += *(of_line - l + j) * weight[l];
                        }
                    }
                for (size_t j = 0; j < (whole ? 4 : 1); j++)
                    dx[column + j] = sum[j];
                column += whole ? 4 : 1;
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

void depthwise_weights_tiled(float *restrict g, const float *restrict x, const float *restrict delta, size_t in,
                             size_t out, size_t columns, size_t kernel)
{
    (void)in;
    weights_apart(g, x, delta, (struct shape){1, out, 1, columns, 1, kernel}, (struct apart){1, kernel / 2}, 1);
}

void depthwise_inputs_tiled(const float *restrict w, float *restrict dx, const float *restrict delta, size_t in,
                            size_t out, size_t columns, size_t kernel)
{
    (void)in;
    inputs_apart(w, delta, dx, (struct shape){1, out, 1, columns, 1, kernel}, (struct apart){1, kernel / 2}, 1);
}

void strided_weights_tiled(float *restrict g, const float *restrict x, const float *restrict delta, size_t in, size_t out,
                           size_t side, size_t kernel)
{
    weights_apart(g, x, delta, (struct shape){in, out, side, side, kernel, kernel}, (struct apart){2, kernel / 2}, 4);
}

void strided_inputs_tiled(const float *restrict w, float *restrict dx, const float *restrict delta, size_t in, size_t out,
                          size_t side, size_t kernel)
{
    inputs_apart(w, delta, dx, (struct shape){in, out, side, side, kernel, kernel}, (struct apart){2, kernel / 2}, 0);
}

/* Half a kernel of padding; channels are a multiple of four. */
void padded_forward_tiled(const float *restrict w, const float *restrict x, float *restrict y, size_t in, size_t out,
                          size_t side, size_t kernel)
{
    forward_apart(w, x, y, (struct shape){in, out, side, side, kernel, kernel}, (struct apart){1, kernel / 2}, 4);
}

void padded_weights_tiled(float *restrict g, const float *restrict x, const float *restrict delta, size_t in, size_t out,
                          size_t side, size_t kernel)
{
    weights_apart(g, x, delta, (struct shape){in, out, side, side, kernel, kernel}, (struct apart){1, kernel / 2}, 4);
}

void padded_inputs_tiled(const float *restrict w, float *restrict dx, const float *restrict delta, size_t in, size_t out,
                         size_t side, size_t kernel)
{
    inputs_apart(w, delta, dx, (struct shape){in, out, side, side, kernel, kernel}, (struct apart){1, kernel / 2}, 0);
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
