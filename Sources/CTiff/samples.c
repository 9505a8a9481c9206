#include "file.h"

#include <stdlib.h>

// One strip or tile: `width` x `rows` pixels at (x, y), `plane` of a page whose planes are separate.
typedef struct block {
    uint32_t index;
    int x, y, width, rows;
    int plane;
    int64_t row_bytes;
} block;

static void place_block(const ctiff_file *file, const block *part, const uint8_t *data, uint8_t *samples) {
    const ctiff_page *page = &file->page;
    const size_t width = ctiff_sample_bytes(page->samples);
    const bool separate = file->planar == PLANARCONFIG_SEPARATE && file->stored_samples > 1;
    const int stored = separate ? 1 : file->stored_samples;
    const bool whole = !separate && stored == page->channels && !file->layout.palette;
    for (int row = 0; row < part->rows; row++) {
        const uint8_t *from = data + row * part->row_bytes;
        uint8_t *to = samples
            + ((size_t)(part->y + row) * (size_t)page->width + (size_t)part->x) * (size_t)page->channels * width;
        if (whole) unpack_samples(&file->layout, from, 0, 1, (int64_t)part->width * stored, to, 1);
        else if (file->layout.palette) unpack_samples(&file->layout, from, 0, stored, part->width, to, 3);
        else if (separate)
            unpack_samples(&file->layout, from, 0, 1, part->width, to + part->plane * width, page->channels);
        else
            for (int channel = 0; channel < page->channels; channel++)
                unpack_samples(
                    &file->layout, from, channel, stored, part->width, to + channel * width, page->channels);
    }
}

static int least(int a, int b) { return a < b ? a : b; }

static ctiff_status fail_block(ctiff_file *file, uint32_t index, const char *kind) {
    const uint64_t first = TIFFGetStrileOffset(file->tiff, index);
    const uint64_t bytes = TIFFGetStrileByteCount(file->tiff, index);
    // What libtiff says of it names a row that does not exist.
    if (first > file->file_bytes || bytes > file->file_bytes - first)
        return ctiff_fail(CTIFF_DAMAGED, "its %s %u reaches beyond the end of the file", kind, index);
    return ctiff_fail_with_complaint(CTIFF_DAMAGED, "a strip or tile is shorter than its tags say");
}

// Rows of the file are rows of the picture: strips are decoded where they belong, without a copy between.
static bool rows_are_final(const ctiff_file *file) {
    const bool interleaved = file->planar == PLANARCONFIG_CONTIG || file->stored_samples == 1;
    return interleaved && file->stored_samples == file->page.channels && samples_are_plain(&file->layout)
        && TIFFScanlineSize64(file->tiff) * (uint64_t)file->page.height == file->page.bytes;
}

static ctiff_status read_strips(ctiff_file *file, uint8_t *scratch, tmsize_t capacity, uint8_t *samples) {
    TIFF *tiff = file->tiff;
    uint32_t rows_per_strip = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows_per_strip);
    const int height = file->page.height;
    const int strip_rows = rows_per_strip > (uint32_t)height ? height : (int)rows_per_strip;
    if (strip_rows == 0) return ctiff_fail(CTIFF_DAMAGED, "strips without rows");
    const uint32_t per_plane = ((uint32_t)height + (uint32_t)strip_rows - 1) / (uint32_t)strip_rows;
    const int64_t row_bytes = TIFFScanlineSize64(tiff);
    const bool final = rows_are_final(file);
    for (uint32_t strip = 0; strip < TIFFNumberOfStrips(tiff); strip++) {
        const block part = {
            .index = strip,
            .y = (int)(strip % per_plane) * strip_rows,
            .width = file->page.width,
            .rows = least(strip_rows, height - (int)(strip % per_plane) * strip_rows),
            .plane = (int)(strip / per_plane),
            .row_bytes = row_bytes,
        };
        if (part.plane >= file->page.channels) break;
        const tmsize_t needed = (tmsize_t)(part.rows * row_bytes);
        if (needed > capacity) return ctiff_fail(CTIFF_DAMAGED, "a strip larger than its page");
        uint8_t *target = final ? samples + part.y * row_bytes : scratch;
        if (TIFFReadEncodedStrip(tiff, strip, target, needed) != needed) return fail_block(file, strip, "strip");
        if (!final) place_block(file, &part, scratch, samples);
    }
    return CTIFF_OK;
}

