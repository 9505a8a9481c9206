// Writes the movies that fuzzing begins with, by our own writer: each codec in containers that keep times.
#include "cmovie.h"

#include <stdio.h>
#include <stdlib.h>

enum { width = 32, height = 18, frames = 6 };

static char path[4096];

static void require(cmovie_status status) {
    if (status == CMOVIE_OK) return;
    fprintf(stderr, "seed_movie: %s: %s\n", path, cmovie_message());
    exit(1);
}

static void write_movie(const char *folder, const char *name, cmovie_codec codec, int bits, bool is_colour) {
    static uint8_t samples[width * height * 3 * 2];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const cmovie_settings settings = {
        .width = width, .height = height, .is_colour = is_colour, .bits = bits, .codec = codec,
        .constant_rate_factor = 30, .frames_per_second = 10,
    };
    cmovie_writer *writer = NULL;
    require(cmovie_create(path, path, &settings, &writer));
    for (int frame = 0; frame < frames; frame++) {
        for (int i = 0; i < width * height * 3 * 2; i++) samples[i] = (uint8_t)(i / 8 * 3 + frame * 11);
        // 9 to 16 bits in native order: no sample above its range.
        for (int i = 1; bits > 8 && i < width * height * 2; i += 2) samples[i] &= (uint8_t)((1 << (bits - 8)) - 1);
        const size_t bytes = (size_t)width * height * (is_colour ? 3 : 1) * (bits > 8 ? 2 : 1);
        require(cmovie_append(writer, samples, bytes, frame * 0.1));
    }
    require(cmovie_finish(writer));
    cmovie_close_writer(writer);
}

int main(int count, char **arguments) {
    if (count != 2) return 64;
    const char *folder = arguments[1];
    write_movie(folder, "h264.mp4", CMOVIE_H264, 8, false);
    write_movie(folder, "colour.mp4", CMOVIE_H264, 8, true);
    write_movie(folder, "h264.mkv", CMOVIE_H264, 8, false);
    write_movie(folder, "h264.ts", CMOVIE_H264, 8, false);
    write_movie(folder, "ffv1.mkv", CMOVIE_FFV1, 8, false);
    write_movie(folder, "ffv1_colour.mkv", CMOVIE_FFV1, 8, true);
    write_movie(folder, "ffv1_12.mkv", CMOVIE_FFV1, 12, false);
    return 0;
}
