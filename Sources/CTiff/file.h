#pragma once

#include "ctiff.h"
#include "messages.h"
#include "unpack.h"

struct ctiff_file {
    TIFF *tiff;
    uint64_t file_bytes;
    ctiff_page page;
    sample_layout layout;
    uint8_t palette[3 * 256];
    // As the tags say.
    uint16_t stored_samples, planar, photometric, compression;
    // Read through libtiff's conversion to 8-bit colour: YCbCr, CMYK, CIELab.
    bool through_rgba;
};

static inline size_t ctiff_sample_bytes(ctiff_samples samples) {
    return samples == CTIFF_UINT8 ? 1 : samples == CTIFF_UINT16 ? 2 : 4;
}
