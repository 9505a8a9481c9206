// cminpack and Boost.Math behind plain C: no C++ type and no exception passes this header.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Residuals and their Jacobian for cnumerics_levenberg_marquardt.
///
/// task 1: write the residuals at parameters to residuals[residual_count] and leave jacobian alone.
/// task 2: write d residual i / d parameter j to jacobian[i + j * residual_count] and leave residuals alone.
/// A negative return value ends the fit.
typedef int (*cnumerics_residual_function)(
    void *context, int residual_count, int parameter_count, const double *parameters, double *residuals,
    double *jacobian, int task);

typedef struct {
    double relative_reduction_tolerance;
    double relative_step_tolerance;
    double orthogonality_tolerance;
    int maximum_evaluations;
    double step_bound;
} cnumerics_options;

/// Out of memory, as the return value of cnumerics_levenberg_marquardt; every other one is MINPACK's `info`.
#define CNUMERICS_OUT_OF_MEMORY (-1000)

/// Minimises the sum of squared residuals by MINPACK's lmder. parameters holds the start and becomes the result.
/// scale is NULL (MINPACK scales by the columns of the Jacobian) or parameter_count positive factors.
int cnumerics_levenberg_marquardt(
    cnumerics_residual_function function, void *context, int residual_count, int parameter_count,
    double *parameters, const double *scale, cnumerics_options options, int *evaluations);

// Distribution functions and quantiles. Arguments outside the domain give NaN; a quantile at the end of the
// support gives infinity.
double cnumerics_normal_cdf(double x);
double cnumerics_normal_quantile(double probability);
double cnumerics_student_t_cdf(double x, double degrees_of_freedom);
double cnumerics_student_t_quantile(double probability, double degrees_of_freedom);
double cnumerics_chi_squared_cdf(double x, double degrees_of_freedom);
double cnumerics_chi_squared_quantile(double probability, double degrees_of_freedom);
double cnumerics_fisher_f_cdf(double x, double numerator_degrees, double denominator_degrees);
double cnumerics_fisher_f_quantile(double probability, double numerator_degrees, double denominator_degrees);

/// The middle of `count` > 0 numbers, the mean of the two middle ones for an even count; their order is changed. NaN is
/// no number.
double cnumerics_median(double *values, int64_t count);

/// The value that `rank` others are not above, were they sorted; changes their order. 0 <= rank < count.
double cnumerics_ranked(double *values, int64_t count, int64_t rank);

/// A curve in stretches of equal length from `start` on, each a cubic in the part of it that is passed.
typedef struct {
    int32_t stretches;
    double start, stretches_per_unit;
} cnumerics_curve;

/// Where a profile shows a curve: its shift with standard error, its contrast relative to the curve's, and by how much the
/// last pass moved it.
typedef struct {
    double shift, scale, standard_error, last_step;
    int32_t is_solved;
} cnumerics_match;

/// A shift's steps: the largest, the one that is small enough to end with, and how many there are at the most.
typedef struct {
    double largest, tolerance;
    int32_t most;
} cnumerics_steps;

/// Matches each of `count` profiles with the curve, by weighted linear regression on the curve, its slope and a constant,
/// repeated at the shifted place.
///
/// `bins` holds place, value and weight of each bin, and `ends` where each profile ends among them. `coefficients` holds
/// four doubles for each stretch, the constant first. A profile of fewer than six bins is not matched.
void cnumerics_match_profiles(
    const void *bins, const intptr_t *ends, int32_t count, const void *coefficients, cnumerics_curve curve,
    cnumerics_steps steps, cnumerics_match *matches);

#ifdef __cplusplus
}
#endif
