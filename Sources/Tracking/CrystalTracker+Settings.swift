extension CrystalTracker {
    /// Tolerances of the tracker, in pixels and frames: they describe how well a picture can be measured, not how
    /// a crystal grows, and hold for any scale and frame interval.
    public struct Settings: Sendable, Equatable, Codable {
        /// Frames for which an object that is not a crystal (yet) may be hidden; a crystal is recognised at its
        /// place however long it was hidden, since it cannot move.
        public var candidateGapFrames = 10
        /// Frames for which the outline of a hidden crystal is still predicted.
        public var predictionGapFrames = 30
        /// Consecutive frames without a crystal before it counts as lost: one or two are flicker of the threshold.
        public var lostAfterFrames = 3
        /// Consecutive frames that must agree before an implausible outline is taken for the crystal's own. A
        /// floater passes over in fewer, or changes the outline from frame to frame.
        public var outlineChangeFrames = 10
        /// Smallest rise of sqrt(area), px, that counts as growth. Threshold flicker and focus move the outline of
        /// a speck by one pixel on each side at most.
        public var minimumGrowthPixels = 3.0
        /// The same for a slow rise that is seen in at least `slowGrowthFrames` frames.
        public var minimumSlowGrowthPixels = 2.0
        public var slowGrowthFrames = 60
        /// The same during the run, as part of the size, of what has no regular facets: a blurred speck's outline changes by less.
        public var minimumGrowthShare = 1.0 / 7
        /// Size, px, from which an outline shows the object rather than blur and threshold, which drift.
        public var resolvedSizePixels = 8.0
        /// Probability that a series without growth looks like growth, per test.
        public var growthSignificance = 1e-3
        /// Size, px, from which a faceted object is a crystal without growing: facets of smaller ones are pixels.
        public var facetedSizePixels = 25.0
        /// The same of an irregular polygon, for which a blurred disc may pass.
        public var irregularSizePixels = 50.0
        /// The same where a recording has too few frames for growth to show.
        public var facetedSizeInShortRunPixels = 12.0
        /// A recording with at most this many frames is a short run.
        public var shortRunFrames = 4
        /// Observations without any hint of growth after which a small object is put aside as dust.
        public var dustAfterFrames = 60
        /// Observations without growth after which an object need not be looked at in every frame.
        public var stillAfterFrames = 12
        /// Crystals out of sight that are remembered, the latest ones: bounds the memory of an endless run.
        public var rememberedCrystals = 2000

        public init() {}
    }
}
