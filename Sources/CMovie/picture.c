#include "picture.h"

#include "messages.h"

#include <libavutil/intreadwrite.h>
#include <libavutil/pixdesc.h>
#include <stdlib.h>
#include <string.h>

// Where the samples of a plane lie, and how they become the picture's numbers.
typedef struct plane {
    const uint8_t *base;
    ptrdiff_t row, step;
    int sample_bytes;
    int shift;
    bool big_endian;
    // 3: interleaved colour; these lie sample_step bytes apart, 0 where a grey sample stands for all three.
    int samples;
    int sample_step;
    // Three interleaved samples become one by the weights of Rec. 601.
    bool weighted;
} plane;

static const AVPixFmtDescriptor *descriptor_of(const AVFrame *picture) { return av_pix_fmt_desc_get(picture->format); }

static bool is_rgb(const AVPixFmtDescriptor *format) {
    return format->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BAYER);
}

// The stored Y samples are the picture, except where pixels share bytes or are not integers.
static bool has_luma_plane(const AVPixFmtDescriptor *format) {
    const uint64_t indirect = AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT;
    return !is_rgb(format) && !(format->flags & indirect) && format->comp[0].depth >= 8 && format->comp[0].depth <= 16;
}

static bool is_colour(const AVPixFmtDescriptor *format) {
    return format->nb_components >= 3 || format->flags & (AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BAYER);
}

static bool is_grey_plane(const AVPixFmtDescriptor *format) { return has_luma_plane(format) && !is_colour(format); }

static int colour_bits(const AVPixFmtDescriptor *format) { return format->comp[0].depth > 8 ? 16 : 8; }

// An untagged movie follows the habit of players: high definition is Rec. 709.
static int colour_space(const AVFrame *picture) {
    switch (picture->colorspace) {
    case AVCOL_SPC_BT709: return SWS_CS_ITU709;
    case AVCOL_SPC_FCC: return SWS_CS_FCC;
    case AVCOL_SPC_BT470BG: case AVCOL_SPC_SMPTE170M: return SWS_CS_ITU601;
    case AVCOL_SPC_SMPTE240M: return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL: case AVCOL_SPC_BT2020_CL: return SWS_CS_BT2020;
    default: return picture->height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601;
    }
}

// Kr and Kb of the ITU's recommendations; luma of RGB is made here, by Rec. 601.
static void describe_luma(const AVFrame *picture, cmovie_frame *frame) {
    frame->luma_red = 0.299;
    frame->luma_blue = 0.114;
    if (!has_luma_plane(descriptor_of(picture))) return;
    switch (colour_space(picture)) {
    case SWS_CS_ITU709: frame->luma_red = 0.2126; frame->luma_blue = 0.0722; break;
    case SWS_CS_FCC: frame->luma_red = 0.30; frame->luma_blue = 0.11; break;
    case SWS_CS_SMPTE240M: frame->luma_red = 0.212; frame->luma_blue = 0.087; break;
    case SWS_CS_BT2020: frame->luma_red = 0.2627; frame->luma_blue = 0.0593; break;
    default: break;
    }
}

// A sample of a component of 8 bits.
static int component_at(const AVFrame *picture, const AVComponentDescriptor *component, int x, int y) {
    const ptrdiff_t place = (ptrdiff_t)y * picture->linesize[component->plane] + (ptrdiff_t)x * component->step;
    return picture->data[component->plane][place + component->offset];
}

// Looks at the colour samples on a coarse grid. Where they are not stored as such, the picture counts as coloured.
static bool shows_colour(const AVFrame *picture, const AVPixFmtDescriptor *format) {
    enum { grid = 64, noise = 4, few = 8 };
    if (!is_colour(format)) return false;
    if (!has_luma_plane(format) || format->comp[0].depth > 8) return true;
    const int width = AV_CEIL_RSHIFT(picture->width, format->log2_chroma_w);
    const int height = AV_CEIL_RSHIFT(picture->height, format->log2_chroma_h);
    int coloured = 0;
    for (int row = 0; row < grid; row++) {
        for (int column = 0; column < grid; column++) {
            const int x = (int)((int64_t)column * width / grid), y = (int)((int64_t)row * height / grid);
            const int u = component_at(picture, &format->comp[1], x, y) - 128;
            const int v = component_at(picture, &format->comp[2], x, y) - 128;
            if (abs(u) + abs(v) > noise) coloured++;
        }
    }
    return coloured > few;
}

