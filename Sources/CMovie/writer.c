#include "cmovie.h"
#include "messages.h"

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
#include <math.h>
#include <string.h>

// 90 kHz: the clock of the MPEG standards; 24, 25, 30 and 29.97 frames per second and milliseconds are whole ticks.
static const AVRational tick = {1, 90000};

struct cmovie_writer {
    cmovie_settings settings;
    AVFormatContext *container;
    AVCodecContext *encoder;
    AVStream *stream;
    AVPacket *packet;
    AVFrame *picture;
    AVFrame *colour;
    struct SwsContext *converter;
    int64_t last_ticks;
};

void cmovie_close_writer(cmovie_writer *writer) {
    if (!writer) return;
    sws_freeContext(writer->converter);
    av_frame_free(&writer->colour);
    av_frame_free(&writer->picture);
    av_packet_free(&writer->packet);
    avcodec_free_context(&writer->encoder);
    if (writer->container) avio_closep(&writer->container->pb);
    avformat_free_context(writer->container);
    av_free(writer);
}

const char *cmovie_encoder(const cmovie_writer *writer) { return writer->encoder->codec->name; }

static const AVCodec *choose_encoder(cmovie_codec codec) {
    if (codec == CMOVIE_FFV1) return avcodec_find_encoder(AV_CODEC_ID_FFV1);
    const AVCodec *h264 = avcodec_find_encoder_by_name("libx264");
    // FFmpeg builds without GPL parts have no libx264; every build has its own MPEG-4 encoder.
    return h264 ? h264 : avcodec_find_encoder(AV_CODEC_ID_MPEG4);
}

static enum AVPixelFormat stored_format(const cmovie_settings *settings) {
    if (settings->codec == CMOVIE_H264) return AV_PIX_FMT_YUV420P;
    if (settings->is_colour) return AV_PIX_FMT_BGR0;
    switch (settings->bits) {
    case 8: return AV_PIX_FMT_GRAY8;
    case 9: return AV_PIX_FMT_GRAY9;
    case 10: return AV_PIX_FMT_GRAY10;
    case 12: return AV_PIX_FMT_GRAY12;
    case 16: return AV_PIX_FMT_GRAY16;
    default: return AV_PIX_FMT_NONE;
    }
}

// 4:2:0 frames have even sides: an odd frame shows its last column or row twice.
static int stored_side(const cmovie_settings *settings, int side) {
    return settings->codec == CMOVIE_H264 ? side + (side & 1) : side;
}

static void set_colours(AVCodecContext *encoder, const cmovie_settings *settings) {
    if (settings->codec != CMOVIE_H264) return;
    encoder->colorspace = AVCOL_SPC_BT709;
    encoder->color_primaries = AVCOL_PRI_BT709;
    encoder->color_trc = AVCOL_TRC_BT709;
    // Grey samples are stored as they are, 0...255.
    encoder->color_range = settings->is_colour ? AVCOL_RANGE_MPEG : AVCOL_RANGE_JPEG;
}

static void set_quality(AVCodecContext *encoder, const cmovie_settings *settings) {
    if (settings->codec != CMOVIE_H264) {
        av_opt_set_int(encoder->priv_data, "slicecrc", 1, 0);
        encoder->level = 3;
        // Every frame by itself: damage to one does not reach the next.
        encoder->gop_size = 1;
        return;
    }
    if (strcmp(encoder->codec->name, "libx264") == 0) {
        av_opt_set_int(encoder->priv_data, "crf", settings->constant_rate_factor, 0);
        return;
    }
    encoder->flags |= AV_CODEC_FLAG_QSCALE;
    // Quantisers of MPEG-4 run from 2 to 31 where rate factors run from 0 to 51.
    encoder->global_quality = FF_QP2LAMBDA * (2 + settings->constant_rate_factor * 29 / 51);
}

static cmovie_status open_encoder(cmovie_writer *writer) {
    const cmovie_settings *settings = &writer->settings;
    const AVCodec *codec = choose_encoder(settings->codec);
    if (!codec) return cmovie_fail(CMOVIE_UNSUPPORTED, "this build of FFmpeg has no encoder for the format");
    AVCodecContext *encoder = writer->encoder = avcodec_alloc_context3(codec);
    if (!encoder) return cmovie_fail(CMOVIE_SYSTEM, "no memory for an encoder");
    encoder->width = stored_side(settings, settings->width);
    encoder->height = stored_side(settings, settings->height);
    encoder->pix_fmt = stored_format(settings);
    if (encoder->pix_fmt == AV_PIX_FMT_NONE)
        return cmovie_fail(CMOVIE_UNSUPPORTED, "frames of %d bits cannot be stored", settings->bits);
    encoder->time_base = tick;
    encoder->framerate = av_d2q(settings->frames_per_second, 100000);
    encoder->sample_aspect_ratio = (AVRational){1, 1};
    set_colours(encoder, settings);
    set_quality(encoder, settings);
    if (writer->container->oformat->flags & AVFMT_GLOBALHEADER) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    const int code = avcodec_open2(encoder, codec, NULL);
    return code < 0 ? cmovie_fail_with(CMOVIE_UNSUPPORTED, "cannot start the encoder", code) : CMOVIE_OK;
}

