import Facets
import Kinetics
import Records
import Tracking

/// What flags, events and classes mean, in sentences for a scientist.
enum Sentences {
    static func habit(_ habit: Habit) -> String {
        switch habit {
        case .square: "square"
        case .rectangle: "rectangle"
        case .ribbon: "ribbon"
        case .hexagon: "hexagon"
        case .truncatedSquare: "truncated square"
        case .triangle: "triangle"
        case .polygon: "polygon"
        case .rounded: "rounded"
        }
    }

    /// What `side` means for a habit.
    static func side(_ habit: Habit) -> String {
        switch habit {
        case .square, .hexagon: "edge"
        case .rectangle, .ribbon: "long edge"
        case .truncatedSquare: "distance between opposite main facets"
        case .triangle, .polygon: "mean edge"
        case .rounded: "square root of the area"
        }
    }

    static func regime(_ regime: CrystalKinetics.Regime) -> String {
        switch regime {
        case .interfaceLimited: "interface-limited: the side grows in proportion to time"
        case .diffusionLimited: "diffusion-limited: the side grows with the square root of time"
        case .mixed: "mixed: between interface- and diffusion-limited"
        case .notGrowing: "not growing"
        case .undetermined: "not determined"
        }
    }

    static func flag(_ flag: CrystalKinetics.Flag) -> String {
        switch flag {
        case .tooFewFrames: "Too few usable frames for a growth law."
        case .notGrowing: "The crystal does not grow measurably."
        case .velocityChanges:
            "The velocity changes during the run: the value is that of the stretch of steady growth; see the segments."
        case .areaDisagreesWithSide:
            "The area's growth and the side's do not agree within their errors: does the crystal keep its shape?"
        case .nucleationNotDetermined: "The time of nucleation could not be determined."
        case .correlatedResiduals:
            "The residuals are correlated; the standard errors are enlarged accordingly, yet look at the residuals."
        case .noFacets: "There are no straight facets: the side is the length of a needle, or the square root of the area."
        case .touchedBorder: "The crystal reaches the edge of the picture; the fit ends before."
        case .touchedCrystal: "The crystal comes into contact with another; the fit ends before."
        }
    }

    /// A flag of single measurements, with the number of frames that have it.
    static func flag(_ flag: MeasurementFlag, frames: Int, of total: Int) -> String {
        let share = frames == total ? "In all \(total) frames" : "In \(frames) of \(total) frames"
        let left = flag.excludesFromFit ? (frames == 1 ? " It is not in the fit." : " They are not in the fit.") : ""
        switch flag {
        case .border:
            return "\(share) it touches the edge of the picture: side and area are those of the visible part." + left
        case .touching: return "\(share) it touches another crystal." + left
        case .occluded: return "\(share) something lies over it, or dust hides a facet." + left
        case .outOfFocus: return "\(share) it is too blurred for its edges to be placed." + left
        case .noFacets: return "\(share) it shows no straight facets: the side is the length of a needle, or follows from the area."
        case .small:
            return "\(share) it is too small for its facets or its rim to show: side and area are those of the silhouette."
        case .roundedCorners: return "\(share) its corners are rounded: the area is that of the contour."
        }
    }

    static func event(_ event: TrackEvent) -> String {
        let subject = event.crystalID.map { "Crystal \($0)" } ?? "The recording"
        let sentence =
            switch event.kind {
            case .nucleation: "\(subject) appears"
            case .contact: "\(subject) comes into contact with another crystal"
            case .split: "\(subject) splits"
            case .border: "\(subject) reaches the edge of the picture"
            case .lost: "\(subject) is not seen any more"
            case .found: "\(subject) is seen again"
            case .outOfFocus: event.crystalID == nil ? "The picture is out of focus" : "\(subject) is out of focus"
            case .framesMissing: "Frames are missing"
            case .stageMoved: "The stage moved"
            case .interrupted: "The run was interrupted"
            case .recordingCutOff: "The recording is cut off"
            case .framesLost: "Frames of the camera were lost"
            case .framesDamaged: "Frames of the camera were damaged"
            case .cameraUnplugged: "The camera is gone"
            case .cameraStalled: "The camera sends no frames"
            case .cameraError: "The camera reports an error"
            case .cameraResumed: "The camera is back"
            case .numberingJumped: "The camera's frame numbers jumped"
            case .clockJumped: "The camera's clock jumped"
            case .exposureChanged: "The exposure changed"
            case .diskFull: "The disk was full"
            case .recordingStopped: "The recording of the run stopped"
            }
        return event.detail.isEmpty ? sentence + "." : sentence + ": " + event.detail + "."
    }

    /// nil for a run that went through to its end.
    static func status(_ status: RunStatus) -> String? {
        switch status {
        case .complete: nil
        case .interrupted: "The run was interrupted. What was measured until then is shown."
        case .recordingCutOff: "The recording breaks off. It was measured up to there."
        case .unfinished:
            "The program ended before the run was closed. Every frame that was measured until then is shown."
        }
    }

    /// Beyond three standard errors, chance is no explanation.
    private static func agrees(_ law: CrystalKinetics.AreaLaw) -> Bool { abs(law.disagreementSigmas) <= 3 }

    static func agreement(_ law: CrystalKinetics.AreaLaw) -> String {
        guard law.disagreementSigmas.isFinite else { return "its agreement with the side could not be judged" }
        let size = Rounded.decimals(abs(law.disagreementSigmas), 1)
        let verdict = agrees(law) ? "agrees" : "does not agree"
        return "\(verdict) with the side's velocity (they differ by \(size) standard errors)"
    }

    static func shortAgreement(_ law: CrystalKinetics.AreaLaw) -> String {
        guard law.disagreementSigmas.isFinite else { return "not compared with the side" }
        return agrees(law) ? "agrees with the side" : "does not agree with the side"
    }

    static func duration(_ seconds: Double) -> String {
        abs(seconds) < 120
            ? "\(NumberText.trimmed(seconds, decimals: 1)) s"
            : abs(seconds) < 36_000
                ? "\(Rounded.decimals(seconds / 60, 1)) min" : "\(Rounded.decimals(seconds / 3600, 2)) h"
    }

    static func count(_ number: Int, _ singular: String, _ plural: String) -> String {
        "\(number) \(number == 1 ? singular : plural)"
    }
}
