// Writes the TIFF files that fuzzing begins with: those of our writer, and the kinds that only others write.
#include "ctiff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

// A JPEG strip has a multiple of 8 rows, and of 16 where colour is halved.
enum { width = 20, height = 32, strip_rows = 16 };

static char path[4096];

static const char *named(const char *folder, const char *name) {
    snprintf(path, sizeof path, "%s/%s.tif", folder, name);
    return path;
}

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "seed_tiff: %s: %s\n", path, what);
    exit(1);
}

// What our own writer writes.
static void own(const char *folder, const char *name, ctiff_samples samples, int channels, bool big, bool compress) {
    static uint8_t pixels[width * height * 3 * 4];
    ctiff_writer *writer = NULL;
    require(ctiff_create(named(folder, name), big, &writer) == CTIFF_OK, ctiff_message());
    for (int page = 0; page < 2; page++) {
        for (size_t i = 0; i < sizeof pixels; i++) pixels[i] = (uint8_t)(i * 7 + (size_t)page);
        const ctiff_new_page described = {
            .width = width, .height = height, .channels = channels, .samples = samples, .compress = compress,
            .description = page == 0 ? "ImageJ=1.53\nimages=2\nframes=2\nunit=micron\nfinterval=2\n" : NULL,
            .x_resolution = 2, .y_resolution = 2,
        };
        const size_t sample = samples == CTIFF_UINT8 ? 1 : samples == CTIFF_UINT16 ? 2 : 4;
        const size_t bytes = (size_t)width * height * (size_t)channels * sample;
        require(ctiff_append(writer, &described, pixels, bytes) == CTIFF_OK, ctiff_message());
    }
    require(ctiff_finish(writer, NULL) == CTIFF_OK, ctiff_message());
    ctiff_close_writer(writer);
}

typedef struct foreign {
    const char *name;
    const char *mode;
    int bits, samples, format, photometric, compression, planar, tile;
} foreign;

static void write_blocks(TIFF *tiff, const foreign *kind) {
    static uint8_t block[1 << 16];
    for (size_t i = 0; i < sizeof block; i++) block[i] = (uint8_t)(i * 5 + (i >> 4));
    const uint32_t count = kind->tile ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    for (uint32_t i = 0; i < count; i++) {
        const tmsize_t size = kind->tile ? TIFFTileSize(tiff) : TIFFVStripSize(tiff, strip_rows);
        const tmsize_t done = kind->tile ? TIFFWriteEncodedTile(tiff, i, block, size)
                                         : TIFFWriteEncodedStrip(tiff, i, block, size);
        require(done >= 0, "a block cannot be written");
    }
}

static void write_foreign(const char *folder, const foreign *kind) {
    TIFF *tiff = TIFFOpen(named(folder, kind->name), kind->mode);
    require(tiff != NULL, "it cannot be created");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind->samples);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kind->format);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind->compression);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind->photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind->planar);
    if (kind->tile) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind->tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind->tile);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, strip_rows);
    }
    if (kind->photometric == PHOTOMETRIC_PALETTE) {
        static uint16_t colours[3][256];
        for (int i = 0; i < 256; i++) colours[0][i] = colours[1][i] = colours[2][i] = (uint16_t)(i * 257);
        TIFFSetField(tiff, TIFFTAG_COLORMAP, colours[0], colours[1], colours[2]);
    }
    if (kind->photometric == PHOTOMETRIC_YCBCR && kind->compression != COMPRESSION_JPEG)
        TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 2, 2);
    write_blocks(tiff, kind);
    TIFFClose(tiff);
}

static const foreign kinds[] = {
    {"big_endian_16", "wb", 16, 1, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_NONE, 1, 0},
    {"lzw_inverted", "w", 8, 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_LZW, 1, 0},
    {"packbits_12", "w", 12, 1, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_PACKBITS, 1, 0},
    {"one_bit", "w", 1, 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_NONE, 1, 0},
    {"fax4", "w", 1, 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_CCITTFAX4, 1, 0},
    {"four_bit_palette", "w", 4, 1, 1, PHOTOMETRIC_PALETTE, COMPRESSION_NONE, 1, 0},
    {"palette_tiles", "w", 8, 1, 1, PHOTOMETRIC_PALETTE, COMPRESSION_LZW, 1, 16},
    {"tiles_16", "w", 16, 1, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_ADOBE_DEFLATE, 1, 16},
    {"separate_planes", "w", 8, 3, 1, PHOTOMETRIC_RGB, COMPRESSION_NONE, 2, 0},
    {"separate_tiles", "w8", 8, 3, 1, PHOTOMETRIC_RGB, COMPRESSION_LZW, 2, 16},
    {"alpha", "w", 8, 4, 1, PHOTOMETRIC_RGB, COMPRESSION_NONE, 1, 0},
    {"float_64", "w", 64, 1, 3, PHOTOMETRIC_MINISBLACK, COMPRESSION_NONE, 1, 0},
    {"float_16", "w", 16, 1, 3, PHOTOMETRIC_MINISBLACK, COMPRESSION_NONE, 1, 0},
    {"signed_16", "w", 16, 1, 2, PHOTOMETRIC_MINISBLACK, COMPRESSION_NONE, 1, 0},
    {"unsigned_32", "w", 32, 1, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_NONE, 1, 0},
    {"jpeg_grey", "w", 8, 1, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_JPEG, 1, 0},
    {"jpeg_colour", "w", 8, 3, 1, PHOTOMETRIC_YCBCR, COMPRESSION_JPEG, 1, 0},
    {"cmyk", "w", 8, 4, 1, PHOTOMETRIC_SEPARATED, COMPRESSION_NONE, 1, 0},
    {"ycbcr", "w", 8, 3, 1, PHOTOMETRIC_YCBCR, COMPRESSION_NONE, 1, 0},
};

int main(int count, char **arguments) {
    if (count != 2) return 64;
    const char *folder = arguments[1];
    own(folder, "grey8", CTIFF_UINT8, 1, false, false);
    own(folder, "grey16_deflate", CTIFF_UINT16, 1, false, true);
    own(folder, "float_big", CTIFF_FLOAT32, 1, true, false);
    own(folder, "rgb_deflate", CTIFF_UINT8, 3, true, true);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) write_foreign(folder, kinds + i);
    return 0;
}