cmovie_status picture_describe(const AVFrame *picture, orientation turn, cmovie_frame *frame) {
    const AVPixFmtDescriptor *format = descriptor_of(picture);
    if (!format || format->flags & AV_PIX_FMT_FLAG_HWACCEL)
        return cmovie_fail(CMOVIE_UNSUPPORTED, "frames of an unknown pixel format");
    const bool swapped = orientation_swaps_sides(turn);
    frame->width = swapped ? picture->height : picture->width;
    frame->height = swapped ? picture->width : picture->height;
    frame->luma_bits = has_luma_plane(format) ? format->comp[0].depth : colour_bits(format);
    frame->colour_bits = is_grey_plane(format) ? frame->luma_bits : colour_bits(format);
    frame->is_colour = is_colour(format);
    describe_luma(picture, frame);
    frame->shows_colour = shows_colour(picture, format);
    frame->is_interlaced = picture->interlaced_frame;
    return CMOVIE_OK;
}

static plane luma_plane(const AVFrame *picture) {
    const AVPixFmtDescriptor *format = descriptor_of(picture);
    const AVComponentDescriptor y = format->comp[0];
    return (plane){
        .base = picture->data[y.plane] + y.offset,
        .row = picture->linesize[y.plane],
        .step = y.step,
        .sample_bytes = y.depth > 8 ? 2 : 1,
        .shift = y.shift,
        .big_endian = y.depth > 8 && format->flags & AV_PIX_FMT_FLAG_BE,
        .samples = 1,
    };
}

static bool is_full_range(const AVFrame *picture) {
    switch (picture->format) {
    case AV_PIX_FMT_YUVJ420P: case AV_PIX_FMT_YUVJ422P: case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P: case AV_PIX_FMT_YUVJ411P: return true;
    default: return picture->color_range == AVCOL_RANGE_JPEG;
    }
}

static cmovie_status prepare(picture_converter *converter, const AVFrame *picture) {
    const int space = colour_space(picture), range = is_full_range(picture);
    if (converter->context && converter->width == picture->width && converter->height == picture->height
        && converter->format == picture->format && converter->space == space && converter->range == range)
        return CMOVIE_OK;
    picture_free(converter);
    const enum AVPixelFormat target =
        colour_bits(descriptor_of(picture)) > 8 ? AV_PIX_FMT_RGB48 : AV_PIX_FMT_RGB24;
    converter->context = sws_getContext(
        picture->width, picture->height, picture->format, picture->width, picture->height, target,
        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP, NULL, NULL, NULL);
    if (!converter->context)
        return cmovie_fail(
            CMOVIE_UNSUPPORTED, "no colour conversion from %s", av_get_pix_fmt_name(picture->format));
    const int *matrix = sws_getCoefficients(space);
    // Fails for formats without a matrix (RGB, grey): nothing to set there.
    sws_setColorspaceDetails(converter->context, matrix, range, matrix, 1, 0, 1 << 16, 1 << 16);
    converter->colour = av_frame_alloc();
    if (!converter->colour) return cmovie_fail(CMOVIE_SYSTEM, "no memory for a frame");
    converter->colour->width = picture->width;
    converter->colour->height = picture->height;
    converter->colour->format = target;
    if (av_frame_get_buffer(converter->colour, 0) < 0) return cmovie_fail(CMOVIE_SYSTEM, "no memory for a frame");
    converter->width = picture->width;
    converter->height = picture->height;
    converter->format = picture->format;
    converter->space = space;
    converter->range = range;
    return CMOVIE_OK;
}

static cmovie_status colour_plane(
    picture_converter *converter, const AVFrame *picture, cmovie_channel channel, plane *source) {
    const cmovie_status status = prepare(converter, picture);
    if (status != CMOVIE_OK) return status;
    AVFrame *colour = converter->colour;
    const int rows = sws_scale(
        converter->context, (const uint8_t *const *)picture->data, picture->linesize, 0, picture->height,
        colour->data, colour->linesize);
    if (rows != picture->height) return cmovie_fail(CMOVIE_UNSUPPORTED, "colour conversion failed");
    const int bytes = colour->format == AV_PIX_FMT_RGB48 ? 2 : 1;
    const int first = channel == CMOVIE_GREEN ? 1 : channel == CMOVIE_BLUE ? 2 : 0;
    *source = (plane){
        .base = colour->data[0] + first * bytes,
        .row = colour->linesize[0],
        .step = 3 * bytes,
        .sample_bytes = bytes,
        .samples = channel == CMOVIE_RGB ? 3 : 1,
        .sample_step = bytes,
        .weighted = channel == CMOVIE_LUMA,
    };
    return CMOVIE_OK;
}

