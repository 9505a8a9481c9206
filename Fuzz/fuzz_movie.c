// Fuzzes the movie reader through cmovie.h: frames are decoded and copied as luma and as colour, before and after a
// seek; after it those that others refer to, where the container has an index.
#include "cmovie.h"
#include "memory_file.h"

#include <libavutil/cpu.h>
#include <math.h>
#include <stdlib.h>

enum { most_frames = 12, most_pixels = 1 << 20 };

// One decoding thread: what is found happens again with the same file.
int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    av_cpu_force_count(1);
    return 0;
}

static void copy(cmovie_reader *reader, const cmovie_frame *frame, cmovie_channel channel) {
    const int bits = channel == CMOVIE_LUMA ? frame->luma_bits : frame->colour_bits;
    const size_t bytes =
        (size_t)frame->width * (size_t)frame->height * (channel == CMOVIE_RGB ? 3 : 1) * (bits > 8 ? 2 : 1);
    uint8_t *samples = malloc(bytes);
    if (samples) cmovie_copy(reader, channel, samples, bytes);
    free(samples);
}

static void decode(cmovie_reader *reader) {
    for (int step = 0; step < most_frames; step++) {
        cmovie_frame frame;
        const cmovie_status status = cmovie_next(reader, &frame);
        if (status == CMOVIE_LOST_FRAME) continue;
        if (status != CMOVIE_OK) break;
        if (frame.width <= 0 || frame.height <= 0) abort();
        if ((int64_t)frame.width * frame.height > most_pixels) break;
        copy(reader, &frame, CMOVIE_LUMA);
        copy(reader, &frame, CMOVIE_RGB);
        copy(reader, &frame, CMOVIE_GREEN);
    }
    cmovie_cut_reason(reader);
    cmovie_decoder_complaints(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    cmovie_reader *reader = NULL;
    if (cmovie_open(memory_file(bytes, count), &reader) != CMOVIE_OK) return 0;
    cmovie_stream stream;
    cmovie_describe(reader, &stream);
    decode(reader);
    const double middle = isnan(stream.duration_seconds) ? 0.2 : stream.duration_seconds / 2;
    if (cmovie_key_frame(reader, middle) >= 0) cmovie_skip_unreferenced(reader);
    if (cmovie_seek(reader, middle) == CMOVIE_OK) decode(reader);
    cmovie_close(reader);
    return 0;
}
