#include "orientation.h"

#include <stdlib.h>

// Entries of the matrix are 16.16 fixed point; a quarter turn has only -1, 0 and 1.
static bool unit_entry(int32_t fixed, int *entry) {
    const int32_t tolerance = 1 << 6;
    *entry = fixed > 1 << 15 ? 1 : fixed < -(1 << 15) ? -1 : 0;
    return llabs((long long)fixed - (*entry * 65536LL)) <= tolerance;
}

orientation cmovie_orientation(const AVStream *stream, bool *skewed) {
    *skewed = false;
    size_t size = 0;
    const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (!data || size < 9 * sizeof(int32_t)) return upright;
    const int32_t *matrix = (const int32_t *)(const void *)data;
    orientation turn;
    const bool exact = unit_entry(matrix[0], &turn.a) && unit_entry(matrix[1], &turn.b)
        && unit_entry(matrix[3], &turn.c) && unit_entry(matrix[4], &turn.d);
    const bool quarter = exact && abs(turn.a * turn.d - turn.b * turn.c) == 1 && turn.a * turn.b == 0
        && turn.c * turn.d == 0;
    if (quarter) return turn;
    *skewed = true;
    return upright;
}
