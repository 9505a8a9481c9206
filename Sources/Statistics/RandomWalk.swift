import Foundation

/// A quantity that changes at random from step to step and is measured at each: Kalman filter, and smoother of Rauch, Tung
/// and Striebel (AIAA J. 3, 1445, 1965).
public struct RandomWalk: Sendable {
    public struct State: Sendable, Equatable {
        public var value: Double
        public var variance: Double

        public init(value: Double, variance: Double) {
            self.value = value
            self.variance = variance
        }
    }

    /// What one step tells by itself. As information, since a step that tells nothing has no value.
    public struct Measurement: Sendable, Equatable {
        /// 1 / variance; 0: nothing was measured.
        public var information: Double
        /// The measured value times its information.
        public var weightedValue: Double
        /// What is known where the walk begins, or begins anew; nil where it goes on.
        public var start: State?
        /// Steps since the measurement before.
        public var steps: Double

        public init(information: Double, weightedValue: Double, start: State? = nil, steps: Double = 1) {
            self.information = information
            self.weightedValue = weightedValue
            self.start = start
            self.steps = steps
        }
    }

    /// Variance of the change from one step to the next.
    public let change: Double
    /// What the steps until now tell of the present one; nil before the first.
    public private(set) var state: State?
    /// Of all measurements but those where a walk began, except for a constant.
    public private(set) var logLikelihood = 0.0

    public init(change: Double) { self.change = change }

    /// The first measurement has to say what is known where it begins.
    ///
    /// - Returns: what the steps until now tell of this one.
    @discardableResult
    public mutating func add(_ measurement: Measurement) -> State {
        let moved = state.map { State(value: $0.value, variance: $0.variance + measurement.steps * change) }
        guard let before = measurement.start ?? moved else { preconditionFailure("a random walk begins somewhere") }
        let information = 1 / before.variance + measurement.information
        let now = State(
            value: (before.value / before.variance + measurement.weightedValue) / information, variance: 1 / information)
        if measurement.start == nil, measurement.information > 0 {
            let variance = before.variance + 1 / measurement.information
            let surprise = measurement.weightedValue / measurement.information - before.value
            logLikelihood -= (log(variance) + surprise * surprise / variance) / 2
        }
        state = now
        return now
    }

    /// What all of some measurements tell of each.
    ///
    /// - Parameter filtered: what each and those before it tell, as `add` returned it.
    public func smoothed(_ filtered: [State], of measurements: [Measurement]) -> [State] {
        var states = filtered
        for index in states.indices.dropLast().reversed() where measurements[index + 1].start == nil {
            let expected = states[index].variance + measurements[index + 1].steps * change
            let gain = states[index].variance / expected
            states[index].value += gain * (states[index + 1].value - states[index].value)
            states[index].variance += gain * gain * (states[index + 1].variance - expected)
        }
        return states
    }
}
