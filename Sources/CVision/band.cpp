#include "include/cvision_band.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace {

// Polygons whose pixels are left out. Nearly all pixels are far from them, which the rectangles tell.
struct Hidden {
    const cvision_polygon *polygons;
    int32_t count;
    const double *vertices;

    bool contain(double x, double y) const {
        for (int32_t i = 0; i < count; i++) {
            const cvision_polygon &polygon = polygons[i];
            const bool is_near = x >= polygon.left && x <= polygon.right && y >= polygon.top && y <= polygon.bottom;
            if (is_near && contains(polygon, x, y)) return true;
        }
        return false;
    }

    // Even-odd rule.
    bool contains(const cvision_polygon &polygon, double x, double y) const {
        if (polygon.end - polygon.first < 3) return false;
        bool inside = false;
        for (int32_t i = polygon.first, before = polygon.end - 1; i < polygon.end; before = i++) {
            const double *a = vertices + 2 * i, *b = vertices + 2 * before;
            if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])) inside = !inside;
        }
        return inside;
    }
};

inline bool is_number(uint8_t) { return true; }
inline bool is_number(uint16_t) { return true; }
inline bool is_number(float sample) { return std::isfinite(sample); }

// Walks the rows, or the columns where the line runs along the rows, and takes the pixels within the strip.
template <typename Sample, bool by_rows>
void add_lanes(const Sample *samples, int32_t width, int32_t height, const float *background,
               const cvision_levels &levels, const cvision_band &band, const Hidden &hidden, double *sums) {
    const double tangent_x = -band.normal_y, tangent_y = band.normal_x;
    const double major = by_rows ? band.normal_x : band.normal_y, minor = by_rows ? band.normal_y : band.normal_x;
    const double along = by_rows ? tangent_y : tangent_x, across = by_rows ? tangent_x : tangent_y;
    double least = INFINITY, most = -INFINITY;
    for (const double t : {band.low, band.high}) {
        for (const double d : {-band.inner, band.outer}) {
            const double corner = by_rows ? band.normal_y * (band.offset + d) + tangent_y * t
                                          : band.normal_x * (band.offset + d) + tangent_x * t;
            least = std::min(least, corner);
            most = std::max(most, corner);
        }
    }
    const int32_t lanes = by_rows ? height : width, limit = by_rows ? width : height;
    if (!(most >= 0 && least <= lanes - 1)) return;
    const int32_t first = static_cast<int32_t>(std::ceil(std::max(least, 0.0)));
    const int32_t last = static_cast<int32_t>(std::floor(std::min(most, lanes - 1.0)));
    const double segments_per_pixel = band.segments / (band.high - band.low);
    // A product takes a tenth of a division's time, and is exact for what a picture is wide.
    const uint64_t share = ((uint64_t(1) << 32) + levels.factor - 1) / levels.factor;
    const auto cell = [share](int32_t place, int32_t count) {
        return std::min(static_cast<int32_t>((static_cast<uint64_t>(place) * share) >> 32), count - 1);
    };
    for (int32_t lane = first; lane <= last; lane++) {
        const double a = (band.offset - band.inner - minor * lane) / major;
        const double b = (band.offset + band.outer - minor * lane) / major;
        const double low = std::ceil(std::min(a, b)), high = std::floor(std::max(a, b));
        if (!(high >= 0 && low <= limit - 1)) continue;
        const int32_t start = static_cast<int32_t>(std::max(low, 0.0));
        const int32_t end = static_cast<int32_t>(std::min(high, limit - 1.0));
        const int32_t level_lane = by_rows ? cell(lane, levels.height) : cell(lane, levels.width);
        for (int32_t position = start; position <= end; position++) {
            const double t = along * lane + across * position;
            if (!(t >= band.low && t <= band.high)) continue;
            const double distance = minor * lane + major * position - band.offset;
            const int32_t x = by_rows ? position : lane, y = by_rows ? lane : position;
            const Sample sample = samples[static_cast<size_t>(y) * width + x];
            if (!is_number(sample)) continue;
            if (hidden.contain(x, y)) continue;
            const int32_t bin = static_cast<int32_t>((distance + band.inner) / band.bin_width);
            if (bin < 0 || bin >= band.bins) continue;
            const int32_t column = by_rows ? cell(position, levels.width) : level_lane;
            const int32_t row = by_rows ? level_lane : cell(position, levels.height);
            const float level = levels.gain * background[static_cast<size_t>(row) * levels.width + column];
            const int32_t segment =
                std::min(band.segments - 1, static_cast<int32_t>((t - band.low) * segments_per_pixel));
            double *sum = sums + (static_cast<size_t>(segment) * band.bins + bin) * 4;
            sum[0] += distance;
            sum[1] += static_cast<double>(sample) / static_cast<double>(std::max(levels.floor, level));
            sum[2] += 1;
        }
    }
}

template <typename Sample>
void add(const void *samples, int32_t width, int32_t height, const float *background, const cvision_levels &levels,
         const cvision_band &band, const Hidden &hidden, double *sums) {
    const Sample *values = static_cast<const Sample *>(samples);
    if (std::fabs(band.normal_x) >= std::fabs(band.normal_y)) {
        add_lanes<Sample, true>(values, width, height, background, levels, band, hidden, sums);
    } else {
        add_lanes<Sample, false>(values, width, height, background, levels, band, hidden, sums);
    }
}

}  // namespace

void cvision_band_sums(const void *samples, int32_t bytes_per_sample, int32_t width, int32_t height,
                       const float *background, cvision_levels levels, cvision_band band,
                       const cvision_polygon *hidden, int32_t hidden_count, const double *vertices, void *sums) {
    const Hidden polygons{hidden, hidden_count, vertices};
    double *to = static_cast<double *>(sums);
    if (bytes_per_sample == 1) add<uint8_t>(samples, width, height, background, levels, band, polygons, to);
    else if (bytes_per_sample == 2) add<uint16_t>(samples, width, height, background, levels, band, polygons, to);
    else add<float>(samples, width, height, background, levels, band, polygons, to);
}
