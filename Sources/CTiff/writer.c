#include "ctiff.h"
#include "messages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ctiff_writer {
    TIFF *tiff;
};

ctiff_status ctiff_create(const char *path, bool big, ctiff_writer **created) {
    *created = NULL;
    ctiff_writer *writer = calloc(1, sizeof *writer);
    if (!writer) return ctiff_fail(CTIFF_SYSTEM, "no memory");
    writer->tiff = ctiff_open_quietly(path, big ? "w8" : "w");
    if (!writer->tiff) {
        free(writer);
        return ctiff_fail_with_complaint(CTIFF_SYSTEM, "it cannot be created");
    }
    *created = writer;
    return CTIFF_OK;
}

void ctiff_close_writer(ctiff_writer *writer) {
    if (!writer) return;
    if (writer->tiff) TIFFClose(writer->tiff);
    free(writer);
}

static size_t sample_bytes(ctiff_samples samples) {
    return samples == CTIFF_UINT8 ? 1 : samples == CTIFF_UINT16 ? 2 : 4;
}

static void set_tags(TIFF *tiff, const ctiff_new_page *page) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, (uint32_t)page->width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, (uint32_t)page->height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8 * (int)sample_bytes(page->samples));
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, page->samples == CTIFF_FLOAT32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, page->channels);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, page->channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, (uint32_t)page->height);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, page->compress ? COMPRESSION_ADOBE_DEFLATE : COMPRESSION_NONE);
    if (page->description) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, page->description);
    if (page->x_resolution > 0 && page->y_resolution > 0) {
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, page->x_resolution);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, page->y_resolution);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
    }
}

ctiff_status ctiff_append(ctiff_writer *writer, const ctiff_new_page *page, const void *samples, size_t bytes) {
    TIFF *tiff = writer->tiff;
    const size_t needed =
        (size_t)page->width * (size_t)page->height * (size_t)page->channels * sample_bytes(page->samples);
    if (bytes != needed) return ctiff_fail(CTIFF_UNSUPPORTED, "a page of %zu bytes where %zu fit", bytes, needed);
    set_tags(tiff, page);
    // libtiff may swap bytes in place where it writes; our files are in native order, so it only reads.
    if (TIFFWriteEncodedStrip(tiff, 0, (void *)samples, (tmsize_t)bytes) != (tmsize_t)bytes)
        return ctiff_fail_with_complaint(CTIFF_SYSTEM, strerror(errno));
    if (!TIFFWriteDirectory(tiff)) return ctiff_fail_with_complaint(CTIFF_SYSTEM, strerror(errno));
    return CTIFF_OK;
}

ctiff_status ctiff_finish(ctiff_writer *writer, const char *first_description) {
    TIFF *tiff = writer->tiff;
    if (first_description) {
        const bool replaced = TIFFSetDirectory(tiff, 0)
            && TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, first_description) && TIFFRewriteDirectory(tiff);
        if (!replaced) return ctiff_fail_with_complaint(CTIFF_SYSTEM, strerror(errno));
    }
    if (!TIFFFlush(tiff)) return ctiff_fail_with_complaint(CTIFF_SYSTEM, strerror(errno));
    return CTIFF_OK;
}
