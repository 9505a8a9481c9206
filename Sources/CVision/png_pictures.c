#include "png_pictures.h"

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// The largest picture that is decoded, in bytes.
static const uint64_t largest = (uint64_t)1 << 31;

typedef struct coding {
    const unsigned char *next;
    size_t left;
    png_sink sink;
    void *owner;
    unsigned char *samples;
    jmp_buf failed;
    char reason[200];
} coding;

static void fail(png_structp png, png_const_charp reason) {
    coding *state = png_get_error_ptr(png);
    snprintf(state->reason, sizeof state->reason, "%s", reason);
    longjmp(state->failed, 1);
}

// What libpng only warns of leaves the pixels whole.
static void print_nothing(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void take_bytes(png_structp png, png_bytep target, size_t count) {
    coding *state = png_get_io_ptr(png);
    if (count > state->left) png_error(png, "its data ends early");
    memcpy(target, state->next, count);
    state->next += count;
    state->left -= count;
}

static void give_bytes(png_structp png, png_bytep bytes, size_t count) {
    coding *state = png_get_io_ptr(png);
    if (!state->sink(state->owner, bytes, count)) png_error(png, "no memory");
}

static void give_nothing(png_structp png) { (void)png; }

static bool is_little_endian(void) {
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static void choose_samples(png_structp png, png_infop info) {
    const int colours = png_get_color_type(png, info);
    if (colours == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (colours == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) < 8) png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_alpha(png);
    if (png_get_bit_depth(png, info) == 16 && is_little_endian()) png_set_swap(png);
    if (colours & PNG_COLOR_MASK_COLOR) png_set_bgr(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

static void read_samples(png_structp png, png_infop info, coding *state) {
    const size_t row_bytes = png_get_rowbytes(png, info);
    const uint32_t height = png_get_image_height(png, info);
    if ((uint64_t)row_bytes * height > largest) png_error(png, "it is larger than 2 GB");
    state->samples = malloc(row_bytes * height);
    if (!state->samples) png_error(png, "no memory");
    // An interlaced picture comes in several passes over all rows.
    const int passes = png_get_interlace_type(png, info) == PNG_INTERLACE_NONE ? 1 : PNG_INTERLACE_ADAM7_PASSES;
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t row = 0; row < height; row++) png_read_row(png, state->samples + row_bytes * row, NULL);
    }
    png_read_end(png, NULL);
}

static bool decode(png_structp png, png_infop info, coding *state) {
    if (setjmp(state->failed)) return false;
    png_set_read_fn(png, state, take_bytes);
    png_read_info(png, info);
    choose_samples(png, info);
    read_samples(png, info, state);
    return true;
}

bool png_decode(const void *bytes, size_t count, png_pixels *pixels, char *reason, size_t capacity) {
    coding *state = calloc(1, sizeof *state);
    if (!state) return snprintf(reason, capacity, "no memory"), false;
    state->next = bytes;
    state->left = count;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, state, fail, print_nothing);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    const bool decoded = info && decode(png, info, state);
    if (decoded)
        *pixels = (png_pixels){
            .width = (int)png_get_image_width(png, info), .height = (int)png_get_image_height(png, info),
            .channels = png_get_channels(png, info), .bits = png_get_bit_depth(png, info), .samples = state->samples,
        };
    else {
        snprintf(reason, capacity, "%s", info ? state->reason : "no memory");
        free(state->samples);
    }
    png_destroy_read_struct(&png, &info, NULL);
    free(state);
    return decoded;
}

static bool encode(
    png_structp png, png_infop info, coding *state, const unsigned char *samples, int width, int height, int channels,
    int bits) {
    if (setjmp(state->failed)) return false;
    png_set_write_fn(png, state, give_bytes, give_nothing);
    // Differences of neighbours, in runs: a photograph hardly gets smaller by more effort.
    png_set_filter(png, 0, PNG_FILTER_SUB);
    png_set_compression_level(png, Z_BEST_SPEED);
    png_set_compression_strategy(png, Z_RLE);
    png_set_IHDR(
        png, info, (uint32_t)width, (uint32_t)height, bits, channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY,
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    if (bits == 16 && is_little_endian()) png_set_swap(png);
    const size_t row_bytes = (size_t)width * (size_t)channels * (size_t)bits / 8;
    for (int row = 0; row < height; row++) png_write_row(png, samples + row_bytes * (size_t)row);
    png_write_end(png, info);
    return true;
}

bool png_encode(
    const void *samples, int width, int height, int channels, int bits, png_sink sink, void *owner, char *reason,
    size_t capacity) {
    coding *state = calloc(1, sizeof *state);
    if (!state) return snprintf(reason, capacity, "no memory"), false;
    state->sink = sink;
    state->owner = owner;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, state, fail, print_nothing);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    const bool encoded = info && encode(png, info, state, samples, width, height, channels, bits);
    if (!encoded) snprintf(reason, capacity, "%s", info ? state->reason : "no memory");
    png_destroy_write_struct(&png, &info);
    free(state);
    return encoded;
}
