#pragma once

#include "cmovie.h"
#include "messages.h"
#include "orientation.h"
#include "picture.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

struct cmovie_reader {
    AVFormatContext *container;
    AVCodecContext *decoder;
    AVStream *stream;
    AVPacket *packet;
    AVFrame *picture;
    picture_converter converter;
    orientation turn;
    bool skewed;
    bool draining;
    bool packet_pending;
    // A packet that is incomplete and whose loss has not been told: where the file ends behind it, it was cut off.
    bool torn_packet;
    int demuxer_error;
    // -1 after a seek, when they count no longer.
    int64_t packets;
    // Of the packets read: decoding time of the last, end of the latest in time; AV_NOPTS_VALUE where unknown.
    int64_t last_decoding_ticks;
    int64_t last_ticks;
    int64_t next_ticks;
    int errors_while_draining;
    decoder_complaints complaints;
    bool is_cut;
    bool is_doubtful;
    char reason[160];
};

/// Whether a failed checksum shows in the decoder's log only.
bool cmovie_tells_damage_in_log(const AVCodec *codec);

/// Seconds that the header announces for the film; NAN where it does not.
double cmovie_stream_duration(const cmovie_reader *reader);
