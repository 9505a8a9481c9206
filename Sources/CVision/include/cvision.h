#ifndef CVISION_H
#define CVISION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Picture operations of OpenCV on plain arrays: rows from the top, no padding. Every function returns 0, or a negative
/// number where OpenCV threw or memory ran out; the output is then undefined.

/// How many samples are at `full` or above, and how many are 0; `bytes_per_sample` is 1 or 2.
void cvision_count_clipped(const void *samples, int32_t bytes_per_sample, int64_t count, int32_t full, int64_t *saturated,
                           int64_t *black);

/// Mean of factor x factor blocks; `bytes_per_sample` is 1 (uint8), 2 (uint16) or 4 (float).
/// `output` holds (width / factor) x (height / factor) floats; an incomplete block at the right or bottom is left out.
int32_t cvision_block_mean(const void *input, int32_t bytes_per_sample, int32_t width, int32_t height, int32_t factor,
                           float *output);

/// The same of floats, each cut off at -limit and limit first; of blocks of one pixel, too.
int32_t cvision_clipped_block_mean(const float *input, int32_t width, int32_t height, int32_t factor, float limit,
                                   float *output);

/// Every value divided by its surroundings, minus 1. The surroundings are `shading`, enlarged to the picture's size bilinearly
/// with cell centres aligned, and not below `floor`.
int32_t cvision_local_contrast(const float *input, int32_t width, int32_t height, const float *shading,
                               int32_t shading_width, int32_t shading_height, float floor, float *output);

/// Gaussian blur with mirrored borders, in place allowed.
int32_t cvision_gaussian_blur(const float *input, int32_t width, int32_t height, double sigma, float *output);

/// Morphological dilation (operation 0), erosion (1), closing (2) by a disc; pixels outside are ignored.
int32_t cvision_morphology(const uint8_t *input, int32_t width, int32_t height, int32_t operation, int32_t radius,
                           uint8_t *output);

/// Sets every zero pixel that is not 4-connected with the picture's border to 255.
int32_t cvision_fill_holes(uint8_t *mask, int32_t width, int32_t height);

/// Area of the non-zero pixels divided by the area of their convex hull; negative where it cannot be had.
double cvision_solidity(const uint8_t *mask, int32_t width, int32_t height);

/// 8-connected components of the non-zero pixels. `labels` gets 0 for the background and 1... ; `boxes` gets x, y,
/// width, height, area of each label in turn, up to `capacity` labels (label 0 left out). Returns their number.
int32_t cvision_components(const uint8_t *mask, int32_t width, int32_t height, int32_t *labels, int32_t *boxes,
                           int32_t capacity);

/// Squared magnitude of the discrete Fourier transform of the picture, zero-padded to `padded_width` x `padded_height`.
/// Each value is multiplied with those of its column (`across`) and row (`down`) first. `output` holds padded_height rows of
/// padded_width / 2 + 1 values: the other half mirrors them. Each is the mean of 3 x 3 neighbours, in the first and the last
/// column of 1 x 3, so that single noisy ones do not look like peaks.
int32_t cvision_power_spectrum(const float *input, int32_t width, int32_t height, const float *across, const float *down,
                               int32_t padded_width, int32_t padded_height, float *output);

/// Complex demodulation: the sum of value x exp(-i angle) over each block of `block` x `block` px, divided by their number,
/// where angle = angle_at_origin + column x step_x + row x step_y, and values are cut off at -limit and limit. `real` and
/// `imaginary` hold (width / block) x (height / block) floats; an incomplete block at the right or bottom is left out.
int32_t cvision_demodulate(const float *input, int32_t width, int32_t height, float limit, double angle_at_origin,
                           double step_x, double step_y, int32_t block, float *real, float *imaginary);

/// The smallest length not below `length` whose transform is fast; negative where there is none.
int32_t cvision_fast_transform_length(int32_t length);

#ifdef __cplusplus
}
#endif

#endif
