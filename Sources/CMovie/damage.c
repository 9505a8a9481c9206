#include "damage.h"

#include <libavutil/log.h>
#include <string.h>

static packet_record *packet_of(damage_record *record, int64_t number) {
    return &record->packets[number % remembered_packets];
}

int64_t damage_expect(damage_record *record, const AVPacket *packet, bool torn) {
    packet_record *next = packet_of(record, record->sent);
    next->pts = packet->pts;
    next->is_key = packet->flags & AV_PKT_FLAG_KEY;
    next->is_doubtful = false;
    atomic_store(&next->complaints, 0);
    atomic_store(&next->is_damaged, torn);
    return record->sent++;
}

// Decoders that conceal errors say so. These do not: errors in their log are damage, and FFV1's failed checksums are
// told nowhere else.
static bool tells_damage_as_errors(const AVCodecContext *decoder, const char *format) {
    switch (decoder->codec_id) {
    case AV_CODEC_ID_FFV1: case AV_CODEC_ID_HEVC: return true;
    // What cameras write beside the picture is often not as it should be.
    case AV_CODEC_ID_MJPEG: return strstr(format, "APP") == NULL;
    default: return false;
    }
}

void damage_note(const void *source, int level, const char *format) {
    if (!source || *(const AVClass *const *)source != avcodec_get_class()) return;
    const AVCodecContext *decoder = source;
    damage_record *record = decoder->opaque;
    if (!record || decoder->reordered_opaque < 0) return;
    packet_record *packet = packet_of(record, decoder->reordered_opaque);
    const bool is_error = level <= AV_LOG_ERROR;
    if (is_error) atomic_fetch_add(&packet->complaints, 1);
    if (strncmp(format, "concealing ", 11) == 0 || (is_error && tells_damage_as_errors(decoder, format)))
        atomic_store(&packet->is_damaged, true);
}

static void judge_next(damage_record *record) {
    packet_record *packet = packet_of(record, record->judged++);
    if (packet->is_key) {
        record->was_doubtful = record->is_doubtful;
        record->is_doubtful = false;
        record->key_pts = packet->pts;
    }
    if (atomic_load(&packet->is_damaged)) record->is_doubtful = true;
    // Frames decoded behind a key frame and shown before it may build on the frames before both.
    const bool leads = !packet->is_key && packet->pts != AV_NOPTS_VALUE && record->key_pts != AV_NOPTS_VALUE
        && packet->pts < record->key_pts;
    packet->is_doubtful = record->is_doubtful || (leads && record->was_doubtful);
    if (!packet->is_doubtful) record->complaints += atomic_load(&packet->complaints);
}

void damage_lost(damage_record *record) { record->is_doubtful = true; }

bool damage_affects(damage_record *record, const AVFrame *picture) {
    const int64_t number = picture->reordered_opaque;
    const bool is_damaged = picture->flags & AV_FRAME_FLAG_CORRUPT;
    if (number < 0 || number >= record->sent || number < record->sent - remembered_packets) return is_damaged;
    // Threads hand their results over in the order of decoding: those of all packets up to this one are in.
    while (record->judged <= number) judge_next(record);
    return is_damaged || packet_of(record, number)->is_doubtful;
}

void damage_forget(damage_record *record) {
    record->judged = record->sent;
    record->is_doubtful = record->was_doubtful = false;
    record->key_pts = AV_NOPTS_VALUE;
}

int damage_complaints(damage_record *record) {
    while (record->judged < record->sent) judge_next(record);
    return record->complaints;
}
