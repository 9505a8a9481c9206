#include "ctiff.h"
#include "messages.h"
#include "unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

ctiff_status ctiff_open(const char *path, ctiff_file **opened) {
    *opened = NULL;
    struct stat status;
    if (stat(path, &status) != 0) return ctiff_fail(CTIFF_SYSTEM, "%s", strerror(errno));
    ctiff_file *file = calloc(1, sizeof *file);
    if (!file) return ctiff_fail(CTIFF_SYSTEM, "no memory");
    file->file_bytes = (uint64_t)status.st_size;
    // h: the header only; pages are found by their offsets, so that a damaged one does not stop the others.
    file->tiff = ctiff_open_quietly(path, "rhm");
    if (!file->tiff) {
        free(file);
        return ctiff_fail_with_complaint(CTIFF_DAMAGED, "it cannot be opened");
    }
    *opened = file;
    return CTIFF_OK;
}

void ctiff_close(ctiff_file *file) {
    if (!file) return;
    if (file->tiff) TIFFClose(file->tiff);
    free(file);
}

static const char *compression_name(uint16_t compression) {
    if (compression == COMPRESSION_NONE) return "none";
    const TIFFCodec *codec = TIFFFindCODEC(compression);
    return codec ? codec->name : "unknown";
}

static void read_palette(ctiff_file *file, int entries) {
    uint16_t *red, *green, *blue;
    if (!TIFFGetField(file->tiff, TIFFTAG_COLORMAP, &red, &green, &blue)) return;
    uint16_t brightest = 0;
    for (int i = 0; i < entries; i++) {
        const uint16_t highest = red[i] > green[i] ? red[i] : green[i];
        if (highest > brightest) brightest = highest;
        if (blue[i] > brightest) brightest = blue[i];
    }
    // Old writers stored 8-bit values where the standard asks for 16.
    const int shift = brightest > 255 ? 8 : 0;
    for (int i = 0; i < entries; i++) {
        file->palette[3 * i] = (uint8_t)(red[i] >> shift);
        file->palette[3 * i + 1] = (uint8_t)(green[i] >> shift);
        file->palette[3 * i + 2] = (uint8_t)(blue[i] >> shift);
    }
    file->layout.palette = file->palette;
}

static ctiff_status choose_samples(ctiff_file *file, int bits, int format) {
    ctiff_page *page = &file->page;
    file->layout.stored_bits = bits;
    file->layout.stored_format = format;
    if (format == SAMPLEFORMAT_UINT && bits >= 1 && bits <= 8) {
        page->samples = CTIFF_UINT8;
        page->bits = 8;
    } else if (format == SAMPLEFORMAT_UINT && bits <= 16) {
        page->samples = CTIFF_UINT16;
        page->bits = bits;
    } else if ((format == SAMPLEFORMAT_UINT && bits == 32)
               || (format == SAMPLEFORMAT_INT && (bits == 8 || bits == 16 || bits == 32))
               || (format == SAMPLEFORMAT_IEEEFP && (bits == 16 || bits == 32 || bits == 64))) {
        page->samples = CTIFF_FLOAT32;
        page->bits = 32;
    } else {
        return ctiff_fail(CTIFF_UNSUPPORTED, "samples of %d bits, SampleFormat %d", bits, format);
    }
    // 3, 5, 6 and 7 bits have no whole factor to 255.
    if (format == SAMPLEFORMAT_UINT && bits < 8 && bits != 1 && bits != 2 && bits != 4)
        return ctiff_fail(CTIFF_UNSUPPORTED, "samples of %d bits", bits);
    file->layout.samples = page->samples;
    return CTIFF_OK;
}

// Samples beyond colour or grey that are not marked as transparency are channels of their own.
static ctiff_status check_extra_samples(ctiff_file *file, int expected) {
    uint16_t count = 0, *kinds = NULL;
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
    const int extra = file->stored_samples - expected;
    bool transparency = extra == 1;
    for (int i = 0; i < count && kinds; i++)
        if (kinds[i] == EXTRASAMPLE_UNSPECIFIED && expected == 1) transparency = false;
    if (extra < 0) return ctiff_fail(CTIFF_DAMAGED, "%d samples per pixel where %d belong", file->stored_samples, expected);
    if (extra > 0 && !transparency)
        return ctiff_fail(CTIFF_UNSUPPORTED, "%d channels in each page", file->stored_samples);
    return CTIFF_OK;
}

