#ifndef CVISION_BAND_H
#define CVISION_BAND_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The brightness of a picture's background, at the pixels of the picture reduced by `factor`; what is less than `floor`
/// counts as that.
typedef struct {
    int32_t width, height, factor;
    float floor, gain;
} cvision_levels;

/// A strip along the line normal . p = offset, px: from `inner` before it to `outer` beyond it, and from `low` to `high`
/// along the tangent (-normal_y, normal_x). Divided into `segments` along the line, and into `bins` across it, of
/// `bin_width` each from `inner` on.
typedef struct {
    double normal_x, normal_y, offset;
    double low, high, inner, outer, bin_width;
    int32_t segments, bins;
} cvision_band;

/// A polygon: its vertices are those from number `first` to before number `end` of a list; the rectangle holds all of it.
typedef struct {
    double left, top, right, bottom;
    int32_t first, end;
} cvision_polygon;

/// Adds up the pixels of a strip, bin by bin and segment by segment: distance from the line, sample / background, 1, 0.
///
/// Left out are pixels within the `hidden` polygons, whose list of `vertices` holds x and y by turns, and floating-point
/// samples that are no numbers. `samples` has one channel of `bytes_per_sample` 1 (uint8), 2 (uint16) or 4 (float). `sums`
/// holds segments x bins x 4 doubles.
void cvision_band_sums(const void *samples, int32_t bytes_per_sample, int32_t width, int32_t height,
                       const float *background, cvision_levels levels, cvision_band band,
                       const cvision_polygon *hidden, int32_t hidden_count, const double *vertices, void *sums);

#ifdef __cplusplus
}
#endif

#endif
