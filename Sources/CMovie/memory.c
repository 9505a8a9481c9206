#include "cmovie.h"

#include <malloc.h>

void cmovie_bound_memory(void) {
    // The allocator raises both limits by itself once large blocks are freed, and then keeps such blocks for every
    // thread that used one. Up to 16 MB are worth keeping: clearing fresh pages takes time.
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
}
