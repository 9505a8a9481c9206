// PNG through libpng itself: OpenCV's codecs bring a hundred shared libraries along, which take longer to load than a
// picture to read.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct png_pixels {
    int width;
    int height;
    /// 1 grey, 3 blue, green, red (OpenCV's order).
    int channels;
    /// 8, or 16 in native order.
    int bits;
    /// Rows one after the other; to be freed.
    unsigned char *samples;
} png_pixels;

/// Decodes a whole picture: palettes become colours, fewer than 8 bits become 8, transparency is dropped. False, with the
/// reason, where its data is damaged.
bool png_decode(const void *bytes, size_t count, png_pixels *pixels, char *reason, size_t capacity);

/// Takes the next bytes of an encoded picture; false ends the encoding.
typedef bool (*png_sink)(void *owner, const void *bytes, size_t count);

/// Encodes samples (channels 1 or 3 as red, green, blue; 8 bits, or 16 in native order), rather quickly than small.
bool png_encode(
    const void *samples, int width, int height, int channels, int bits, png_sink sink, void *owner, char *reason,
    size_t capacity);

#ifdef __cplusplus
}
#endif
