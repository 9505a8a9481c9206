#include "reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void read_time(cmovie_reader *reader, cmovie_frame *frame) {
    const AVFrame *picture = reader->picture;
    int64_t ticks = picture->best_effort_timestamp;
    // The last frames of an AVI movie come out of the decoder without one.
    if (ticks == AV_NOPTS_VALUE && reader->draining) ticks = reader->next_ticks;
    // For a bare stream without a container FFmpeg makes up 25 frames per second.
    const bool invented = reader->container->iformat->flags & AVFMT_NOTIMESTAMPS;
    frame->has_time = !invented && ticks != AV_NOPTS_VALUE;
    frame->ticks = frame->has_time ? ticks : 0;
    reader->next_ticks = ticks != AV_NOPTS_VALUE && picture->pkt_duration > 0 ? ticks + picture->pkt_duration
                                                                             : AV_NOPTS_VALUE;
}

static cmovie_status accept_picture(cmovie_reader *reader, cmovie_frame *frame) {
    read_time(reader, frame);
    // Frames are decoded before earlier ones that refer to them: behind the cut, some of these may have been lost.
    // Up to the decoding time of the last packet none can be missing.
    if (reader->is_cut && reader->last_decoding_ticks != AV_NOPTS_VALUE && frame->has_time
        && frame->ticks > reader->last_decoding_ticks)
        return CMOVIE_END;
    // What the decoder made up in place of damaged data would be measured as if it had been seen.
    if (damage_affects(&reader->damage, reader->picture))
        return cmovie_fail(CMOVIE_LOST_FRAME, "its data, or that of a frame it builds on, is damaged");
    return picture_describe(reader->picture, reader->turn, frame);
}

// How many packets the container's index announced; 0 where it has none.
static int64_t announced_packets(const cmovie_reader *reader) {
    // Edit lists remove packets from the index of MP4 and QuickTime files, not from the count in their header.
    if (strstr(reader->container->iformat->name, "mov")) return avformat_index_get_entries_count(reader->stream);
    return reader->stream->nb_frames;
}

// Looks at the end of the file for the signs of a recording that was cut off.
static void judge_completeness(cmovie_reader *reader) {
    char text[AV_ERROR_MAX_STRING_SIZE];
    char *reason = reader->reason;
    const size_t capacity = sizeof reader->reason;
    const int64_t announced = announced_packets(reader);
    const int64_t whole = reader->packets - reader->torn_packet;
    const double duration = cmovie_stream_duration(reader);
    if (reader->demuxer_error) {
        av_strerror(reader->demuxer_error, text, sizeof text);
        snprintf(reason, capacity, "the file cannot be read further (%s)", text);
    } else if (reader->packets >= 0 && whole < announced) {
        snprintf(
            reason, capacity, "its header announces %lld frames, %lld are there", (long long)announced,
            (long long)whole);
    } else if (reader->torn_packet) {
        snprintf(reason, capacity, "its last frame is incomplete");
    } else if (!isnan(duration) && reader->last_ticks != AV_NOPTS_VALUE && reader->packets >= 0) {
        // Matroska tells when the recording ends, others how long it is.
        const bool is_end = strstr(reader->container->iformat->name, "matroska") != NULL;
        const int64_t start = is_end || reader->stream->start_time == AV_NOPTS_VALUE ? 0 : reader->stream->start_time;
        const double seen = (double)(reader->last_ticks - start) * av_q2d(reader->stream->time_base);
        // Rounding and the unknown length of the last frame make small differences.
        if (seen < duration - fmax(2 * duration / fmax((double)reader->packets, 1), 0.1))
            snprintf(reason, capacity, "its header announces %.3g s, %.3g s are there", duration, seen);
    }
    reader->is_cut = reason[0] != 0;
}

// A decoder touches no file. What it returns besides a lack of memory is the fault of the data, and some return -1, which is
// EPERM.
static cmovie_status decoder_failed(int code) {
    if (code == AVERROR(ENOMEM)) return cmovie_fail_with(CMOVIE_SYSTEM, "decode", code);
    const int highest_errno = 4095;
    return cmovie_fail_with(CMOVIE_LOST_FRAME, "decode", code >= -highest_errno ? AVERROR_INVALIDDATA : code);
}

static cmovie_status start_draining(cmovie_reader *reader) {
    reader->draining = true;
    judge_completeness(reader);
    const int code = avcodec_send_packet(reader->decoder, NULL);
    return code < 0 && code != AVERROR_EOF ? decoder_failed(code) : CMOVIE_OK;
}

// Reads the next packet of the film.
static int read_packet(cmovie_reader *reader) {
    for (;;) {
        const int code = av_read_frame(reader->container, reader->packet);
        if (code < 0 || reader->packet->stream_index == reader->stream->index) return code;
        av_packet_unref(reader->packet);
    }
}

// An incomplete packet is decoded all the same: those behind it need a frame in its place.
static bool is_torn(const cmovie_reader *reader) {
    if (reader->packet->flags & AV_PKT_FLAG_CORRUPT) return true;
    // A frame of a transport stream ends where the next begins, and FFmpeg marks the one that ended.
    return reader->torn_packet && !reader->behind_torn && strcmp(reader->container->iformat->name, "mpegts") == 0;
}