static ctiff_status choose_colour(ctiff_file *file, bool indices_are_data) {
    ctiff_page *page = &file->page;
    page->channels = 1;
    switch (file->photometric) {
    case PHOTOMETRIC_MINISWHITE:
        // Floating point and signed numbers have no white to count from.
        file->layout.inverted = page->samples != CTIFF_FLOAT32;
        return check_extra_samples(file, 1);
    case PHOTOMETRIC_MINISBLACK: return check_extra_samples(file, 1);
    case PHOTOMETRIC_PALETTE:
        if (!indices_are_data && page->samples == CTIFF_UINT8) {
            read_palette(file, 1 << file->layout.stored_bits);
            if (!file->layout.palette) return ctiff_fail(CTIFF_DAMAGED, "a palette picture without its palette");
            page->channels = 3;
        }
        return check_extra_samples(file, 1);
    case PHOTOMETRIC_RGB:
        page->channels = 3;
        return check_extra_samples(file, 3);
    case PHOTOMETRIC_YCBCR:
        if (file->compression == COMPRESSION_JPEG) {
            TIFFSetField(file->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
            page->channels = 3;
            return check_extra_samples(file, 3);
        }
        break;
    default: break;
    }
    char reason[1024] = "";
    if (!TIFFRGBAImageOK(file->tiff, reason)) return ctiff_fail(CTIFF_UNSUPPORTED, "%s", reason);
    file->through_rgba = true;
    page->channels = 3;
    page->samples = CTIFF_UINT8;
    page->bits = 8;
    return CTIFF_OK;
}

static size_t sample_bytes(ctiff_samples samples) {
    return samples == CTIFF_UINT8 ? 1 : samples == CTIFF_UINT16 ? 2 : 4;
}

// A few bytes can claim a picture of gigabytes: what is claimed must be possible for the size of the file.
static ctiff_status check_size(ctiff_file *file, uint32_t width, uint32_t height) {
    const uint64_t bytes = (uint64_t)width * height * (uint64_t)file->page.channels * sample_bytes(file->page.samples);
    const uint64_t stored = (uint64_t)width * height * (uint64_t)file->layout.stored_bits / 8;
    const uint64_t best_ratio = 5000, always_allowed = 16 << 20;
    if (width == 0 || height == 0) return ctiff_fail(CTIFF_DAMAGED, "a page of %u x %u pixels", width, height);
    if (width > INT32_MAX || height > INT32_MAX || bytes > ctiff_largest_picture)
        return ctiff_fail(CTIFF_UNSUPPORTED, "a page of %u x %u pixels is larger than 2 GB", width, height);
    const bool impossible = file->compression == COMPRESSION_NONE
        ? stored > file->file_bytes : stored > always_allowed && stored / best_ratio > file->file_bytes;
    if (impossible)
        return ctiff_fail(
            CTIFF_DAMAGED, "a page of %u x %u pixels cannot be in a file of %llu bytes", width, height,
            (unsigned long long)file->file_bytes);
    file->page.width = (int)width;
    file->page.height = (int)height;
    file->page.bytes = (size_t)bytes;
    return CTIFF_OK;
}

static uint64_t contiguous_offset(ctiff_file *file) {
    TIFF *tiff = file->tiff;
    const bool plain = file->compression == COMPRESSION_NONE && !TIFFIsTiled(tiff) && !file->layout.palette
        && !file->layout.inverted && !file->through_rgba && (file->stored_samples == 1 || file->planar == PLANARCONFIG_CONTIG)
        && file->stored_samples == file->page.channels
        && (size_t)file->layout.stored_bits == 8 * sample_bytes(file->page.samples)
        && (file->page.samples != CTIFF_FLOAT32 || file->layout.stored_format == SAMPLEFORMAT_IEEEFP);
    if (!plain) return 0;
    const uint64_t first = TIFFGetStrileOffset(tiff, 0);
    uint64_t next = first;
    for (uint32_t strip = 0; strip < TIFFNumberOfStrips(tiff); strip++) {
        if (TIFFGetStrileOffset(tiff, strip) != next) return 0;
        next += TIFFGetStrileByteCount(tiff, strip);
    }
    return first;
}

static void read_resolution(ctiff_file *file) {
    float x = 0, y = 0;
    uint16_t unit = 0;
    if (TIFFGetField(file->tiff, TIFFTAG_XRESOLUTION, &x)) file->page.x_resolution = x;
    if (TIFFGetField(file->tiff, TIFFTAG_YRESOLUTION, &y)) file->page.y_resolution = y;
    if (TIFFGetField(file->tiff, TIFFTAG_RESOLUTIONUNIT, &unit)) file->page.resolution_unit = unit;
}

ctiff_status ctiff_go_to(ctiff_file *file, uint64_t directory, bool indices_are_data, ctiff_page *page) {
    TIFF *tiff = file->tiff;
    file->page = (ctiff_page){0};
    file->layout = (sample_layout){0};
    file->through_rgba = false;
    if (!TIFFSetSubDirectory(tiff, directory)) return ctiff_fail_with_complaint(CTIFF_DAMAGED, "its directory is broken");
    uint32_t width = 0, height = 0;
    uint16_t bits = 1, format = SAMPLEFORMAT_UINT;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &file->stored_samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &file->planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &file->compression);
    file->photometric = PHOTOMETRIC_MINISBLACK;
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &file->photometric);
    if (format == SAMPLEFORMAT_VOID) format = SAMPLEFORMAT_UINT;
    file->page.compression = compression_name(file->compression);
    if (!TIFFIsCODECConfigured(file->compression))
        return ctiff_fail(CTIFF_UNSUPPORTED, "compression %u (%s)", file->compression, file->page.compression);
    ctiff_status status = choose_samples(file, bits, format);
    if (status == CTIFF_OK) status = choose_colour(file, indices_are_data);
    if (status == CTIFF_OK) status = check_size(file, width, height);
    if (status != CTIFF_OK) return status;
    file->page.contiguous_offset = contiguous_offset(file);
    read_resolution(file);
    *page = file->page;
    return CTIFF_OK;
}

