#include "messages.h"

#include "damage.h"

#include <errno.h>
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { capacity = 512 };

static _Thread_local char message[capacity];
static _Thread_local char complaint[capacity / 2];

// "moov atom not found" and its like are said in the log only: the error code behind them is the same for any damage.
static void keep_complaint(void *source, int level, const char *format, va_list arguments) {
    damage_note(source, level, format);
    if (level > AV_LOG_ERROR) return;
    vsnprintf(complaint, sizeof complaint, format, arguments);
    complaint[strcspn(complaint, "\r\n")] = 0;
}

static void install_log(void) { av_log_set_callback(keep_complaint); }

void cmovie_begin(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install_log);
    complaint[0] = 0;
}

const char *cmovie_complaint(void) { return complaint; }

const char *cmovie_message(void) { return message; }

cmovie_status cmovie_fail(cmovie_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return status;
}

static int is_system(int code) {
    return code == AVERROR(ENOMEM) || code == AVERROR(ENOSPC) || code == AVERROR(EIO) || code == AVERROR(EACCES)
        || code == AVERROR(EFBIG) || code == AVERROR(EDQUOT) || code == AVERROR(EROFS) || code == AVERROR(EPERM)
        || code == AVERROR(ENOENT) || code == AVERROR(ENOTDIR) || code == AVERROR(EMFILE) || code == AVERROR(EISDIR);
}

cmovie_status cmovie_fail_with(cmovie_status status, const char *call, int code) {
    if (is_system(code)) status = CMOVIE_SYSTEM;
    char reason[AV_ERROR_MAX_STRING_SIZE];
    av_strerror(code, reason, sizeof reason);
    if (complaint[0] && status != CMOVIE_SYSTEM) return cmovie_fail(status, "%s", complaint);
    return cmovie_fail(status, "%s: %s", call, reason);
}
