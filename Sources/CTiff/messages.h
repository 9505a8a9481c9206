#pragma once

#include "ctiff.h"

#include <tiffio.h>

/// Keeps a printf-style sentence for ctiff_message() and returns `status`.
ctiff_status ctiff_fail(ctiff_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// The same with what libtiff said last on this thread; `fallback` where it said nothing.
ctiff_status ctiff_fail_with_complaint(ctiff_status status, const char *fallback);

/// Opens with libtiff's messages kept here instead of on standard error, without memory mapping (a file that another
/// program shortens would end this one), with single allocations bounded.
TIFF *ctiff_open_quietly(const char *path, const char *mode);

/// The largest picture, strip or tile that is read, in bytes.
static const uint64_t ctiff_largest_picture = (uint64_t)1 << 31;
