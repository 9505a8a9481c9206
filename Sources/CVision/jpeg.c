#include "jpeg.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// jpeglib.h needs FILE and size_t before it.
#include <jerror.h>
#include <jpeglib.h>

// The largest picture that is decoded, in bytes.
static const uint64_t largest = (uint64_t)1 << 31;

typedef struct decoding {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    unsigned char *samples;
    char reason[JMSG_LENGTH_MAX];
} decoding;

static void fail(j_common_ptr jpeg) {
    decoding *state = jpeg->client_data;
    jpeg->err->format_message(jpeg, state->reason);
    longjmp(state->failed, 1);
}

// libjpeg goes on behind damaged data with made-up samples, and only warns. Oddities of the header are harmless.
static void take_message(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    switch (jpeg->err->msg_code) {
    case JWRN_HIT_MARKER: case JWRN_HUFF_BAD_CODE: case JWRN_JPEG_EOF: case JWRN_MUST_RESYNC:
    case JWRN_EXTRANEOUS_DATA: case JWRN_BOGUS_PROGRESSION: case JWRN_NOT_SEQUENTIAL:
        fail(jpeg);
        break;
    default: break;
    }
}

static void print_nothing(j_common_ptr jpeg) { (void)jpeg; }

static void refuse(decoding *state, const char *reason) {
    snprintf(state->reason, sizeof state->reason, "%s", reason);
    longjmp(state->failed, 1);
}

static void choose_colours(decoding *state, bool luma_only) {
    struct jpeg_decompress_struct *jpeg = &state->jpeg;
    if (jpeg->num_components == 1) jpeg->out_color_space = JCS_GRAYSCALE;
    else if (jpeg->num_components != 3) refuse(state, "a JPEG of four colours (CMYK)");
    else if (!luma_only) jpeg->out_color_space = JCS_EXT_BGR;
    // Red, green and blue that are stored as such have no luma: the caller weighs them.
    else jpeg->out_color_space = jpeg->jpeg_color_space == JCS_YCbCr ? JCS_GRAYSCALE : JCS_EXT_BGR;
}

// A few bytes can announce gigabytes: what is announced must be possible for the size of the file.
static void check_size(decoding *state, size_t count) {
    const uint64_t best_ratio = 5000, always_allowed = 16 << 20;
    const uint64_t samples = (uint64_t)state->jpeg.image_width * state->jpeg.image_height
        * (uint64_t)state->jpeg.num_components;
    if (samples > largest) refuse(state, "it is larger than 2 GB");
    if (samples > always_allowed && samples / best_ratio > count) refuse(state, "it is too short for its size");
}

static void read_rows(decoding *state) {
    struct jpeg_decompress_struct *jpeg = &state->jpeg;
    jpeg_start_decompress(jpeg);
    const size_t row_bytes = (size_t)jpeg->output_width * (size_t)jpeg->output_components;
    state->samples = malloc(row_bytes * jpeg->output_height);
    if (!state->samples) refuse(state, "no memory");
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = state->samples + row_bytes * jpeg->output_scanline;
        jpeg_read_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_decompress(jpeg);
}

static bool decode(decoding *state, const void *bytes, size_t count, bool luma_only) {
    struct jpeg_decompress_struct *jpeg = &state->jpeg;
    jpeg->err = jpeg_std_error(&state->errors);
    jpeg->client_data = state;
    state->errors.error_exit = fail;
    state->errors.emit_message = take_message;
    state->errors.output_message = print_nothing;
    if (setjmp(state->failed)) return false;
    // Keeps err and client_data.
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, bytes, count);
    jpeg_read_header(jpeg, TRUE);
    check_size(state, count);
    choose_colours(state, luma_only);
    read_rows(state);
    return true;
}

bool jpeg_decode(const void *bytes, size_t count, bool luma_only, jpeg_pixels *pixels, char *reason, size_t capacity) {
    decoding *state = calloc(1, sizeof *state);
    if (!state) return snprintf(reason, capacity, "no memory"), false;
    const bool decoded = decode(state, bytes, count, luma_only);
    if (decoded)
        *pixels = (jpeg_pixels){
            .width = (int)state->jpeg.output_width, .height = (int)state->jpeg.output_height,
            .channels = state->jpeg.output_components, .is_colour = state->jpeg.num_components == 3,
            .samples = state->samples,
        };
    else {
        snprintf(reason, capacity, "%s", state->reason);
        free(state->samples);
    }
    jpeg_destroy_decompress(&state->jpeg);
    free(state);
    return decoded;
}
