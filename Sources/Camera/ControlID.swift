/// Identifiers of the controls that matter to measuring (linux/v4l2-controls.h: macros that do not import).
enum ControlID {
    static let automaticWhiteBalance: UInt32 = 0x0098_090C
    static let automaticGain: UInt32 = 0x0098_0912
    static let gain: UInt32 = 0x0098_0913
    static let automaticHue: UInt32 = 0x0098_0919
    static let whiteBalanceTemperature: UInt32 = 0x0098_091A
    static let automaticBrightness: UInt32 = 0x0098_0920
    static let exposureMode: UInt32 = 0x009A_0901
    static let exposureTime: UInt32 = 0x009A_0902
    /// Lengthens the time between frames in the dark.
    static let exposureDynamicRate: UInt32 = 0x009A_0903
    static let focus: UInt32 = 0x009A_090A
    static let automaticFocus: UInt32 = 0x009A_090C
    static let automaticSensitivity: UInt32 = 0x009A_0918

    /// Bit that asks for the next control behind an identifier.
    static let nextFlag: UInt32 = 0x8000_0000
}