static ctiff_status read_tiles(ctiff_file *file, uint8_t *scratch, tmsize_t capacity, uint8_t *samples) {
    TIFF *tiff = file->tiff;
    uint32_t tile_width = 0, tile_height = 0;
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tile_width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &tile_height);
    const int planes = file->planar == PLANARCONFIG_SEPARATE ? least(file->stored_samples, file->page.channels) : 1;
    for (int plane = 0; plane < planes; plane++)
        for (int64_t y = 0; y < file->page.height; y += tile_height)
            for (int64_t x = 0; x < file->page.width; x += tile_width) {
                const block part = {
                    .index = TIFFComputeTile(tiff, (uint32_t)x, (uint32_t)y, 0, (uint16_t)plane),
                    .x = (int)x,
                    .y = (int)y,
                    .width = least((int)tile_width, file->page.width - (int)x),
                    .rows = least((int)tile_height, file->page.height - (int)y),
                    .plane = plane,
                    .row_bytes = (int64_t)TIFFTileRowSize64(tiff),
                };
                if (TIFFReadEncodedTile(tiff, part.index, scratch, capacity) != capacity)
                    return fail_block(file, part.index, "tile");
                place_block(file, &part, scratch, samples);
            }
    return CTIFF_OK;
}

static ctiff_status read_rgba(ctiff_file *file, uint8_t *samples) {
    const size_t pixels = (size_t)file->page.width * (size_t)file->page.height;
    uint32_t *packed = malloc(pixels * sizeof *packed);
    if (!packed) return ctiff_fail(CTIFF_SYSTEM, "no memory");
    const int read = TIFFReadRGBAImageOriented(
        file->tiff, (uint32_t)file->page.width, (uint32_t)file->page.height, packed, ORIENTATION_TOPLEFT, 1);
    for (size_t i = 0; read && i < pixels; i++) {
        samples[3 * i] = (uint8_t)TIFFGetR(packed[i]);
        samples[3 * i + 1] = (uint8_t)TIFFGetG(packed[i]);
        samples[3 * i + 2] = (uint8_t)TIFFGetB(packed[i]);
    }
    free(packed);
    return read ? CTIFF_OK : ctiff_fail_with_complaint(CTIFF_DAMAGED, "the page cannot be decoded");
}

ctiff_status ctiff_read(ctiff_file *file, void *samples, size_t bytes) {
    if (bytes != file->page.bytes || bytes == 0)
        return ctiff_fail(CTIFF_UNSUPPORTED, "a page of %zu bytes where %zu fit", file->page.bytes, bytes);
    if (file->through_rgba) return read_rgba(file, samples);
    const bool tiled = TIFFIsTiled(file->tiff);
    const uint64_t size = tiled ? TIFFTileSize64(file->tiff) : TIFFStripSize64(file->tiff);
    if (size == 0 || size > ctiff_largest_picture)
        return ctiff_fail_with_complaint(CTIFF_DAMAGED, "strips of absurd size");
    uint8_t *scratch = calloc(1, (size_t)size);
    if (!scratch) return ctiff_fail(CTIFF_SYSTEM, "no memory for a strip of %llu bytes", (unsigned long long)size);
    const ctiff_status status = tiled ? read_tiles(file, scratch, (tmsize_t)size, samples)
                                      : read_strips(file, scratch, (tmsize_t)size, samples);
    free(scratch);
    return status;
}
