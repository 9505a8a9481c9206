#include "include/cvision.h"

#include "runs.h"

#include <algorithm>
#include <cmath>
#include <vector>

// Run by run: masks are alike nearly everywhere, and large discs cost nothing there.

namespace {

// Half the width of a disc at each height from its middle, as OpenCV draws it.
std::vector<int> disc_reaches(int32_t radius) {
    std::vector<int> reaches;
    for (int32_t height = -radius; height <= radius; height++) {
        const double squared = static_cast<double>(radius) * radius - static_cast<double>(height) * height;
        reaches.push_back(static_cast<int>(std::lrint(std::sqrt(squared))));
    }
    return reaches;
}

// Gives the disc around every pixel of `value` that value, too.
void spread(const uint8_t *input, int32_t width, int32_t height, int32_t radius, uint8_t value, uint8_t *output) {
    const std::vector<int> reaches = disc_reaches(radius);
    std::memset(output, static_cast<uint8_t>(~value), static_cast<size_t>(width) * height);
    for_each_run(input, width, height, value, [&](int32_t row, int32_t run_start, int32_t run_end) {
        for (int32_t shift = -radius; shift <= radius; shift++) {
            const int32_t y = row + shift;
            if (y < 0 || y >= height) continue;
            const int reach = reaches[static_cast<size_t>(shift + radius)];
            const int32_t start = std::max(0, run_start - reach), end = std::min(width, run_end + reach);
            std::memset(output + static_cast<size_t>(y) * width + start, value, static_cast<size_t>(end - start));
        }
    });
}

}  // namespace

int32_t cvision_morphology(const uint8_t *input, int32_t width, int32_t height, int32_t operation, int32_t radius,
                           uint8_t *output) {
    try {
        switch (operation) {
        case 0: spread(input, width, height, radius, 255, output); return 0;
        case 1: spread(input, width, height, radius, 0, output); return 0;
        default: break;
        }
        std::vector<uint8_t> wider(static_cast<size_t>(width) * height);
        spread(input, width, height, radius, 255, wider.data());
        spread(wider.data(), width, height, radius, 0, output);
        return 0;
    } catch (...) {
        return -1;
    }
}
