#include "messages.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char message[512];
static _Thread_local char complaint[256];

const char *ctiff_message(void) { return message; }

static int keep_error(TIFF *file, void *user, const char *module, const char *format, va_list arguments) {
    (void)file, (void)user, (void)module;
    vsnprintf(complaint, sizeof complaint, format, arguments);
    return 1;
}

// Unknown private tags and their like: nothing that a measurement depends on.
static int drop_warning(TIFF *file, void *user, const char *module, const char *format, va_list arguments) {
    (void)file, (void)user, (void)module, (void)format, (void)arguments;
    return 1;
}

ctiff_status ctiff_fail(ctiff_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    complaint[0] = 0;
    return status;
}

ctiff_status ctiff_fail_with_complaint(ctiff_status status, const char *fallback) {
    char said[sizeof complaint];
    snprintf(said, sizeof said, "%s", complaint[0] ? complaint : fallback);
    return ctiff_fail(status, "%s", said);
}

TIFF *ctiff_open_quietly(const char *path, const char *mode) {
    complaint[0] = 0;
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) return NULL;
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_error, NULL);
    TIFFOpenOptionsSetWarningHandlerExtR(options, drop_warning, NULL);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)ctiff_largest_picture);
    TIFF *file = TIFFOpenExt(path, mode, options);
    TIFFOpenOptionsFree(options);
    return file;
}
