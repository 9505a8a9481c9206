#pragma once

#include "ctiff.h"

#include <stdint.h>

/// How the samples of a page are stored, and what becomes of them.
typedef struct sample_layout {
    /// Bits of a stored sample, and its SampleFormat (1 unsigned, 2 signed, 3 floating point).
    int stored_bits;
    int stored_format;
    ctiff_samples samples;
    bool inverted;
    /// 256 entries or fewer of red, green and blue; NULL where the page has no palette.
    const uint8_t *palette;
} sample_layout;

/// Whether samples of this layout are handed on as they are stored.
bool samples_are_plain(const sample_layout *layout);

/// Converts `count` samples that begin at sample `first` of a row, every `stride`-th; the results stand
/// `channels` apart. With a palette, three results for each.
void unpack_samples(
    const sample_layout *layout, const uint8_t *row, int64_t first, int64_t stride, int64_t count, void *results,
    int64_t channels);
