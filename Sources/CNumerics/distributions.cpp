#include "CNumerics.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <limits>

namespace {

namespace math = boost::math;
namespace policies = boost::math::policies;

// Errors become values (NaN, infinity) instead of exceptions; promotion to long double would make the numbers
// differ between processors.
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>, policies::underflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

using Normal = math::normal_distribution<double, Quiet>;
using StudentT = math::students_t_distribution<double, Quiet>;
using ChiSquared = math::chi_squared_distribution<double, Quiet>;
using FisherF = math::fisher_f_distribution<double, Quiet>;

template <typename Evaluate>
double guarded(Evaluate evaluate) noexcept
{
    try {
        return evaluate();
    } catch (...) {
        return std::numeric_limits<double>::quiet_NaN();
    }
}

} // namespace

extern "C" {

double cnumerics_normal_cdf(double x)
{
    return guarded([=] { return math::cdf(Normal(), x); });
}

double cnumerics_normal_quantile(double p)
{
    return guarded([=] { return math::quantile(Normal(), p); });
}

double cnumerics_student_t_cdf(double x, double nu)
{
    return guarded([=] { return math::cdf(StudentT(nu), x); });
}

double cnumerics_student_t_quantile(double p, double nu)
{
    return guarded([=] { return math::quantile(StudentT(nu), p); });
}

double cnumerics_chi_squared_cdf(double x, double nu)
{
    return guarded([=] { return math::cdf(ChiSquared(nu), x); });
}

double cnumerics_chi_squared_quantile(double p, double nu)
{
    return guarded([=] { return math::quantile(ChiSquared(nu), p); });
}

double cnumerics_fisher_f_cdf(double x, double nu1, double nu2)
{
    return guarded([=] { return math::cdf(FisherF(nu1, nu2), x); });
}

double cnumerics_fisher_f_quantile(double p, double nu1, double nu2)
{
    return guarded([=] { return math::quantile(FisherF(nu1, nu2), p); });
}

} // extern "C"
