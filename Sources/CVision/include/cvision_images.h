// PNG through libpng, JPEG through libjpeg, and bitmaps. A handle owns what was decoded or encoded.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Why the last call of this thread failed; valid until its next call.
const char *cvision_picture_message(void);

typedef struct cvision_picture cvision_picture;

/// Decodes a file's bytes; false where they are no picture, or a JPEG whose data is damaged. `luma_only` lets a JPEG give its Y plane without colour
/// conversion. Bits per sample are kept, transparency is dropped, EXIF's orientation is not followed.
bool cvision_picture_decode(const void *bytes, size_t count, bool luma_only, cvision_picture **picture);
void cvision_picture_free(cvision_picture *picture);

int cvision_picture_width(const cvision_picture *picture);
int cvision_picture_height(const cvision_picture *picture);
/// 1 for grey, 3 for colour.
int cvision_picture_channels(const cvision_picture *picture);
/// Whether the file holds colours, also where only a JPEG's Y plane was decoded.
bool cvision_picture_is_colour(const cvision_picture *picture);
/// 8 or 16.
int cvision_picture_bits(const cvision_picture *picture);

/// Copies the samples as red, green, blue, or grey: `bytes` = width x height x channels x bits / 8, else false.
bool cvision_picture_copy(const cvision_picture *picture, void *samples, size_t bytes);

typedef struct cvision_encoded cvision_encoded;

/// Encodes samples (8 bits, or 16 in native order; channels 1 or 3 as red, green, blue) as PNG.
bool cvision_picture_encode_png(
    const void *samples, int width, int height, int channels, int bits, cvision_encoded **encoded);
size_t cvision_encoded_size(const cvision_encoded *encoded);
bool cvision_encoded_copy(const cvision_encoded *encoded, void *bytes, size_t count);
void cvision_encoded_free(cvision_encoded *encoded);

#ifdef __cplusplus
}
#endif
