// Fuzzes the TIFF reader through ctiff.h: every directory of a file is gone to and its page decoded.
#include "ctiff.h"
#include "memory_file.h"

#include <stdlib.h>

enum { most_pages = 4 };

// Larger pages are refused or accepted all the same, but decoding them takes the time of thousands of inputs.
static const size_t largest_decoded = 16 << 20;

typedef struct input {
    const uint8_t *bytes;
    size_t count;
    int big_endian;
} input;

static uint64_t number(const input *file, uint64_t at, unsigned width) {
    if (at > file->count || width > file->count - at) return 0;
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value |= (uint64_t)file->bytes[at + i] << 8 * (file->big_endian ? width - 1 - i : i);
    return value;
}

// Where the link to the next directory stands behind one that begins here.
static uint64_t link_behind(const input *file, int is_big, uint64_t directory) {
    return is_big ? directory + 8 + 20 * number(file, directory, 8) : directory + 2 + 12 * number(file, directory, 2);
}

static void read_page(ctiff_file *file, uint64_t directory, bool indices_are_data) {
    ctiff_page page;
    if (ctiff_go_to(file, directory, indices_are_data, &page) != CTIFF_OK) return;
    static const uint32_t texts[] = {270, 305, 306, 51123, 50838};
    volatile char last = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = ctiff_text(file, texts[i]);
        while (text && *text) last = *text++;
    }
    if (page.bytes > largest_decoded) return;
    // Exactly as large as announced: a byte too many is seen.
    uint8_t *samples = malloc(page.bytes);
    if (samples) ctiff_read(file, samples, page.bytes);
    free(samples);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 8) return 0;
    const input data = {bytes, count, bytes[0] == 'M'};
    const int is_big = number(&data, 2, 2) == 43;
    ctiff_file *file = NULL;
    if (ctiff_open(memory_file(bytes, count), &file) != CTIFF_OK) return 0;
    uint64_t directory = is_big ? number(&data, 8, 8) : number(&data, 4, 4);
    for (int page = 0; page < most_pages && directory != 0; page++) {
        read_page(file, directory, page % 2 == 1);
        directory = number(&data, link_behind(&data, is_big, directory), is_big ? 8 : 4);
    }
    ctiff_close(file);
    return 0;
}