const char *ctiff_text(ctiff_file *file, uint32_t tag) {
    const char *text = NULL;
    const TIFFField *field = TIFFFindField(file->tiff, tag, TIFF_ANY);
    if (!field || TIFFFieldDataType(field) != TIFF_ASCII) return NULL;
    if (!TIFFFieldPassCount(field)) return TIFFGetField(file->tiff, tag, &text) ? text : NULL;
    // Tags that libtiff does not know come with their count; text of theirs is ended by libtiff.
    if (TIFFFieldReadCount(field) == TIFF_VARIABLE2) {
        uint32_t count = 0;
        return TIFFGetField(file->tiff, tag, &count, &text) && count > 0 && text[count - 1] == 0 ? text : NULL;
    }
    uint16_t count = 0;
    return TIFFGetField(file->tiff, tag, &count, &text) && count > 0 && text[count - 1] == 0 ? text : NULL;
}

// One strip or tile: `width` x `rows` pixels at (x, y), `plane` of a page whose planes are separate.
typedef struct block {
    uint32_t index;
    int x, y, width, rows;
    int plane;
    int64_t row_bytes;
} block;

static void place_block(const ctiff_file *file, const block *part, const uint8_t *data, uint8_t *samples) {
    const ctiff_page *page = &file->page;
    const size_t width = sample_bytes(page->samples);
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

static ctiff_status read_strips(ctiff_file *file, uint8_t *scratch, tmsize_t capacity, uint8_t *samples) {
    TIFF *tiff = file->tiff;
    uint32_t rows_per_strip = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows_per_strip);
    const int height = file->page.height;
    const int strip_rows = rows_per_strip > (uint32_t)height ? height : (int)rows_per_strip;
    if (strip_rows == 0) return ctiff_fail(CTIFF_DAMAGED, "strips without rows");
    const uint32_t per_plane = ((uint32_t)height + (uint32_t)strip_rows - 1) / (uint32_t)strip_rows;
    const int64_t row_bytes = TIFFScanlineSize64(tiff);
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
        if (TIFFReadEncodedStrip(tiff, strip, scratch, needed) != needed)
            return ctiff_fail_with_complaint(CTIFF_DAMAGED, "a strip is shorter than its tags say");
        place_block(file, &part, scratch, samples);
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
                    return ctiff_fail_with_complaint(CTIFF_DAMAGED, "a tile is shorter than its tags say");
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
    if (size == 0 || size > ctiff_largest_picture) return ctiff_fail_with_complaint(CTIFF_DAMAGED, "strips of absurd size");
    uint8_t *scratch = calloc(1, (size_t)size);
    if (!scratch) return ctiff_fail(CTIFF_SYSTEM, "no memory for a strip of %llu bytes", (unsigned long long)size);
    const ctiff_status status = tiled ? read_tiles(file, scratch, (tmsize_t)size, samples)
                                      : read_strips(file, scratch, (tmsize_t)size, samples);
    free(scratch);
    return status;
}