static inline uint32_t sample(const plane *source, const uint8_t *at) {
    if (source->sample_bytes == 1) return *at;
    return (source->big_endian ? AV_RB16(at) : AV_RL16(at)) >> source->shift;
}

static inline uint32_t value(const plane *source, const uint8_t *at) {
    if (!source->weighted) return sample(source, at);
    const int next = source->sample_bytes;
    return (299 * sample(source, at) + 587 * sample(source, at + next) + 114 * sample(source, at + 2 * next) + 500)
        / 1000;
}

// Start and steps in the destination, in pixels, for a walk through the source by rows.
typedef struct walk {
    ptrdiff_t start, along_row, along_column;
} walk;

static walk walk_through(orientation turn, int width, int height) {
    const ptrdiff_t upright_width = orientation_swaps_sides(turn) ? height : width;
    const ptrdiff_t x0 = (turn.a < 0 ? width - 1 : 0) + (turn.c < 0 ? height - 1 : 0);
    const ptrdiff_t y0 = (turn.b < 0 ? width - 1 : 0) + (turn.d < 0 ? height - 1 : 0);
    return (walk){
        .start = y0 * upright_width + x0,
        .along_row = turn.b * upright_width + turn.a,
        .along_column = turn.d * upright_width + turn.c,
    };
}

static void copy_row(const plane *source, const uint8_t *from, int width, uint8_t *to, ptrdiff_t step) {
    if (source->sample_bytes == 1) {
        for (int x = 0; x < width; x++, from += source->step, to += step * source->samples)
            for (int s = 0; s < source->samples; s++) to[s] = (uint8_t)value(source, from + s * source->sample_step);
        return;
    }
    uint16_t *out = (uint16_t *)(void *)to;
    for (int x = 0; x < width; x++, from += source->step, out += step * source->samples)
        for (int s = 0; s < source->samples; s++) out[s] = (uint16_t)value(source, from + s * source->sample_step);
}

static bool is_plain(const plane *source) {
    return !source->weighted && !source->big_endian && source->shift == 0
        && source->step == (ptrdiff_t)source->samples * source->sample_bytes;
}

static void copy_plane(const plane *source, int width, int height, orientation turn, uint8_t *samples) {
    const size_t pixel_bytes = (size_t)source->samples * source->sample_bytes;
    const walk steps = walk_through(turn, width, height);
    const bool plain = is_plain(source) && orientation_is_upright(turn);
    for (int y = 0; y < height; y++) {
        const uint8_t *from = source->base + y * source->row;
        uint8_t *to = samples + (steps.start + y * steps.along_column) * (ptrdiff_t)pixel_bytes;
        if (plain) memcpy(to, from, (size_t)width * pixel_bytes);
        else copy_row(source, from, width, to, steps.along_row);
    }
}

cmovie_status picture_copy(
    picture_converter *converter, const AVFrame *picture, orientation turn, cmovie_channel channel, void *samples,
    size_t bytes) {
    const AVPixFmtDescriptor *format = descriptor_of(picture);
    plane source;
    if (is_grey_plane(format) || (has_luma_plane(format) && channel == CMOVIE_LUMA)) {
        source = luma_plane(picture);
        if (channel == CMOVIE_RGB) source.samples = 3;
    } else {
        const cmovie_status status = colour_plane(converter, picture, channel, &source);
        if (status != CMOVIE_OK) return status;
    }
    const size_t needed =
        (size_t)picture->width * (size_t)picture->height * (size_t)source.samples * (size_t)source.sample_bytes;
    if (bytes != needed) return cmovie_fail(CMOVIE_UNSUPPORTED, "a frame of %zu bytes where %zu fit", needed, bytes);
    copy_plane(&source, picture->width, picture->height, turn, samples);
    return CMOVIE_OK;
}

void picture_free(picture_converter *converter) {
    sws_freeContext(converter->context);
    av_frame_free(&converter->colour);
    *converter = (picture_converter){0};
}
