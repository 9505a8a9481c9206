import Analysis
import Camera
import Foundation
import Statistics
import Tracking

/// The words about a live run.
enum LiveStatus {
    /// "12:05  724 frames  3 lost  2 crystals  largest 152.31 +- 0.04 um, 7.625 +- 0.012 um/min".
    static func line(_ progress: LiveProgress) -> String {
        var parts = [
            ProgressBar.duration(progress.elapsedSeconds), progress.frames == 1 ? "1 frame" : "\(progress.frames) frames",
            "\(progress.counts.lost) lost",
        ]
        if progress.counts.skipped > 0 { parts.append("\(progress.counts.skipped) skipped") }
        parts.append(progress.crystals == 1 ? "1 crystal" : "\(progress.crystals) crystals")
        if let largest = progress.largest {
            let velocity = largest.sideVelocity.map { ", \(EstimateText.text($0)) um/min" }
            parts.append("largest \(EstimateText.text(largest.side)) um\(velocity ?? "")")
        }
        return parts.joined(separator: "  ")
    }

    static func sentence(_ event: TrackEvent) -> String {
        let what = event.kind.rawValue.replacing("_", with: " ")
        let crystal = event.crystalID.map { " (object \($0))" } ?? ""
        let detail = event.detail.isEmpty ? "" : ": \(event.detail)"
        return "\(String(format: "%.1f", event.timeSeconds)) s, \(what)\(crystal)\(detail)"
    }
}
