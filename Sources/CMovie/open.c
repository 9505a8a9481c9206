#include "reader.h"

#include <libavutil/avstring.h>
#include <libavutil/cpu.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void cmovie_close(cmovie_reader *reader) {
    if (!reader) return;
    picture_free(&reader->converter);
    av_frame_free(&reader->picture);
    av_packet_free(&reader->packet);
    avcodec_free_context(&reader->decoder);
    avformat_close_input(&reader->container);
    av_free(reader);
}

// Text files that these "decode" as screens of characters are no recordings.
static bool is_text_art(const AVInputFormat *format) {
    static const char *const names[] = {"tty", "bin", "xbin", "adf", "idf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(format->name, names[i]) == 0) return true;
    return false;
}

// Demuxers report a header that breaks off as an I/O error; the system's own shows when the file is read without them.
static bool can_be_read(const char *path) {
    enum { looked_at = 1 << 20, chunk = 1 << 14 };
    FILE *file = fopen(path, "rbe");
    if (!file) return false;
    char bytes[chunk];
    for (int done = 0; done < looked_at && fread(bytes, 1, chunk, file) == chunk; done += chunk) {}
    const bool failed = ferror(file) != 0;
    fclose(file);
    return !failed;
}

static cmovie_status open_container(cmovie_reader *reader, const char *path) {
    char *url = av_asprintf("file:%s", path);
    if (!url) return cmovie_fail(CMOVIE_SYSTEM, "no memory");
    AVDictionary *options = NULL;
    // A playlist in a file must not reach out to the network.
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    int code = avformat_open_input(&reader->container, url, NULL, &options);
    av_dict_free(&options);
    av_free(url);
    if (code == AVERROR(EIO) && can_be_read(path)) return cmovie_fail(CMOVIE_UNREADABLE, "its header is cut off");
    if (code < 0) return cmovie_fail_with(CMOVIE_UNREADABLE, "cannot open", code);
    if (is_text_art(reader->container->iformat)) return cmovie_fail(CMOVIE_UNREADABLE, "it is a text file");
    code = avformat_find_stream_info(reader->container, NULL);
    if (code == AVERROR(EIO) && can_be_read(path)) code = AVERROR_INVALIDDATA;
    if (code < 0) return cmovie_fail_with(CMOVIE_UNREADABLE, "cannot read the streams", code);
    return CMOVIE_OK;
}

static cmovie_status choose_stream(cmovie_reader *reader, const AVCodec **codec) {
    const int index = av_find_best_stream(reader->container, AVMEDIA_TYPE_VIDEO, -1, -1, codec, 0);
    if (index == AVERROR_DECODER_NOT_FOUND)
        return cmovie_fail(CMOVIE_UNSUPPORTED, "FFmpeg has no decoder for its codec");
    if (index < 0)
        return cmovie_fail(
            CMOVIE_NO_VIDEO, "it has %u stream(s), none of them video", reader->container->nb_streams);
    reader->stream = reader->container->streams[index];
    if (reader->stream->disposition & AV_DISPOSITION_ATTACHED_PIC)
        return cmovie_fail(CMOVIE_NO_VIDEO, "it holds sound with a cover picture");
    for (unsigned i = 0; i < reader->container->nb_streams; i++)
        if ((int)i != index) reader->container->streams[i]->discard = AVDISCARD_ALL;
    return CMOVIE_OK;
}

// A thread waits for what its picture takes from the one before, so that two more than libavcodec's own choice (one more than
// there are processors, 16 at the most) keep the processors busy; 0: that choice. Each holds pictures of its own, and large
// ones keep the processors busy anyway.
static int thread_count(const AVCodecParameters *parameters) {
    const int64_t most_pixels = 2560 * 1440;
    const int processors = av_cpu_count();
    const int64_t pixels = (int64_t)parameters->width * parameters->height;
    return pixels <= most_pixels && processors <= 13 ? processors + 3 : 0;
}

static cmovie_status open_decoder(cmovie_reader *reader, const AVCodec *codec) {
    reader->decoder = avcodec_alloc_context3(codec);
    if (!reader->decoder) return cmovie_fail(CMOVIE_SYSTEM, "no memory for a decoder");
    int code = avcodec_parameters_to_context(reader->decoder, reader->stream->codecpar);
    if (code < 0) return cmovie_fail_with(CMOVIE_UNSUPPORTED, "codec parameters", code);
    reader->decoder->pkt_timebase = reader->stream->time_base;
    reader->decoder->thread_count = thread_count(reader->stream->codecpar);
    reader->decoder->thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE;
    reader->decoder->opaque = &reader->damage;
    // A cropped frame begins at any byte, and its size is exact.
    reader->decoder->flags |= AV_CODEC_FLAG_UNALIGNED;
    code = avcodec_open2(reader->decoder, codec, NULL);
    if (code < 0) return cmovie_fail_with(CMOVIE_UNSUPPORTED, "cannot start the decoder", code);
    return CMOVIE_OK;
}

static cmovie_status open_all(cmovie_reader *reader, const char *path) {
    const AVCodec *codec = NULL;
    reader->packet = av_packet_alloc();
    reader->picture = av_frame_alloc();
    if (!reader->packet || !reader->picture) return cmovie_fail(CMOVIE_SYSTEM, "no memory");
    cmovie_status status = open_container(reader, path);
    if (status == CMOVIE_OK) status = choose_stream(reader, &codec);
    if (status == CMOVIE_OK) status = open_decoder(reader, codec);
    if (status == CMOVIE_OK) reader->turn = cmovie_orientation(reader->stream, &reader->skewed);
    damage_forget(&reader->damage);
    reader->last_decoding_ticks = reader->last_ticks = reader->next_ticks = AV_NOPTS_VALUE;
    return status;
}

cmovie_status cmovie_open(const char *path, cmovie_reader **opened) {
    cmovie_begin();
    *opened = NULL;
    cmovie_reader *reader = av_mallocz(sizeof *reader);
    if (!reader) return cmovie_fail(CMOVIE_SYSTEM, "no memory");
    const cmovie_status status = open_all(reader, path);
    if (status == CMOVIE_OK) *opened = reader;
    else cmovie_close(reader);
    return status;
}

double cmovie_stream_duration(const cmovie_reader *reader) {
    if (reader->stream->duration != AV_NOPTS_VALUE && reader->stream->duration > 0)
        return (double)reader->stream->duration * av_q2d(reader->stream->time_base);
    // The container's duration may be that of a sound track.
    if (reader->container->nb_streams == 1 && reader->container->duration != AV_NOPTS_VALUE
        && reader->container->duration_estimation_method == AVFMT_DURATION_FROM_STREAM)
        return (double)reader->container->duration / AV_TIME_BASE;
    return NAN;
}

static double any_duration(const cmovie_reader *reader) {
    const double known = cmovie_stream_duration(reader);
    if (!isnan(known) || reader->container->duration == AV_NOPTS_VALUE) return known;
    return (double)reader->container->duration / AV_TIME_BASE;
}

// Frames that will come out: an edit list may have some decoded only because later ones refer to them.
static int64_t shown_frames(const cmovie_reader *reader) {
    const bool has_index = strstr(reader->container->iformat->name, "mov") != NULL;
    const int entries = avformat_index_get_entries_count(reader->stream);
    if (!has_index || entries == 0 || reader->stream->nb_frames == 0)
        return reader->stream->nb_frames > 0 ? reader->stream->nb_frames : -1;
    int64_t shown = 0;
    for (int i = 0; i < entries; i++)
        if (!(avformat_index_get_entry(reader->stream, i)->flags & AVINDEX_DISCARD_FRAME)) shown++;
    return shown;
}

void cmovie_describe(const cmovie_reader *reader, cmovie_stream *stream) {
    const AVRational aspect = av_guess_sample_aspect_ratio(reader->container, reader->stream, NULL);
    *stream = (cmovie_stream){
        .codec = avcodec_get_name(reader->stream->codecpar->codec_id),
        .container = reader->container->iformat->name,
        .frame_count = shown_frames(reader),
        .duration_seconds = any_duration(reader),
        .pixel_aspect = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1,
        .skewed = reader->skewed,
        .tick_numerator = reader->stream->time_base.num,
        .tick_denominator = reader->stream->time_base.den,
    };
}
