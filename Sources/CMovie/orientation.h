#pragma once

#include <libavformat/avformat.h>
#include <stdbool.h>

/// Quarter turns and mirrorings: pixel (p, q) of the stored frame stands at (a p + c q, b p + d q) of the upright one,
/// moved so that both begin at 0.
typedef struct orientation {
    int a, b, c, d;
} orientation;

static const orientation upright = {1, 0, 0, 1};

/// The container's rotation tag; `skewed` says that it is no multiple of 90 degrees and was left alone.
orientation cmovie_orientation(const AVStream *stream, bool *skewed);

static inline bool orientation_swaps_sides(orientation turn) { return turn.a == 0; }
static inline bool orientation_is_upright(orientation turn) { return turn.a == 1 && turn.d == 1; }
