// JPEG through libjpeg itself: OpenCV's reader hands out damaged pictures as if they were whole.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jpeg_pixels {
    int width;
    int height;
    /// 1 grey, 3 blue, green, red (OpenCV's order).
    int channels;
    /// Of the file, whether or not its colours were asked for.
    bool is_colour;
    /// Rows one after the other; to be freed.
    unsigned char *samples;
} jpeg_pixels;

/// Decodes a whole picture of 8 bits; `luma_only` gives the Y plane as it is stored. False, with the reason, where its
/// data is damaged in any place.
bool jpeg_decode(const void *bytes, size_t count, bool luma_only, jpeg_pixels *pixels, char *reason, size_t capacity);

#ifdef __cplusplus
}
#endif
