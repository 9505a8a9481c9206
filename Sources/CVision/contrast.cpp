#include "include/cvision_contrast.h"

#include "runs.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>
#include <vector>

// Compiled twice, for processors with AVX2 and for all others; which is taken shows when the program starts. Both give the
// same numbers.
#if defined(__x86_64__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define VECTORISED __attribute__((target_clones("avx2", "default")))
#endif
#endif
#ifndef VECTORISED
#define VECTORISED
#endif

namespace {

template <typename Sample>
void extremes(const Sample *samples, int64_t count, float *lowest, float *highest) {
    Sample least = samples[0], most = samples[0];
    for (int64_t i = 1; i < count; i++) {
        least = std::min(least, samples[i]);
        most = std::max(most, samples[i]);
    }
    *lowest = static_cast<float>(least);
    *highest = static_cast<float>(most);
}

void extremes_of_numbers(const float *samples, int64_t count, float *lowest, float *highest) {
    float least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < count; i++) {
        least = samples[i] < least ? samples[i] : least;
        most = samples[i] > most ? samples[i] : most;
    }
    *lowest = least <= most ? least : 0;
    *highest = least <= most ? most : 0;
}

// The levels of one row of cells at every pixel of a row, between the cells' centres.
struct CellRow {
    int row = -1;
    std::vector<float> values;
};

struct Interpolation {
    std::vector<int> cell;
    std::vector<float> share;

    Interpolation(int count, int cell_size, int cells) : cell(count), share(count) {
        for (int i = 0; i < count; i++) {
            const float place = (static_cast<float>(i) + 0.5f) / static_cast<float>(cell_size) - 0.5f;
            const int before = static_cast<int>(std::floor(place));
            cell[i] = std::clamp(before, 0, cells - 1);
            share[i] = before < 0 || before >= cells - 1 ? 0 : place - static_cast<float>(before);
        }
    }
};

void expand(const float *levels, int columns, int row, const Interpolation &along, CellRow &result) {
    if (result.row == row) return;
    result.row = row;
    const float *from = levels + static_cast<size_t>(row) * columns;
    for (size_t x = 0; x < result.values.size(); x++) {
        const int cell = along.cell[x], next = std::min(cell + 1, columns - 1);
        result.values[x] = from[cell] * (1 - along.share[x]) + from[next] * along.share[x];
    }
}

VECTORISED void add_row(const float *row, int width, float *sum) {
    for (int x = 0; x < width; x++) sum[x] += row[x];
}

VECTORISED void add_row_without(const float *row, const uint8_t *hidden, int width, float *sum, float *number) {
    for (int x = 0; x < width; x++) {
        const float counted = hidden[x] ? 0.0f : 1.0f;
        sum[x] += counted * row[x];
        number[x] += counted;
    }
}

VECTORISED void contrast_row(const float *picture, const float *upper, const float *lower, float share, float gain,
                             float floor, int width, float *background, float *relative) {
    for (int x = 0; x < width; x++) {
        const float level = (upper[x] * (1 - share) + lower[x] * share) * gain;
        background[x] = level;
        relative[x] = (picture[x] - level) / (level > floor ? level : floor);
    }
}

VECTORISED void mark_beyond(const float *values, int64_t count, float threshold, uint8_t *dark, uint8_t *bright) {
    for (int64_t i = 0; i < count; i++) {
        dark[i] = values[i] < -threshold ? 255 : 0;
        bright[i] = values[i] > threshold ? 255 : 0;
    }
}

VECTORISED void add_beyond(const float *values, int32_t count, float level, uint8_t *mask) {
    for (int32_t i = 0; i < count; i++) mask[i] |= std::fabs(values[i]) > level ? 255 : 0;
}

}  // namespace

void cvision_extremes(const void *samples, int32_t bytes_per_sample, int64_t count, float *lowest, float *highest) {
    *lowest = *highest = 0;
    if (count <= 0) return;
    if (bytes_per_sample == 1) extremes(static_cast<const uint8_t *>(samples), count, lowest, highest);
    else if (bytes_per_sample == 2) extremes(static_cast<const uint16_t *>(samples), count, lowest, highest);
    else extremes_of_numbers(static_cast<const float *>(samples), count, lowest, highest);
}

float cvision_order_statistic(float *values, int64_t count, int64_t rank) {
    // NaN compares with nothing, which would lead the search astray.
    float *numbers_end = std::partition(values, values + count, [](float value) { return value == value; });
    if (rank < 0 || rank >= numbers_end - values) return NAN;
    std::nth_element(values, values + rank, numbers_end);
    return values[rank];
}

