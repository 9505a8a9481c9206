#include "include/cvision.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

// The const_casts below only build read-only headers over the caller's arrays: cv::Mat has no const view.

namespace {

template <typename Body>
int32_t guarded(Body body) {
    try {
        return body();
    } catch (...) {
        return -1;
    }
}

cv::Mat view(const float *data, int32_t width, int32_t height) {
    return cv::Mat(height, width, CV_32F, const_cast<float *>(data));
}

cv::Mat view(const uint8_t *data, int32_t width, int32_t height) {
    return cv::Mat(height, width, CV_8U, const_cast<uint8_t *>(data));
}

// Means of integer blocks, exact: rows are added up first, along which the compiler uses vector instructions.
template <typename Sample, typename Sum, int fixed_factor>
void block_mean(const void *input, int32_t width, int32_t height, int32_t any_factor, float *output) {
    // A factor known to the compiler unrolls the inner loop.
    const int32_t factor = fixed_factor > 0 ? fixed_factor : any_factor;
    const int32_t columns = width / factor, rows = height / factor;
    std::vector<Sum> sums(static_cast<size_t>(columns) * factor);
    const float area = static_cast<float>(factor) * static_cast<float>(factor);
    for (int32_t row = 0; row < rows; row++) {
        const Sample *from = static_cast<const Sample *>(input) + static_cast<size_t>(row) * factor * width;
        Sum *sum = sums.data();
        const int32_t used = columns * factor;
        for (int32_t x = 0; x < used; x++) sum[x] = from[x];
        for (int32_t y = 1; y < factor; y++) {
            const Sample *next = from + static_cast<size_t>(y) * width;
            for (int32_t x = 0; x < used; x++) sum[x] = static_cast<Sum>(sum[x] + next[x]);
        }
        float *to = output + static_cast<size_t>(row) * columns;
        for (int32_t column = 0; column < columns; column++) {
            uint32_t total = 0;
            for (int32_t x = 0; x < factor; x++) total += sum[column * factor + x];
            to[column] = static_cast<float>(total) / area;
        }
    }
}

template <typename Sample, typename Sum>
int32_t block_mean(const void *input, int32_t width, int32_t height, int32_t factor, float *output) {
    switch (factor) {
    case 2: block_mean<Sample, Sum, 2>(input, width, height, factor, output); break;
    case 3: block_mean<Sample, Sum, 3>(input, width, height, factor, output); break;
    case 4: block_mean<Sample, Sum, 4>(input, width, height, factor, output); break;
    default: block_mean<Sample, Sum, 0>(input, width, height, factor, output); break;
    }
    return 0;
}

template <typename Sample>
void count_clipped(const Sample *samples, int64_t count, int32_t full, int64_t *saturated, int64_t *black) {
    *saturated = *black = 0;
    // 32 bits hold what a stretch can have; the compiler compares many samples at a time.
    const int64_t stretch = 1 << 20;
    for (int64_t start = 0; start < count; start += stretch) {
        const int64_t end = std::min(count, start + stretch);
        uint32_t high = 0, low = 0;
        for (int64_t index = start; index < end; index++) {
            high += samples[index] >= full;
            low += samples[index] == 0;
        }
        *saturated += high;
        *black += low;
    }
}

// Rows of a result that do not depend on each other, by all processors.
template <typename Body>
void for_each_row(int32_t rows, Body body) {
    cv::parallel_for_(cv::Range(0, rows), [&](const cv::Range &part) {
        for (int row = part.start; row < part.end; row++) body(row);
    });
}

template <int fixed_factor>
void clipped_block_mean(const float *input, int32_t width, int32_t height, int32_t any_factor, float limit, float *output) {
    const int32_t factor = fixed_factor > 0 ? fixed_factor : any_factor;
    const int32_t columns = width / factor, used = columns * factor;
    const float part = 1.0f / (static_cast<float>(factor) * static_cast<float>(factor));
    for_each_row(height / factor, [&](int row) {
        std::vector<float> sums(static_cast<size_t>(used), 0.0f);
        for (int32_t y = 0; y < factor; y++) {
            const float *from = input + (static_cast<size_t>(row) * factor + y) * width;
            for (int32_t x = 0; x < used; x++) sums[x] += std::min(std::max(from[x], -limit), limit);
        }
        float *to = output + static_cast<size_t>(row) * columns;
        for (int32_t column = 0; column < columns; column++) {
            float total = 0;
            for (int32_t x = 0; x < factor; x++) total += sums[column * factor + x];
            to[column] = total * part;
        }
    });
}

// Where the pixels of a row or column lie between the cells of a reduced picture.
struct Between {
    std::vector<int32_t> first, second;
    std::vector<float> part;

