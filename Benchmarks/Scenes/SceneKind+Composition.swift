import Simulation

extension SceneKind {
    /// What grows in a movie of this kind, and under which conditions.
    func compose(_ draft: inout SceneDraft) {
        switch self {
        case .opaque: squaresAndRectangle(&draft)
        case .transparent:
            draft.makeTransparent()
            twoSquares(&draft)
            draft.scene.crystals[0].terraceCount = 2
        case .hexagons: hexagons(&draft)
        case .ribbon: ribbonAndRectangle(&draft)
        case .truncated:
            draft.add(.truncatedSquare, x: 0.3, y: 0.5, side: 50, velocity: 5)
            draft.add(.truncatedSquare, x: 0.75, y: 0.48, side: 30, velocity: 4, cornerRatio: 1.28)
        case .crowd: crowd(&draft)
        case .clearCrowd:
            draft.makeTransparent()
            crowd(&draft)
        case .noisy:
            draft.makeNoisy()
            draft.add(x: 0.45, y: 0.5, side: 50, velocity: 4.8)
        case .bright:
            draft.makeBright()
            draft.add(x: 0.32, y: 0.45, side: 40, velocity: 5.4)
            draft.add(.hexagon, x: 0.76, y: 0.6, side: 14, velocity: 2.2)
        case .stages: stages(&draft)
        case .sixteenBit:
            draft.scene.bitDepth = 16
            draft.scene.frameCount = 61
            twoSquares(&draft)
        case .empty: empty(&draft)
        case .small: small(&draft)
        case .defocused:
            draft.scene.optics.defocusMeanMicrometers = 5
            twoSquares(&draft)
        case .unevenLight:
            draft.scene.illumination.vignetting = 0.35
            draft.scene.illumination.unevenness = 0.08
            draft.scene.illumination.flicker = 0.02
            draft.scene.illumination.fadingPerHour = -0.3
            twoSquares(&draft)
        case .screen:
            draft.scene.gamma = 0.45
            squaresAndRectangle(&draft)
        }
    }

    private func twoSquares(_ draft: inout SceneDraft) {
        draft.add(x: 0.3, y: 0.48, side: 50, velocity: 5.2)
        draft.add(x: 0.75, y: 0.45, side: 24, velocity: 3.6)
    }

    private func squaresAndRectangle(_ draft: inout SceneDraft) {
        draft.scene.contamination.floaterCount = 1
        draft.add(x: 0.26, y: 0.4, side: 40, velocity: 5.6)
        draft.add(.rectangle, x: 0.72, y: 0.3, side: 30, velocity: 4.2, width: 20, widthVelocity: 2.4)
        draft.add(x: 0.68, y: 0.76, side: 20, velocity: 3)
    }

    private func hexagons(_ draft: inout SceneDraft) {
        draft.makeColoured()
        draft.add(.hexagon, x: 0.26, y: 0.36, side: 14, velocity: 2.6)
        draft.add(.hexagon, x: 0.72, y: 0.6, side: 10, velocity: 2.1)
        draft.add(.hexagon, x: 0.34, y: 0.85, side: 1, velocity: 1.6, nucleation: 305)
    }

    private func ribbonAndRectangle(_ draft: inout SceneDraft) {
        draft.makeTransparent()
        draft.add(.ribbon, x: 0.36, y: 0.4, side: 40, velocity: 7.5, width: 12, widthVelocity: 0.8)
        draft.add(.rectangle, x: 0.78, y: 0.7, side: 30, velocity: 3.5, width: 20, widthVelocity: 2)
    }

    private func crowd(_ draft: inout SceneDraft) {
        draft.scene.contamination.floaterCount = 2
        draft.add(x: 0.5, y: 0.74, side: 2, velocity: 8.2)
        draft.add(x: 0.22, y: 0.7, side: 2, velocity: 8, nucleation: 120)
        draft.add(x: 0.36, y: 0.36, side: 2, velocity: 8.4, nucleation: 60)
        draft.add(x: 0.1, y: 0.28, side: 2, velocity: 4.6, nucleation: 180)
        draft.add(x: 0.7, y: 0.34, side: 2, velocity: 8, nucleation: 30)
        draft.add(x: 0.84, y: 0.72, side: 2, velocity: 6.4, nucleation: 240)
    }

    private func stages(_ draft: inout SceneDraft) {
        draft.add(x: 0.5, y: 0.5, side: 2, velocity: 12, nucleation: 120)
        draft.scene.crystals[0].velocityChanges = [
            .init(fromSeconds: 420, factor: 0.45), .init(fromSeconds: 780, factor: 0),
        ]
    }

    private func empty(_ draft: inout SceneDraft) {
        draft.scene.contamination.sampleDustCount = 20
        draft.scene.contamination.floaterCount = 4
        draft.scene.inscription.showsClock = true
        draft.scene.inscription.scaleBarMicrometers = 100
        draft.scene.illumination.flicker = 0.01
    }

    private func small(_ draft: inout SceneDraft) {
        for (x, y, side, velocity) in [(0.2, 0.3, 6.0, 1.2), (0.5, 0.6, 8, 0.9), (0.8, 0.35, 10, 1.1)] {
            draft.add(x: x, y: y, side: side, velocity: velocity)
        }
        draft.add(.hexagon, x: 0.7, y: 0.8, side: 6, velocity: 0.6)
    }
}
