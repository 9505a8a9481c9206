/// Traces for a fit, from a band or from species.
public enum TraceBuilder {
    /// Leaves out the values where no light came through.
    ///
    /// - Returns: the trace, and how many values it lacks.
    public static func trace(
        _ values: [AbsorbanceValue], times: [Double], name: String?
    ) -> (trace: AbsorbanceTrace, missing: Int) {
        let present = values.indices.filter { values[$0].absorbance.isFinite }
        let errors = present.map { values[$0].standardError }
        var trace = AbsorbanceTrace(
            name: name, times: present.map { times[$0] }, absorbances: present.map { values[$0].absorbance },
            standardErrors: errors.allSatisfy { $0.isFinite && $0 > 0 } ? errors : nil)
        let common = present.map { values[$0].commonError }
        if common.contains(where: { $0 > 0 }), common.allSatisfy(\.isFinite) {
            var shared = SharedError(times: trace.times)
            shared.add(course: shared.knots.map { common[$0] })
            trace.sharedError = shared
        }
        return (trace, values.count - present.count)
    }
}
