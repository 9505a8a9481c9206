#pragma once

#include "cmovie.h"

/// Keeps a printf-style sentence for cmovie_message() and returns `status`.
cmovie_status cmovie_fail(cmovie_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// The same for an FFmpeg error code, with what FFmpeg logged about it on this thread.
cmovie_status cmovie_fail_with(cmovie_status status, const char *call, int code);

/// Forgets what FFmpeg logged on this thread, and keeps FFmpeg from writing to standard error.
void cmovie_begin(void);

/// FFmpeg's last complaint on this thread since cmovie_begin(); empty where there was none.
const char *cmovie_complaint(void);
