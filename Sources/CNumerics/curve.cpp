#include "include/CNumerics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace {

struct Bin {
    double place, value, weight;
};

// Two bins at a time: what a processor of any kind computes in one go.
typedef double Pair __attribute__((vector_size(16)));

inline double sum(Pair pair) { return pair[0] + pair[1]; }

struct Curve {
    const double *coefficients;
    double start, per_unit, last;

    Curve(const void *coefficients, const cnumerics_curve &curve)
        : coefficients(static_cast<const double *>(coefficients)), start(curve.start),
          per_unit(curve.stretches_per_unit), last(curve.stretches - 1.0) {}

    // Beyond its ends the curve goes on as at their outer nodes.
    inline void sample(Pair places, Pair &values, Pair &slopes) const {
        places = (places - start) * per_unit;
        // No number is the first stretch, not an index.
        const double x = std::min(last, std::max(0.0, places[0])), y = std::min(last, std::max(0.0, places[1]));
        const int32_t i = static_cast<int32_t>(x), j = static_cast<int32_t>(y);
        const Pair t = {x - i, y - j};
        const double *p = coefficients + 4 * static_cast<size_t>(i), *q = coefficients + 4 * static_cast<size_t>(j);
        const Pair constant = {p[0], q[0]}, linear = {p[1], q[1]}, second = {p[2], q[2]}, third = {p[3], q[3]};
        values = constant + t * (linear + t * (second + t * third));
        slopes = (linear + t * (2 * second + t * (3 * third))) * per_unit;
    }
};

struct Step {
    double shift, scale, standard_error;
};

// value - curve(u - shift) = a + (b - 1) curve(u - shift) - b step slope(u - shift), by the weights of the bins.
// False where the regressors cannot be told apart.
bool regress(const Bin *bins, intptr_t count, const Curve &curve, double shift, Step &step) {
    Pair ones = {}, values = {}, slopes = {}, values_values = {}, values_slopes = {}, slopes_slopes = {};
    Pair rests = {}, values_rests = {}, slopes_rests = {}, rests_rests = {};
    for (intptr_t i = 0; i < count; i += 2) {
        const Bin &a = bins[i], &b = bins[std::min(i + 1, count - 1)];
        const Pair weight = {a.weight, i + 1 < count ? b.weight : 0};
        Pair value, slope;
        curve.sample(Pair{a.place, b.place} - shift, value, slope);
        slope = -slope;
        const Pair rest = Pair{a.value, b.value} - value;
        const Pair weighted_value = weight * value, weighted_slope = weight * slope, weighted_rest = weight * rest;
        ones += weight;
        values += weighted_value;
        slopes += weighted_slope;
        values_values += weighted_value * value;
        values_slopes += weighted_value * slope;
        slopes_slopes += weighted_slope * slope;
        rests += weighted_rest;
        values_rests += weighted_rest * value;
        slopes_rests += weighted_rest * slope;
        rests_rests += weighted_rest * rest;
    }
    // Elimination in the order constant, value, slope: the matrix is symmetric and none of its pivots is negative.
    const double n = sum(ones);
    if (!(n > 0)) return false;
    const double value_mean = sum(values) / n, slope_mean = sum(slopes) / n;
    const double value_pivot = sum(values_values) - value_mean * sum(values);
    if (!(value_pivot > 1e-14 * sum(values_values))) return false;
    const double cross = sum(values_slopes) - value_mean * sum(slopes), share = cross / value_pivot;
    const double slope_pivot = sum(slopes_slopes) - slope_mean * sum(slopes) - share * cross;
    if (!(slope_pivot > 1e-14 * sum(slopes_slopes))) return false;
    const double value_rest = sum(values_rests) - value_mean * sum(rests);
    const double slope_part = (sum(slopes_rests) - slope_mean * sum(rests) - share * value_rest) / slope_pivot;
    const double value_part = value_rest / value_pivot - share * slope_part;
    const double constant = sum(rests) / n - value_mean * value_part - slope_mean * slope_part;
    step.scale = value_part + 1;
    if (!(std::fabs(step.scale) > 1e-3)) return false;
    const double explained = constant * sum(rests) + value_part * sum(values_rests) + slope_part * sum(slopes_rests);
    const double variance = std::max(0.0, sum(rests_rests) - explained) / static_cast<double>(count - 3);
    step.shift = slope_part / step.scale;
    step.standard_error = std::sqrt(variance / slope_pivot) / std::fabs(step.scale);
    return std::isfinite(step.shift);
}

cnumerics_match match(const Bin *bins, intptr_t count, const Curve &curve, cnumerics_steps steps) {
    // Fewer bins leave nothing to judge four numbers by.
    if (count < 6) return {};
    cnumerics_match match = {};
    Step step = {};
    for (int32_t pass = 0; pass < steps.most; pass++) {
        if (!regress(bins, count, curve, match.shift, step)) return {};
        match.shift += std::max(-steps.largest, std::min(steps.largest, step.shift));
        if (std::fabs(step.shift) < steps.tolerance) break;
    }
    match.scale = step.scale;
    match.standard_error = step.standard_error;
    match.last_step = step.shift;
    match.is_solved = 1;
    return match;
}

}  // namespace

void cnumerics_match_profiles(
    const void *bins, const intptr_t *ends, int32_t count, const void *coefficients, cnumerics_curve curve,
    cnumerics_steps steps, cnumerics_match *matches) {
    const Curve known(coefficients, curve);
    intptr_t first = 0;
    for (int32_t i = 0; i < count; i++) {
        matches[i] = match(static_cast<const Bin *>(bins) + first, ends[i] - first, known, steps);
        first = ends[i];
    }
}