    Between(int32_t length, int32_t cells) : first(length), second(length), part(length) {
        for (int32_t pixel = 0; pixel < length; pixel++) {
            const double place = std::max(0.0, (pixel + 0.5) * cells / length - 0.5);
            first[pixel] = std::min(static_cast<int32_t>(place), cells - 1);
            second[pixel] = std::min(first[pixel] + 1, cells - 1);
            part[pixel] = static_cast<float>(place - first[pixel]);
        }
    }
};

// Squared magnitudes of a real picture's transform, which OpenCV packs into as many numbers as it has pixels: real and
// imaginary parts next to each other, but below each other in the columns that mirror themselves.
cv::Mat power_of(const cv::Mat &packed) {
    const int rows = packed.rows, columns = packed.cols / 2 + 1;
    cv::Mat power(rows, columns, CV_32F);
    for_each_row(rows, [&](int row) {
        const float *from = packed.ptr<float>(row);
        float *to = power.ptr<float>(row);
        for (int k = 1; 2 * k < packed.cols; k++) to[k] = from[2 * k - 1] * from[2 * k - 1] + from[2 * k] * from[2 * k];
    });
    const auto unpack = [&](int column, int target) {
        const auto value = [&](int row) { return packed.at<float>(row, column); };
        power.at<float>(0, target) = value(0) * value(0);
        for (int k = 1; 2 * k < rows; k++) {
            const float sum = value(2 * k - 1) * value(2 * k - 1) + value(2 * k) * value(2 * k);
            power.at<float>(k, target) = power.at<float>(rows - k, target) = sum;
        }
        if (rows % 2 == 0) power.at<float>(rows / 2, target) = value(rows - 1) * value(rows - 1);
    };
    unpack(0, 0);
    if (packed.cols % 2 == 0) unpack(packed.cols - 1, columns - 1);
    return power;
}

// Mean of each value and its neighbours; rows go on from the last to the first, columns do not.
void smooth_rows(const cv::Mat &values, float *output) {
    const int rows = values.rows, columns = values.cols;
    for_each_row(rows, [&](int row) {
        const float *above = values.ptr<float>((row + rows - 1) % rows), *here = values.ptr<float>(row);
        const float *below = values.ptr<float>((row + 1) % rows);
        std::vector<float> sums(static_cast<size_t>(columns));
        for (int x = 0; x < columns; x++) sums[x] = (above[x] + here[x] + below[x]) / 3;
        float *to = output + static_cast<size_t>(row) * columns;
        to[0] = sums[0];
        to[columns - 1] = sums[columns - 1];
        for (int x = 1; x < columns - 1; x++) to[x] = (sums[x - 1] + sums[x] + sums[x + 1]) / 3;
    });
}

}  // namespace

void cvision_count_clipped(const void *samples, int32_t bytes_per_sample, int64_t count, int32_t full, int64_t *saturated,
                           int64_t *black) {
    if (bytes_per_sample == 1) count_clipped(static_cast<const uint8_t *>(samples), count, full, saturated, black);
    else count_clipped(static_cast<const uint16_t *>(samples), count, full, saturated, black);
}

