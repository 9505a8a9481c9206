// TIFF pages through libtiff, behind plain C types. Errors come back as a status; the sentence that belongs to it is
// ctiff_message().
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ctiff_status {
    CTIFF_OK = 0,
    /// The file's structure or data contradicts itself.
    CTIFF_DAMAGED,
    /// A valid page of a kind that is not read.
    CTIFF_UNSUPPORTED,
    /// The operating system refused: no memory, disk full, no permission.
    CTIFF_SYSTEM,
} ctiff_status;

/// Why the last call of this thread failed; valid until its next call.
const char *ctiff_message(void);

typedef enum ctiff_samples {
    CTIFF_UINT8,
    CTIFF_UINT16,
    CTIFF_FLOAT32,
} ctiff_samples;

typedef struct ctiff_page {
    int width;
    int height;
    /// 1 for grey, 3 for red, green, blue interleaved; alpha is left out.
    int channels;
    ctiff_samples samples;
    /// Significant bits: 8 (of 1 to 8 stored), 9 to 16, 32 for floating point.
    int bits;
    /// Bytes that ctiff_read() fills.
    size_t bytes;
    /// Where the samples stand one after the other as they are, in the byte order of the file; 0 where they do not.
    uint64_t contiguous_offset;
    /// libtiff's names, valid for ever ("LZW", "none").
    const char *compression;
    /// 0 where absent.
    double x_resolution;
    double y_resolution;
    /// 0 absent, 1 none, 2 inch, 3 centimetre.
    int resolution_unit;
} ctiff_page;

typedef struct ctiff_file ctiff_file;

ctiff_status ctiff_open(const char *path, ctiff_file **file);
void ctiff_close(ctiff_file *file);

/// Goes to the page whose directory stands at this byte of the file. `indices_are_data`: the numbers of a palette
/// picture are what was measured and its colours mere display (ImageJ, OME).
ctiff_status ctiff_go_to(ctiff_file *file, uint64_t directory, bool indices_are_data, ctiff_page *page);

/// Decodes the current page into page.bytes bytes.
ctiff_status ctiff_read(ctiff_file *file, void *samples, size_t bytes);

/// A text tag of the current page (270 is ImageDescription), NULL where absent; valid until the next ctiff_go_to().
const char *ctiff_text(ctiff_file *file, uint32_t tag);

typedef struct ctiff_writer ctiff_writer;

typedef struct ctiff_new_page {
    int width;
    int height;
    int channels;
    ctiff_samples samples;
    /// ImageDescription; NULL for none.
    const char *description;
    /// Pixels per unit of the description; 0 for none.
    double x_resolution;
    double y_resolution;
    bool compress;
} ctiff_new_page;

/// `big`: BigTIFF, for more than 4 GB.
ctiff_status ctiff_create(const char *path, bool big, ctiff_writer **writer);
ctiff_status ctiff_append(ctiff_writer *writer, const ctiff_new_page *page, const void *samples, size_t bytes);

/// Writes what is pending, after the first page's description was replaced (NULL leaves it).
ctiff_status ctiff_finish(ctiff_writer *writer, const char *first_description);
void ctiff_close_writer(ctiff_writer *writer);
