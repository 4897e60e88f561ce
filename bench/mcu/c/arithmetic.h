/* What both files of C share. Every update has one signature: parameters w, gradient g, up to two
   arrays of state a and b, the length n, and the scalars k of this step, made by the caller. */
#include <stddef.h>

#define JOIN(name, variant) name##_##variant
#define EXPAND(name, variant) JOIN(name, variant)
/* VARIANT names the way a file is compiled. */
#define STEP(name)                                                                                  \
    void EXPAND(name, VARIANT)(float *restrict w, const float *restrict g, float *restrict a,       \
                               float *restrict b, size_t n, const float *restrict k)

/* Without -fmath-errno a compiler turns this into one instruction where the processor has it. */
#define sqrtf __builtin_sqrtf
