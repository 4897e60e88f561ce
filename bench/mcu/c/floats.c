/* One operation over two arrays: by gcc's routines where the core has no instruction for it. */
#include <stddef.h>

#define OVER(name, operator)                                                                     \
    void name(float *out, const float *a, const float *b, size_t n)                              \
    {                                                                                            \
        for (size_t i = 0; i < n; i++)                                                           \
            out[i] = a[i] operator b[i];                                                         \
    }

OVER(sums_c, +)
OVER(differences_c, -)
OVER(products_c, *)
OVER(quotients_c, /)
