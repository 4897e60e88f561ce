/* Whether every magnitude is at most the one whose bits are 0x7fffffff - room: what the crate's guard
   does before it lets a gradient pass. */
#include <stddef.h>
#include <stdint.h>

uint32_t guard_c(const uint32_t *g, size_t n, uint32_t room)
{
    uint32_t over = 0;
    for (size_t i = 0; i < n; i++)
        over |= (g[i] & 0x7fffffff) + room;
    return over >> 31;
}
