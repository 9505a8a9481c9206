// Fuzzes the decoder of a camera's motion JPEG through ccamera.h.
#include "ccamera.h"

#include <stdlib.h>

// The size that the camera announced: that of the seeds.
enum { width = 24, height = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    char reason[256];
    // Exactly as large as announced: a byte too many is seen.
    uint8_t *samples = malloc((size_t)width * height);
    if (samples) ccamera_jpeg_luma(bytes, count, width, height, samples, reason, sizeof reason);
    free(samples);
    return 0;
}
