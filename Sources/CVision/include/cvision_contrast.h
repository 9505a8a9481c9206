#ifndef CVISION_CONTRAST_H
#define CVISION_CONTRAST_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What is done to every pixel of every frame: plain loops that the compiler turns into vector instructions. Rows from
/// the top, no padding; masks hold 0 or another value. None of them allocates or fails where no result is described.

/// Least and greatest sample; `bytes_per_sample` is 1 (uint8), 2 (uint16) or 4 (float, NaN ignored). 0 and 0 where there
/// is none.
void cvision_extremes(const void *samples, int32_t bytes_per_sample, int64_t count, float *lowest, float *highest);

/// The value at `rank` (from 0) of the values in ascending order, NaN last; their order is changed.
float cvision_order_statistic(float *values, int64_t count, int64_t rank);

/// Sum and number of the pixels of each cell of cell x cell pixels, those under `mask` left out (NULL: none). Incomplete
/// cells at the right and bottom count. `sums` and `counts` hold ceil(width / cell) x ceil(height / cell) values.
/// Negative where memory ran out.
int32_t cvision_cell_sums(const float *picture, const uint8_t *mask, int32_t width, int32_t height, int32_t cell,
                          float *sums, float *counts);

/// `background`: the levels of the cells' centres times `gain`, interpolated to the pixels (bilinear);
/// `relative`: (picture - background) / max(background, floor). `relative` may be the picture itself. Negative where
/// memory ran out.
int32_t cvision_relative_contrast(const float *picture, const float *levels, int32_t width, int32_t height,
                                  int32_t cell, float gain, float floor, float *background, float *relative);

/// The pixels below -threshold (`dark`) and above threshold (`bright`), those outside of `region` (NULL: everywhere) left
/// out; both masks are written all over.
void cvision_signed_masks(const float *values, const uint8_t *region, int64_t count, float threshold, uint8_t *dark,
                          uint8_t *bright, bool *has_dark, bool *has_bright);

/// Sets the pixels of `mask` that `near` has and whose |value| is above `level`; both hold 0 or 255.
void cvision_add_beyond(const float *values, const uint8_t *near, int32_t width, int32_t height, float level,
                        uint8_t *mask);

/// A stretch of set pixels in a row: columns start ..< end.
typedef struct cvision_run {
    int32_t row;
    int32_t start;
    int32_t end;
} cvision_run;

/// The runs of a mask, whose pixels are 0 or 255, row after row from the left. Returns their number; only the first
/// `capacity` are written.
int64_t cvision_runs(const uint8_t *mask, int32_t width, int32_t height, cvision_run *runs, int64_t capacity);

/// The squares of 2 x 2 pixels that are not all alike in a mask of 0 and 255, by the places of their top-left pixels, row
/// after row from the left. Returns their number; only the first `capacity` are written.
int64_t cvision_border_cells(const uint8_t *mask, int32_t width, int32_t height, int32_t *cells, int64_t capacity);

#ifdef __cplusplus
}
#endif

#endif
