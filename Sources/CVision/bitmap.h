// Windows bitmaps without compression.
#pragma once

#include <cstddef>
#include <opencv2/core.hpp>

/// Decodes a bitmap with 1, 4, 8, 24 or 32 bits per pixel into grey (a palette of greys) or blue, green, red. False, with
/// the reason, for any other.
bool bitmap_decode(const void *bytes, size_t count, cv::Mat *pixels, const char **reason);
