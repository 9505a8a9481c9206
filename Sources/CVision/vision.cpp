#include "include/cvision.h"

#include "include/cvision_contrast.h"

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

// Whether a disc's row reaches a pixel: half its width at each height, from the middle; negative where it has none.
std::vector<int> disc_reaches(int32_t radius) {
    cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(2 * radius + 1, 2 * radius + 1));
    std::vector<int> reaches;
    for (int row = 0; row < disc.rows; row++) reaches.push_back((cv::countNonZero(disc.row(row)) - 1) / 2);
    return reaches;
}

// Dilation run by run: masks are empty nearly everywhere, and large discs cost nothing there.
int32_t dilate(const uint8_t *input, int32_t width, int32_t height, int32_t radius, uint8_t *output) {
    const std::vector<int> reaches = disc_reaches(radius);
    std::vector<cvision_run> runs(static_cast<size_t>(cvision_runs(input, width, height, nullptr, 0)));
    cvision_runs(input, width, height, runs.data(), static_cast<int64_t>(runs.size()));
    std::memset(output, 0, static_cast<size_t>(width) * height);
    for (const cvision_run &run : runs) {
        for (int shift = -radius; shift <= radius; shift++) {
            const int y = run.row + shift, reach = reaches[static_cast<size_t>(shift + radius)];
            if (y < 0 || y >= height || reach < 0) continue;
            const int start = std::max(0, run.start - reach), end = std::min(width, run.end + reach);
            std::memset(output + static_cast<size_t>(y) * width + start, 255, static_cast<size_t>(end - start));
        }
    }
    return 0;
}

}  // namespace

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

int32_t cvision_gaussian_blur(const float *input, int32_t width, int32_t height, double sigma, float *output) {
    return guarded([&] {
        cv::Mat target = view(output, width, height);
        cv::GaussianBlur(view(input, width, height), target, cv::Size(), sigma, sigma, cv::BORDER_REFLECT_101);
        return 0;
    });
}

int32_t cvision_resize(const float *input, int32_t width, int32_t height, int32_t new_width, int32_t new_height,
                       float *output) {
    return guarded([&] {
        cv::Mat target = view(output, new_width, new_height);
        cv::resize(view(input, width, height), target, target.size(), 0, 0, cv::INTER_LINEAR);
        return 0;
    });
}

int32_t cvision_morphology(const uint8_t *input, int32_t width, int32_t height, int32_t operation, int32_t radius,
                           uint8_t *output) {
    return guarded([&] {
        if (operation == 0) return dilate(input, width, height, radius, output);
        int kind = operation == 1 ? cv::MORPH_ERODE : cv::MORPH_CLOSE;
        cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(2 * radius + 1, 2 * radius + 1));
        cv::Mat target = view(output, width, height);
        cv::morphologyEx(view(input, width, height), target, kind, disc);
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

int32_t cvision_demodulate(const float *input, int32_t width, int32_t height, double angle_at_origin, double step_x,
                           double step_y, int32_t block, float *real, float *imaginary) {
    return guarded([&] {
        const int32_t columns = width / block, rows = height / block, used = columns * block;
        const float part = 1.0f / (static_cast<float>(block) * static_cast<float>(block));
        // The wave along a row is the same in every row but for a turn, which is applied to the sums of a row.
        std::vector<float> cosine(used), sine(used), sum_cosine(used), sum_sine(used);
        for (int32_t x = 0; x < used; x++) {
            cosine[x] = static_cast<float>(std::cos(angle_at_origin + step_x * x)) * part;
            sine[x] = static_cast<float>(std::sin(angle_at_origin + step_x * x)) * part;
        }
        for (int32_t row = 0; row < rows; row++) {
            std::fill(sum_cosine.begin(), sum_cosine.end(), 0.0f);
            std::fill(sum_sine.begin(), sum_sine.end(), 0.0f);
            for (int32_t y = row * block; y < (row + 1) * block; y++) {
                const float *values = input + static_cast<size_t>(y) * width;
                const float turn_cosine = static_cast<float>(std::cos(step_y * y));
                const float turn_sine = static_cast<float>(std::sin(step_y * y));
                float *to_cosine = sum_cosine.data(), *to_sine = sum_sine.data();
                const float *wave_cosine = cosine.data(), *wave_sine = sine.data();
                for (int32_t x = 0; x < used; x++) {
                    const float value = values[x];
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
        }
        return 0;
    });
}

int32_t cvision_fast_transform_length(int32_t length) {
    return guarded([&] { return static_cast<int32_t>(cv::getOptimalDFTSize(length)); });
}

int32_t cvision_power_spectrum(const float *input, int32_t width, int32_t height, int32_t padded_width,
                               int32_t padded_height, float *output) {
    return guarded([&] {
        cv::Mat padded = cv::Mat::zeros(padded_height, padded_width, CV_32F);
        cv::Mat inside = padded(cv::Rect(0, 0, width, height));
        view(input, width, height).copyTo(inside);
        cv::Mat transform;
        cv::dft(padded, transform, cv::DFT_COMPLEX_OUTPUT, height);
        for (int row = 0; row < padded_height; row++) {
            const cv::Vec2f *from = transform.ptr<cv::Vec2f>(row);
            float *to = output + static_cast<size_t>(row) * (padded_width / 2 + 1);
            for (int column = 0; column <= padded_width / 2; column++) {
                to[column] = from[column][0] * from[column][0] + from[column][1] * from[column][1];
            }
        }
        return 0;
    });
}