int32_t cvision_block_mean(const void *input, int32_t bytes_per_sample, int32_t width, int32_t height, int32_t factor,
                           float *output) {
    return guarded([&] {
        // Sums of a column of a block: 16 bits hold 257 bytes.
        if (factor > 1 && factor <= 256 && bytes_per_sample == 1) {
            return block_mean<uint8_t, uint16_t>(input, width, height, factor, output);
        }
        if (factor > 1 && factor <= 256 && bytes_per_sample == 2) {
            return block_mean<uint16_t, uint32_t>(input, width, height, factor, output);
        }
        int depth = bytes_per_sample == 1 ? CV_8U : bytes_per_sample == 2 ? CV_16U : CV_32F;
        cv::Mat source(height, width, depth, const_cast<void *>(input));
        cv::Mat target(height / factor, width / factor, CV_32F, output);
        if (factor == 1) {
            source.convertTo(target, CV_32F);
            return 0;
        }
        cv::Mat whole = source(cv::Rect(0, 0, width / factor * factor, height / factor * factor));
        cv::resize(whole, target, target.size(), 0, 0, cv::INTER_AREA);
        return 0;
    });
}

int32_t cvision_clipped_block_mean(const float *input, int32_t width, int32_t height, int32_t factor, float limit,
                                   float *output) {
    return guarded([&] {
        switch (factor) {
        case 1: clipped_block_mean<1>(input, width, height, factor, limit, output); break;
        case 2: clipped_block_mean<2>(input, width, height, factor, limit, output); break;
        case 4: clipped_block_mean<4>(input, width, height, factor, limit, output); break;
        default: clipped_block_mean<0>(input, width, height, factor, limit, output); break;
        }
        return 0;
    });
}

int32_t cvision_local_contrast(const float *input, int32_t width, int32_t height, const float *shading,
                               int32_t shading_width, int32_t shading_height, float floor, float *output) {
    return guarded([&] {
        const Between across(width, shading_width), down(height, shading_height);
        for_each_row(height, [&](int row) {
            const float *above = shading + static_cast<size_t>(down.first[row]) * shading_width;
            const float *below = shading + static_cast<size_t>(down.second[row]) * shading_width;
            std::vector<float> between(static_cast<size_t>(shading_width));
            for (int32_t x = 0; x < shading_width; x++) between[x] = above[x] + (below[x] - above[x]) * down.part[row];
            const float *from = input + static_cast<size_t>(row) * width;
            float *to = output + static_cast<size_t>(row) * width;
            for (int32_t x = 0; x < width; x++) {
                const float left = between[across.first[x]];
                const float level = left + (between[across.second[x]] - left) * across.part[x];
                to[x] = from[x] / std::max(level, floor) - 1.0f;
            }
        });
        return 0;
    });
}

int32_t cvision_gaussian_blur(const float *input, int32_t width, int32_t height, double sigma, float *output) {
    return guarded([&] {
        cv::Mat target = view(output, width, height);
        cv::GaussianBlur(view(input, width, height), target, cv::Size(), sigma, sigma, cv::BORDER_REFLECT_101);
        return 0;
    });
}

