#pragma once

#include "cmovie.h"
#include "orientation.h"

#include <libavutil/frame.h>
#include <libswscale/swscale.h>

/// Turns decoded frames into the planes that are asked for; keeps the converter between frames.
typedef struct picture_converter {
    struct SwsContext *context;
    AVFrame *colour;
    int width, height, format, space, range;
} picture_converter;

void picture_free(picture_converter *converter);

/// Fills everything but the time.
cmovie_status picture_describe(const AVFrame *picture, orientation turn, cmovie_frame *frame);

cmovie_status picture_copy(
    picture_converter *converter, const AVFrame *picture, orientation turn, cmovie_channel channel, void *samples,
    size_t bytes);
