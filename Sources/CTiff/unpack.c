#include "unpack.h"

#include <math.h>
#include <string.h>

// libtiff hands out whole bytes in native order; samples of other widths lie bit after bit, the highest first.
static uint32_t packed_bits(const uint8_t *row, int64_t index, int bits) {
    const uint64_t first = (uint64_t)index * (uint64_t)bits;
    uint32_t value = 0;
    for (int bit = 0; bit < bits; bit++) {
        const uint64_t at = first + (uint64_t)bit;
        value = value << 1 | (row[at >> 3] >> (7 - (at & 7)) & 1);
    }
    return value;
}

static uint32_t unsigned_sample(const uint8_t *row, int64_t index, int bits) {
    uint16_t wide;
    switch (bits) {
    case 8: return row[index];
    case 16: memcpy(&wide, row + 2 * index, sizeof wide); return wide;
    default: return packed_bits(row, index, bits);
    }
}

static float half_to_float(uint16_t half) {
    const int exponent = half >> 10 & 31;
    const int fraction = half & 1023;
    const float magnitude = exponent == 0 ? ldexpf((float)fraction, -24)
        : exponent == 31 ? (fraction ? NAN : INFINITY)
        : ldexpf((float)(fraction + 1024), exponent - 25);
    return half & 0x8000 ? -magnitude : magnitude;
}

static float floating_sample(const uint8_t *row, int64_t index, int bits) {
    float single;
    double wide;
    uint16_t half;
    switch (bits) {
    case 16: memcpy(&half, row + 2 * index, sizeof half); return half_to_float(half);
    case 32: memcpy(&single, row + 4 * index, sizeof single); return single;
    default: memcpy(&wide, row + 8 * index, sizeof wide); return (float)wide;
    }
}

static float integer_sample_as_float(const uint8_t *row, int64_t index, int bits, bool is_signed) {
    int16_t narrow;
    int32_t wide;
    uint32_t unsigned_wide;
    switch (bits) {
    case 8: return (float)(int8_t)row[index];
    case 16: memcpy(&narrow, row + 2 * index, sizeof narrow); return (float)narrow;
    default:
        memcpy(&wide, row + 4 * index, sizeof wide);
        unsigned_wide = (uint32_t)wide;
        return is_signed ? (float)wide : (float)unsigned_wide;
    }
}

static void unpack_float(
    const sample_layout *layout, const uint8_t *row, int64_t first, int64_t stride, int64_t count, float *results,
    int64_t channels) {
    for (int64_t i = 0; i < count; i++) {
        const int64_t index = first + i * stride;
        results[i * channels] = layout->stored_format == 3
            ? floating_sample(row, index, layout->stored_bits)
            : integer_sample_as_float(row, index, layout->stored_bits, layout->stored_format == 2);
    }
}

static void unpack_palette(
    const sample_layout *layout, const uint8_t *row, int64_t first, int64_t stride, int64_t count,
    uint8_t *results) {
    for (int64_t i = 0; i < count; i++) {
        const uint32_t entry = unsigned_sample(row, first + i * stride, layout->stored_bits);
        memcpy(results + 3 * i, layout->palette + 3 * entry, 3);
    }
}

static void unpack_unsigned(
    const sample_layout *layout, const uint8_t *row, int64_t first, int64_t stride, int64_t count, void *results,
    int64_t channels) {
    const int bits = layout->stored_bits;
    const uint32_t ceiling = (1u << bits) - 1;
    // Fewer than 8 bits are spread over 0...255: black stays black and white white.
    const uint32_t factor = bits < 8 ? 255 / ceiling : 1;
    uint8_t *narrow = results;
    uint16_t *wide = results;
    for (int64_t i = 0; i < count; i++) {
        uint32_t value = unsigned_sample(row, first + i * stride, bits);
        if (layout->inverted) value = ceiling - value;
        value *= factor;
        if (layout->samples == CTIFF_UINT8) narrow[i * channels] = (uint8_t)value;
        else wide[i * channels] = (uint16_t)value;
    }
}

static int plain_bytes(const sample_layout *layout) {
    if (layout->inverted || layout->palette) return 0;
    if (layout->samples == CTIFF_UINT8 && layout->stored_bits == 8) return 1;
    if (layout->samples == CTIFF_UINT16 && layout->stored_bits == 16) return 2;
    return layout->samples == CTIFF_FLOAT32 && layout->stored_format == 3 && layout->stored_bits == 32 ? 4 : 0;
}

bool samples_are_plain(const sample_layout *layout) { return plain_bytes(layout) > 0; }

void unpack_samples(
    const sample_layout *layout, const uint8_t *row, int64_t first, int64_t stride, int64_t count, void *results,
    int64_t channels) {
    const int plain = plain_bytes(layout);
    if (plain && stride == 1 && channels == 1) memcpy(results, row + first * plain, (size_t)(count * plain));
    else if (layout->palette) unpack_palette(layout, row, first, stride, count, results);
    else if (layout->samples == CTIFF_FLOAT32) unpack_float(layout, row, first, stride, count, results, channels);
    else unpack_unsigned(layout, row, first, stride, count, results, channels);
}
