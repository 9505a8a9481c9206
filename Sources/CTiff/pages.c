#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
    if (extra < 0)
        return ctiff_fail(CTIFF_DAMAGED, "%d samples per pixel where %d belong", file->stored_samples, expected);
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

// A few bytes can claim a picture of gigabytes: what is claimed must be possible for the size of the file.
static ctiff_status check_size(ctiff_file *file, uint32_t width, uint32_t height) {
    const uint64_t bytes =
        (uint64_t)width * height * (uint64_t)file->page.channels * ctiff_sample_bytes(file->page.samples);
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
        && !file->layout.inverted && !file->through_rgba
        && (file->stored_samples == 1 || file->planar == PLANARCONFIG_CONTIG)
        && file->stored_samples == file->page.channels
        && (size_t)file->layout.stored_bits == 8 * ctiff_sample_bytes(file->page.samples)
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
    if (!TIFFSetSubDirectory(tiff, directory))
        return ctiff_fail_with_complaint(CTIFF_DAMAGED, "its directory is broken");
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
