#include "CNumerics.h"

#include <cminpack-1/cminpack.h>
#include <stdlib.h>

// cminpack hands its own leading dimension and flags to the callback; ours has a simpler contract.
typedef struct {
    cnumerics_residual_function function;
    void *context;
} target;

static int evaluate(
    void *p, int m, int n, const double *x, double *fvec, double *fjac, int ldfjac, int iflag)
{
    const target *t = p;
    (void)ldfjac;
    // 0 asks for printing, which is never requested.
    if (iflag != 1 && iflag != 2) return 0;
    return t->function(t->context, m, n, x, fvec, fjac, iflag);
}

int cnumerics_levenberg_marquardt(
    cnumerics_residual_function function, void *context, int residual_count, int parameter_count,
    double *parameters, const double *scale, cnumerics_options options, int *evaluations)
{
    const size_t m = (size_t)residual_count, n = (size_t)parameter_count;
    // fvec, fjac, diag, qtf, wa1, wa2, wa3, wa4 in one block.
    double *work = calloc(m + m * n + 5 * n + m, sizeof *work);
    int *pivots = calloc(n, sizeof *pivots);
    if (!work || !pivots) {
        free(work);
        free(pivots);
        return CNUMERICS_OUT_OF_MEMORY;
    }
    double *residuals = work, *jacobian = residuals + m, *diagonal = jacobian + m * n, *qtf = diagonal + n;
    double *wa1 = qtf + n, *wa2 = wa1 + n, *wa3 = wa2 + n, *wa4 = wa3 + n;
    const int givenScale = scale != NULL;
    if (givenScale)
        for (size_t j = 0; j < n; j++) diagonal[j] = scale[j];

    target t = {function, context};
    int jacobians = 0;
    *evaluations = 0;
    const int info = lmder(
        evaluate, &t, residual_count, parameter_count, parameters, residuals, jacobian, residual_count,
        options.relative_reduction_tolerance, options.relative_step_tolerance, options.orthogonality_tolerance,
        options.maximum_evaluations, diagonal, givenScale ? 2 : 1, options.step_bound, 0, evaluations, &jacobians,
        pivots, qtf, wa1, wa2, wa3, wa4);
    free(work);
    free(pivots);
    return info;
}
