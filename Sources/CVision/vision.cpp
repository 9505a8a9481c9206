#include "include/cvision.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

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

}  // namespace

int32_t cvision_block_mean(const void *input, int32_t bytes_per_sample, int32_t width, int32_t height, int32_t factor,
                           float *output) {
    return guarded([&] {
        int depth = bytes_per_sample == 1 ? CV_8U : bytes_per_sample == 2 ? CV_16U : CV_32F;
        cv::Mat source(height, width, depth, const_cast<void *>(input));
        cv::Mat target(height / factor, width / factor, CV_32F, output);
        if (factor == 1) {
            source.convertTo(target, CV_32F);
            return 0;
        }
        cv::Mat whole = source(cv::Rect(0, 0, width / factor * factor, height / factor * factor));
        if (depth == CV_32F) {
            cv::resize(whole, target, target.size(), 0, 0, cv::INTER_AREA);
            return 0;
        }
        // 16 bits between: means of 8-bit blocks keep their fraction, and the fast integer path of OpenCV is used.
        cv::Mat wide;
        whole.convertTo(wide, CV_16U, depth == CV_8U ? 256.0 : 1.0);
        cv::Mat reduced;
        cv::resize(wide, reduced, target.size(), 0, 0, cv::INTER_AREA);
        reduced.convertTo(target, CV_32F, depth == CV_8U ? 1.0 / 256 : 1.0);
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
        int kind = operation == 0 ? cv::MORPH_DILATE : operation == 1 ? cv::MORPH_ERODE : cv::MORPH_CLOSE;
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