static void note_packet(cmovie_reader *reader) {
    const AVPacket *packet = reader->packet;
    const bool torn = is_torn(reader);
    reader->behind_torn = torn && !(packet->flags & AV_PKT_FLAG_CORRUPT);
    reader->torn_packet = torn;
    reader->decoder->reordered_opaque = damage_expect(&reader->damage, packet, torn);
    if (reader->packets >= 0) reader->packets++;
    reader->packet_pending = true;
    reader->last_decoding_ticks = packet->dts;
    if (packet->pts == AV_NOPTS_VALUE) return;
    const int64_t end = packet->pts + packet->duration;
    if (reader->last_ticks == AV_NOPTS_VALUE || end > reader->last_ticks) reader->last_ticks = end;
}

// Brings the next packet of the film into reader->packet, or starts draining at the end.
static cmovie_status fetch_packet(cmovie_reader *reader) {
    const int code = read_packet(reader);
    if (code == AVERROR(ENOMEM)) return cmovie_fail_with(CMOVIE_SYSTEM, "read", code);
    if (code < 0) {
        if (code != AVERROR_EOF) reader->demuxer_error = code;
        else if (reader->container->pb && reader->container->pb->error < 0)
            reader->demuxer_error = reader->container->pb->error;
        return start_draining(reader);
    }
    note_packet(reader);
    return CMOVIE_OK;
}

static cmovie_status fail_to_decode(cmovie_reader *reader, int code) {
    if (code != AVERROR(ENOMEM)) damage_lost(&reader->damage);
    return decoder_failed(code);
}

static cmovie_status feed_decoder(cmovie_reader *reader) {
    if (!reader->packet_pending) {
        const cmovie_status status = fetch_packet(reader);
        if (status != CMOVIE_OK || reader->draining) return status;
    }
    const int code = avcodec_send_packet(reader->decoder, reader->packet);
    if (code == AVERROR(EAGAIN)) return CMOVIE_OK;
    reader->packet_pending = false;
    av_packet_unref(reader->packet);
    return code < 0 ? fail_to_decode(reader, code) : CMOVIE_OK;
}

cmovie_status cmovie_next(cmovie_reader *reader, cmovie_frame *frame) {
    cmovie_begin();
    *frame = (cmovie_frame){0};
    // A decoder that reports errors for ever while it drains would hang the run.
    const int most_errors_while_draining = 64;
    for (;;) {
        const int code = avcodec_receive_frame(reader->decoder, reader->picture);
        if (code == 0) return accept_picture(reader, frame);
        if (code == AVERROR_EOF) return CMOVIE_END;
        if (code != AVERROR(EAGAIN)) {
            const bool is_lost = code != AVERROR(ENOMEM);
            if (is_lost && reader->draining && ++reader->errors_while_draining > most_errors_while_draining) return CMOVIE_END;
            return fail_to_decode(reader, code);
        }
        if (reader->draining) return CMOVIE_END;
        const cmovie_status status = feed_decoder(reader);
        if (status != CMOVIE_OK) return status;
    }
}

cmovie_status cmovie_copy(cmovie_reader *reader, cmovie_channel channel, void *samples, size_t bytes) {
    if (!reader->picture->data[0]) return cmovie_fail(CMOVIE_UNSUPPORTED, "no frame is held");
    return picture_copy(&reader->converter, reader->picture, reader->turn, channel, samples, bytes);
}

void cmovie_release(cmovie_reader *reader) { av_frame_unref(reader->picture); }

static int64_t start_ticks(const cmovie_reader *reader) {
    return reader->stream->start_time != AV_NOPTS_VALUE ? reader->stream->start_time : 0;
}

/// A time that does not fit, as damaged files have, is the stream's beginning.
static int64_t ticks_at(const cmovie_reader *reader, double seconds) {
    const double ticks = seconds / av_q2d(reader->stream->time_base) + (double)start_ticks(reader);
    return fabs(ticks) < 9e18 ? (int64_t)ticks : start_ticks(reader);
}

double cmovie_key_frame(const cmovie_reader *reader, double seconds) {
    const int number = av_index_search_timestamp(reader->stream, ticks_at(reader, seconds), AVSEEK_FLAG_BACKWARD);
    const AVIndexEntry *entry = number < 0 ? NULL : avformat_index_get_entry(reader->stream, number);
    if (!entry || entry->timestamp == AV_NOPTS_VALUE) return -1;
    const double time = ((double)entry->timestamp - (double)start_ticks(reader)) * av_q2d(reader->stream->time_base);
    return fmax(0, time);
}

void cmovie_skip_unreferenced(cmovie_reader *reader) { reader->decoder->skip_frame = AVDISCARD_NONREF; }

cmovie_status cmovie_seek(cmovie_reader *reader, double seconds) {
    cmovie_begin();
    const int64_t target = ticks_at(reader, seconds);
    const int code = av_seek_frame(reader->container, reader->stream->index, target, AVSEEK_FLAG_BACKWARD);
    if (code < 0) return cmovie_fail_with(CMOVIE_UNSUPPORTED, "seek", code);
    avcodec_flush_buffers(reader->decoder);
    if (reader->packet_pending) av_packet_unref(reader->packet);
    reader->packet_pending = reader->draining = false;
    reader->errors_while_draining = 0;
    reader->torn_packet = reader->behind_torn = false;
    damage_forget(&reader->damage);
    reader->packets = -1;
    reader->is_cut = false;
    reader->reason[0] = 0;
    return CMOVIE_OK;
}

const char *cmovie_cut_reason(cmovie_reader *reader) { return reader->is_cut ? reader->reason : NULL; }

int cmovie_decoder_complaints(cmovie_reader *reader) { return damage_complaints(&reader->damage); }