int32_t cvision_cell_sums(const float *picture, const uint8_t *mask, int32_t width, int32_t height, int32_t cell,
                          float *sums, float *counts) {
    try {
        std::vector<float> sum(width), number(width);
        const int columns = (width + cell - 1) / cell;
        for (int top = 0; top < height; top += cell) {
            const int bottom = std::min(height, top + cell);
            std::fill(sum.begin(), sum.end(), 0.0f);
            std::fill(number.begin(), number.end(), 0.0f);
            for (int y = top; y < bottom; y++) {
                const float *row = picture + static_cast<size_t>(y) * width;
                const uint8_t *hidden = mask ? mask + static_cast<size_t>(y) * width : nullptr;
                if (hidden) add_row_without(row, hidden, width, sum.data(), number.data());
                else add_row(row, width, sum.data());
            }
            if (!mask) std::fill(number.begin(), number.end(), static_cast<float>(bottom - top));
            for (int column = 0; column < columns; column++) {
                float total = 0, pixels = 0;
                for (int x = column * cell; x < std::min(width, (column + 1) * cell); x++) {
                    total += sum[x];
                    pixels += number[x];
                }
                sums[top / cell * columns + column] = total;
                counts[top / cell * columns + column] = pixels;
            }
        }
        return 0;
    } catch (...) {
        return -1;
    }
}

int32_t cvision_relative_contrast(const float *picture, const float *levels, int32_t width, int32_t height,
                                  int32_t cell, float gain, float floor, float *background, float *relative) {
    try {
        const int columns = (width + cell - 1) / cell, rows = (height + cell - 1) / cell;
        const Interpolation along(width, cell, columns), down(height, cell, rows);
        CellRow above, below;
        above.values.resize(width);
        below.values.resize(width);
        for (int y = 0; y < height; y++) {
            const int first = down.cell[y], second = std::min(first + 1, rows - 1);
            if (below.row == first) std::swap(above, below);
            expand(levels, columns, first, along, above);
            expand(levels, columns, second, along, below);
            const size_t start = static_cast<size_t>(y) * width;
            contrast_row(picture + start, above.values.data(), below.values.data(), down.share[y], gain, floor, width,
                         background + start, relative + start);
        }
        return 0;
    } catch (...) {
        return -1;
    }
}

void cvision_signed_masks(const float *values, const uint8_t *region, int64_t count, float threshold, uint8_t *dark,
                          uint8_t *bright, bool *has_dark, bool *has_bright) {
    uint8_t any_dark = 0, any_bright = 0;
    mark_beyond(values, count, threshold, dark, bright);
    for (int64_t i = 0; region && i < count; i++) {
        const uint8_t looked_at = region[i] ? 255 : 0;
        dark[i] &= looked_at;
        bright[i] &= looked_at;
    }
    for (int64_t i = 0; i < count; i++) {
        any_dark |= dark[i];
        any_bright |= bright[i];
    }
    *has_dark = any_dark != 0;
    *has_bright = any_bright != 0;
}

void cvision_add_beyond(const float *values, const uint8_t *near, int32_t width, int32_t height, float level,
                        uint8_t *mask) {
    for_each_run(near, width, height, 255, [&](int32_t y, int32_t start, int32_t end) {
        const size_t place = static_cast<size_t>(y) * width + start;
        add_beyond(values + place, end - start, level, mask + place);
    });
}

int64_t cvision_runs(const uint8_t *mask, int32_t width, int32_t height, cvision_run *runs, int64_t capacity) {
    int64_t count = 0;
    for_each_run(mask, width, height, 255, [&](int32_t y, int32_t start, int32_t end) {
        if (count < capacity) runs[count] = {y, start, end};
        count++;
    });
    return count;
}

int64_t cvision_border_cells(const uint8_t *mask, int32_t width, int32_t height, int32_t *cells, int64_t capacity) {
    int64_t count = 0;
    for (int32_t y = 0; y + 1 < height; y++) {
        const uint8_t *upper = mask + static_cast<size_t>(y) * width, *lower = upper + width;
        for (int32_t x = 0; x < width - 1;) {
            // Both rows stay what they are up to the cell that ends with the change of one.
            const int32_t change = std::min(end_of_run(upper, x, width, upper[x]), end_of_run(lower, x, width, lower[x]));
            for (int32_t cell = upper[x] != lower[x] ? x : change - 1; cell < std::min(change, width - 1); cell++) {
                if (count < capacity) cells[count] = y * width + cell;
                count++;
            }
            x = change;
        }
    }
    return count;
}
