#pragma once

#include "cmovie.h"
#include "damage.h"
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
    // The last packet is incomplete: where the file ends behind it, it was cut off.
    bool torn_packet;
    bool behind_torn;
    int demuxer_error;
    // -1 after a seek, when they count no longer.
    int64_t packets;
    // Of the packets read: decoding time of the last, end of the latest in time; AV_NOPTS_VALUE where unknown.
    int64_t last_decoding_ticks;
    int64_t last_ticks;
    int64_t next_ticks;
    int errors_while_draining;
    damage_record damage;
    bool is_cut;
    char reason[160];
};

/// Seconds that the header announces for the film; NAN where it does not.
double cmovie_stream_duration(const cmovie_reader *reader);