static AVFrame *new_picture(int width, int height, enum AVPixelFormat format) {
    AVFrame *picture = av_frame_alloc();
    if (!picture) return NULL;
    picture->width = width;
    picture->height = height;
    picture->format = format;
    if (av_frame_get_buffer(picture, 0) < 0) av_frame_free(&picture);
    return picture;
}

static cmovie_status open_pictures(cmovie_writer *writer) {
    const AVCodecContext *encoder = writer->encoder;
    writer->packet = av_packet_alloc();
    writer->picture = new_picture(encoder->width, encoder->height, encoder->pix_fmt);
    if (!writer->packet || !writer->picture) return cmovie_fail(CMOVIE_SYSTEM, "no memory for frames");
    if (!writer->settings.is_colour) return CMOVIE_OK;
    writer->colour = new_picture(encoder->width, encoder->height, AV_PIX_FMT_RGB24);
    if (!writer->colour) return cmovie_fail(CMOVIE_SYSTEM, "no memory for frames");
    writer->converter = sws_getContext(
        encoder->width, encoder->height, AV_PIX_FMT_RGB24, encoder->width, encoder->height, encoder->pix_fmt,
        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP, NULL, NULL, NULL);
    if (!writer->converter) return cmovie_fail(CMOVIE_UNSUPPORTED, "no conversion to the stored colours");
    const int *matrix = sws_getCoefficients(SWS_CS_ITU709);
    sws_setColorspaceDetails(writer->converter, matrix, 1, matrix, 0, 0, 1 << 16, 1 << 16);
    return CMOVIE_OK;
}

static cmovie_status open_file(cmovie_writer *writer) {
    writer->stream = avformat_new_stream(writer->container, NULL);
    if (!writer->stream) return cmovie_fail(CMOVIE_SYSTEM, "no memory for a stream");
    writer->stream->time_base = tick;
    writer->stream->avg_frame_rate = writer->encoder->framerate;
    int code = avcodec_parameters_from_context(writer->stream->codecpar, writer->encoder);
    if (code < 0) return cmovie_fail_with(CMOVIE_UNSUPPORTED, "codec parameters", code);
    code = avio_open(&writer->container->pb, writer->container->url, AVIO_FLAG_WRITE);
    if (code < 0) return cmovie_fail_with(CMOVIE_SYSTEM, "open", code);
    AVDictionary *options = NULL;
    // The index first: the movie plays in a browser before all of it is there.
    av_dict_set(&options, "movflags", "+faststart", 0);
    // Matroska gathers frames before it writes them: a recording that is killed must not lose more than a second.
    av_dict_set(&options, "cluster_time_limit", "1000", 0);
    writer->container->flags |= AVFMT_FLAG_FLUSH_PACKETS;
    code = avformat_write_header(writer->container, &options);
    av_dict_free(&options);
    return code < 0 ? cmovie_fail_with(CMOVIE_UNSUPPORTED, "write the header", code) : CMOVIE_OK;
}

static cmovie_status create_all(cmovie_writer *writer, const char *path, const char *container_of) {
    const AVOutputFormat *format = av_guess_format(NULL, container_of, NULL);
    if (!format) return cmovie_fail(CMOVIE_UNSUPPORTED, "its extension names no movie container (.mp4, .mkv)");
    // AVI counts frames of equal length instead of telling their times.
    if (strcmp(format->name, "avi") == 0)
        return cmovie_fail(CMOVIE_UNSUPPORTED, "its container cannot keep the frames' times; use .mp4 or .mkv");
    char *url = av_asprintf("file:%s", path);
    if (!url) return cmovie_fail(CMOVIE_SYSTEM, "no memory");
    const int code = avformat_alloc_output_context2(&writer->container, format, NULL, url);
    av_free(url);
    if (code < 0) return cmovie_fail_with(CMOVIE_SYSTEM, "container", code);
    cmovie_status status = open_encoder(writer);
    if (status == CMOVIE_OK) status = open_pictures(writer);
    if (status == CMOVIE_OK) status = open_file(writer);
    return status;
}

