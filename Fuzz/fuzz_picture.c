// Fuzzes the picture reader through cvision_images.h, as it stands in the file and as luma.
#include "cvision_images.h"

#include <stdlib.h>

static void decode(const uint8_t *bytes, size_t count, bool luma_only) {
    cvision_picture *picture = NULL;
    if (!cvision_picture_decode(bytes, count, luma_only, &picture)) return;
    const size_t size = (size_t)cvision_picture_width(picture) * (size_t)cvision_picture_height(picture)
        * (size_t)cvision_picture_channels(picture) * (size_t)(cvision_picture_bits(picture) / 8);
    uint8_t *samples = malloc(size);
    // A picture that was decoded fits the buffer that its own numbers ask for.
    if (samples && !cvision_picture_copy(picture, samples, size)) abort();
    free(samples);
    cvision_picture_free(picture);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count == 0) return 0;
    decode(bytes, count, false);
    decode(bytes, count, true);
    return 0;
}
