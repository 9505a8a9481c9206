#include "include/CNumerics.h"

#include <algorithm>

double cnumerics_median(double *values, int64_t count) {
    double *middle = values + count / 2;
    std::nth_element(values, middle, values + count);
    return count % 2 ? *middle : (*std::max_element(values, middle) + *middle) / 2;
}