cmovie_status cmovie_create(
    const char *path, const char *container_of, const cmovie_settings *settings, cmovie_writer **created) {
    cmovie_begin();
    *created = NULL;
    cmovie_writer *writer = av_mallocz(sizeof *writer);
    if (!writer) return cmovie_fail(CMOVIE_SYSTEM, "no memory");
    writer->settings = *settings;
    writer->last_ticks = INT64_MIN;
    const cmovie_status status = create_all(writer, path, container_of);
    if (status == CMOVIE_OK) *created = writer;
    else cmovie_close_writer(writer);
    return status;
}

static void fill_rows(AVFrame *picture, const cmovie_settings *settings, const uint8_t *samples, size_t pixel_bytes) {
    const size_t row = (size_t)settings->width * pixel_bytes;
    for (int y = 0; y < picture->height; y++) {
        const int from = y < settings->height ? y : settings->height - 1;
        uint8_t *to = picture->data[0] + (ptrdiff_t)y * picture->linesize[0];
        memcpy(to, samples + (size_t)from * row, row);
        if (picture->width > settings->width) memcpy(to + row, to + row - pixel_bytes, pixel_bytes);
    }
}

static void fill_neutral_chroma(AVFrame *picture) {
    for (int plane = 1; plane <= 2; plane++)
        memset(picture->data[plane], 128, (size_t)picture->linesize[plane] * (size_t)(picture->height / 2));
}

static void fill_picture(cmovie_writer *writer, const uint8_t *samples) {
    const cmovie_settings *settings = &writer->settings;
    AVFrame *picture = writer->picture;
    if (settings->is_colour) {
        fill_rows(writer->colour, settings, samples, 3);
        sws_scale(
            writer->converter, (const uint8_t *const *)writer->colour->data, writer->colour->linesize, 0,
            picture->height, picture->data, picture->linesize);
        return;
    }
    fill_rows(picture, settings, samples, settings->bits > 8 ? 2 : 1);
    if (picture->format == AV_PIX_FMT_YUV420P) fill_neutral_chroma(picture);
}

static cmovie_status store(cmovie_writer *writer, const AVFrame *picture) {
    int code = avcodec_send_frame(writer->encoder, picture);
    if (code < 0) return cmovie_fail_with(CMOVIE_UNSUPPORTED, "encode", code);
    for (;;) {
        code = avcodec_receive_packet(writer->encoder, writer->packet);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return CMOVIE_OK;
        if (code < 0) return cmovie_fail_with(CMOVIE_UNSUPPORTED, "encode", code);
        av_packet_rescale_ts(writer->packet, tick, writer->stream->time_base);
        writer->packet->stream_index = writer->stream->index;
        code = av_interleaved_write_frame(writer->container, writer->packet);
        // A full disk shows at the buffer's flush, which returns nothing itself.
        if (code >= 0) code = writer->container->pb->error;
        if (code < 0) return cmovie_fail_with(CMOVIE_SYSTEM, "write", code);
    }
}

cmovie_status cmovie_append(cmovie_writer *writer, const void *samples, size_t bytes, double seconds) {
    cmovie_begin();
    const cmovie_settings *settings = &writer->settings;
    const size_t needed = (size_t)settings->width * (size_t)settings->height * (settings->is_colour ? 3 : 1)
        * (settings->bits > 8 ? 2 : 1);
    if (bytes != needed) return cmovie_fail(CMOVIE_UNSUPPORTED, "a frame of %zu bytes where %zu fit", bytes, needed);
    const int64_t ticks = llround(seconds * tick.den);
    if (!isfinite(seconds) || fabs(seconds) > 1e12 || ticks <= writer->last_ticks)
        return cmovie_fail(CMOVIE_UNSUPPORTED, "the time %g s does not follow the frame before", seconds);
    const int code = av_frame_make_writable(writer->picture);
    if (code < 0) return cmovie_fail_with(CMOVIE_SYSTEM, "frame", code);
    fill_picture(writer, samples);
    writer->picture->pts = writer->last_ticks = ticks;
    return store(writer, writer->picture);
}

cmovie_status cmovie_finish(cmovie_writer *writer) {
    cmovie_begin();
    const cmovie_status status = store(writer, NULL);
    if (status != CMOVIE_OK) return status;
    int code = av_write_trailer(writer->container);
    if (code >= 0) code = writer->container->pb->error;
    const int closed = avio_closep(&writer->container->pb);
    if (code >= 0) code = closed;
    return code < 0 ? cmovie_fail_with(CMOVIE_SYSTEM, "write", code) : CMOVIE_OK;
}
