import CNumerics

/// The standard normal distribution (Boost.Math).
public enum Normal {
    public static func cumulative(_ x: Double) -> Double { cnumerics_normal_cdf(x) }

    /// - Parameter probability: 0...1; NaN outside.
    public static func quantile(_ probability: Double) -> Double { cnumerics_normal_quantile(probability) }
}

/// Student's t distribution (Boost.Math); degrees of freedom may be fractional, and not positive ones give NaN.
public enum StudentT {
    public static func cumulative(_ x: Double, degreesOfFreedom: Double) -> Double {
        cnumerics_student_t_cdf(x, degreesOfFreedom)
    }

    public static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
        cnumerics_student_t_quantile(probability, degreesOfFreedom)
    }

    /// Half-width of a two-sided interval in standard errors: 1.96 for 95 % and many degrees of freedom.
    public static func twoSidedQuantile(confidence: Double, degreesOfFreedom: Double) -> Double {
        quantile(0.5 + confidence / 2, degreesOfFreedom: degreesOfFreedom)
    }
}

/// The chi-squared distribution (Boost.Math).
public enum ChiSquared {
    public static func cumulative(_ x: Double, degreesOfFreedom: Double) -> Double {
        cnumerics_chi_squared_cdf(x, degreesOfFreedom)
    }

    public static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
        cnumerics_chi_squared_quantile(probability, degreesOfFreedom)
    }
}

/// Fisher's F distribution (Boost.Math).
public enum FisherF {
    public static func cumulative(_ x: Double, numerator: Double, denominator: Double) -> Double {
        cnumerics_fisher_f_cdf(x, numerator, denominator)
    }

    public static func quantile(_ probability: Double, numerator: Double, denominator: Double) -> Double {
        cnumerics_fisher_f_quantile(probability, numerator, denominator)
    }
}
