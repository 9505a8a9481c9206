#ifndef CVISION_H
#define CVISION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Picture operations of OpenCV on plain arrays: rows from the top, no padding. Every function returns 0, or a negative
/// number where OpenCV threw or memory ran out; the output is then undefined.

/// Mean of factor x factor blocks; `bytes_per_sample` is 1 (uint8), 2 (uint16) or 4 (float).
/// `output` holds (width / factor) x (height / factor) floats; an incomplete block at the right or bottom is left out.
int32_t cvision_block_mean(const void *input, int32_t bytes_per_sample, int32_t width, int32_t height, int32_t factor,
                           float *output);

/// Gaussian blur with mirrored borders, in place allowed.
int32_t cvision_gaussian_blur(const float *input, int32_t width, int32_t height, double sigma, float *output);

/// Bilinear enlargement or reduction, cell centres aligned.
int32_t cvision_resize(const float *input, int32_t width, int32_t height, int32_t new_width, int32_t new_height,
                       float *output);

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
/// `output` holds padded_height rows of padded_width / 2 + 1 values: the other half mirrors them.
int32_t cvision_power_spectrum(const float *input, int32_t width, int32_t height, int32_t padded_width,
                               int32_t padded_height, float *output);

/// Complex demodulation: the sum of value x exp(-i angle) over each block of `block` x `block` px, divided by their number,
/// where angle = angle_at_origin + column x step_x + row x step_y. `real` and `imaginary` hold (width / block) x
/// (height / block) floats; an incomplete block at the right or bottom is left out.
int32_t cvision_demodulate(const float *input, int32_t width, int32_t height, double angle_at_origin, double step_x,
                           double step_y, int32_t block, float *real, float *imaginary);

/// The smallest length not below `length` whose transform is fast; negative where there is none.
int32_t cvision_fast_transform_length(int32_t length);

#ifdef __cplusplus
}
#endif

#endif
