#include "include/CNumerics.h"

#include <algorithm>

double cnumerics_ranked(double *values, int64_t count, int64_t rank) {
    std::nth_element(values, values + rank, values + count);
    return values[rank];
}

double cnumerics_median(double *values, int64_t count) {
    double *middle = values + count / 2;
    std::nth_element(values, middle, values + count);
    return count % 2 ? *middle : (*std::max_element(values, middle) + *middle) / 2;
}
