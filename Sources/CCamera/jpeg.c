#include "ccamera.h"

#include <setjmp.h>
#include <stdio.h>

// jpeglib.h needs FILE and size_t before it.
#include <jerror.h>
#include <jpeglib.h>

typedef struct decoding {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    char reason[JMSG_LENGTH_MAX];
} decoding;

static void fail(j_common_ptr jpeg) {
    decoding *state = jpeg->client_data;
    jpeg->err->format_message(jpeg, state->reason);
    longjmp(state->failed, 1);
}

// libjpeg goes on behind damaged data with made-up samples, and only warns. Webcams fill their frames up with bytes
// behind the picture; that harms nothing.
static void take_message(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    switch (jpeg->err->msg_code) {
    case JWRN_HIT_MARKER: case JWRN_HUFF_BAD_CODE: case JWRN_JPEG_EOF: case JWRN_MUST_RESYNC:
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

static bool decode(decoding *state, const void *bytes, size_t count, int width, int height, JSAMPLE *samples) {
    struct jpeg_decompress_struct *jpeg = &state->jpeg;
    jpeg->err = jpeg_std_error(&state->errors);
    jpeg->client_data = state;
    state->errors.error_exit = fail;
    state->errors.emit_message = take_message;
    state->errors.output_message = print_nothing;
    if (setjmp(state->failed)) return false;
    // Keeps err and client_data. Huffman tables, which motion JPEG leaves out, default to the standard's.
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, bytes, count);
    jpeg_read_header(jpeg, TRUE);
    if (jpeg->image_width != (JDIMENSION)width || jpeg->image_height != (JDIMENSION)height)
        refuse(state, "the picture has another size than the camera announced");
    if (jpeg->jpeg_color_space != JCS_YCbCr && jpeg->jpeg_color_space != JCS_GRAYSCALE)
        refuse(state, "the picture has no luma of its own");
    jpeg->out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = samples + (size_t)width * jpeg->output_scanline;
        jpeg_read_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_decompress(jpeg);
    return true;
}

bool ccamera_jpeg_luma(
    const void *bytes, size_t count, int width, int height, void *samples, char *reason, size_t capacity) {
    decoding state = {.reason = ""};
    const bool decoded = decode(&state, bytes, count, width, height, samples);
    if (!decoded) snprintf(reason, capacity, "%s", state.reason);
    jpeg_destroy_decompress(&state.jpeg);
    return decoded;
}