int32_t cvision_fill_holes(uint8_t *mask, int32_t width, int32_t height) {
    return guarded([&] {
        // A frame of background around the picture lets one flood fill reach all of the outside.
        cv::Mat padded;
        cv::copyMakeBorder(view(mask, width, height), padded, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
        cv::floodFill(padded, cv::Point(0, 0), cv::Scalar(1), nullptr, cv::Scalar(0), cv::Scalar(0), 4);
        cv::Mat inside = padded(cv::Rect(1, 1, width, height)) != 1;
        cv::Mat target = view(mask, width, height);
        inside.copyTo(target);
        return 0;
    });
}

double cvision_solidity(const uint8_t *mask, int32_t width, int32_t height) {
    double solidity = -1;
    guarded([&] {
        std::vector<cv::Point> pixels, hull;
        cv::findNonZero(view(mask, width, height), pixels);
        if (pixels.size() < 3) return 0;
        cv::convexHull(pixels, hull);
        // The hull runs through the pixels' centres: half a pixel is missing all around.
        double area = cv::contourArea(hull) + 0.5 * cv::arcLength(hull, true) + 1;
        solidity = static_cast<double>(pixels.size()) / area;
        return 0;
    });
    return solidity;
}

int32_t cvision_components(const uint8_t *mask, int32_t width, int32_t height, int32_t *labels, int32_t *boxes,
                           int32_t capacity) {
    return guarded([&] {
        cv::Mat target(height, width, CV_32S, labels);
        cv::Mat stats, centroids;
        int count = cv::connectedComponentsWithStats(view(mask, width, height), target, stats, centroids, 8, CV_32S);
        for (int label = 1; label < count && label <= capacity; label++) {
            for (int column = 0; column < 5; column++) {
                boxes[(label - 1) * 5 + column] = stats.at<int32_t>(label, column);
            }
        }
        return count - 1;
    });
}

int32_t cvision_demodulate(const float *input, int32_t width, int32_t height, float limit, double angle_at_origin,
                           double step_x, double step_y, int32_t block, float *real, float *imaginary) {
    return guarded([&] {
        const int32_t columns = width / block, rows = height / block, used = columns * block;
        const float part = 1.0f / (static_cast<float>(block) * static_cast<float>(block));
        // The wave along a row is the same in every row but for a turn, which is applied to the sums of a row.
        std::vector<float> cosine(used), sine(used);
        for (int32_t x = 0; x < used; x++) {
            cosine[x] = static_cast<float>(std::cos(angle_at_origin + step_x * x)) * part;
            sine[x] = static_cast<float>(std::sin(angle_at_origin + step_x * x)) * part;
        }
        for_each_row(rows, [&](int row) {
            std::vector<float> sum_cosine(used, 0.0f), sum_sine(used, 0.0f);
            for (int32_t y = row * block; y < (row + 1) * block; y++) {
                const float *values = input + static_cast<size_t>(y) * width;
                const float turn_cosine = static_cast<float>(std::cos(step_y * y));
                const float turn_sine = static_cast<float>(std::sin(step_y * y));
                float *to_cosine = sum_cosine.data(), *to_sine = sum_sine.data();
                const float *wave_cosine = cosine.data(), *wave_sine = sine.data();
                for (int32_t x = 0; x < used; x++) {
                    const float value = std::min(std::max(values[x], -limit), limit);
                    to_cosine[x] += value * (wave_cosine[x] * turn_cosine - wave_sine[x] * turn_sine);
                    to_sine[x] -= value * (wave_sine[x] * turn_cosine + wave_cosine[x] * turn_sine);
                }
            }
            for (int32_t column = 0; column < columns; column++) {
                float c = 0, s = 0;
                for (int32_t x = column * block; x < (column + 1) * block; x++) {
                    c += sum_cosine[x];
                    s += sum_sine[x];
                }
                real[static_cast<size_t>(row) * columns + column] = c;
                imaginary[static_cast<size_t>(row) * columns + column] = s;
            }
        });
        return 0;
    });
}

int32_t cvision_fast_transform_length(int32_t length) {
    return guarded([&] { return static_cast<int32_t>(cv::getOptimalDFTSize(length)); });
}

int32_t cvision_power_spectrum(const float *input, int32_t width, int32_t height, const float *across, const float *down,
                               int32_t padded_width, int32_t padded_height, float *output) {
    return guarded([&] {
        cv::Mat packed = cv::Mat::zeros(padded_height, padded_width, CV_32F);
        for (int row = 0; row < height; row++) {
            const float *from = input + static_cast<size_t>(row) * width;
            float *to = packed.ptr<float>(row);
            for (int column = 0; column < width; column++) to[column] = from[column] * across[column] * down[row];
        }
        cv::dft(packed, packed, 0, height);
        smooth_rows(power_of(packed), output);
        return 0;
    });
}
