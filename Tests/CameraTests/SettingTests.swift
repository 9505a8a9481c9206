import CCamera
import CameraTestSupport
import Foundation
import Testing

@testable import Camera

@Suite("Choosing and setting a camera")
struct SettingTests {
    private func camera(_ fake: FakeCamera) throws -> V4L2Camera {
        try V4L2Camera(path: "/dev/video0", kernel: FakeKernel(fake))
    }

    private static let automaticExposure = FakeCamera.Control(
        id: ControlID.exposureMode, name: "Auto Exposure", type: V4L2_CTRL_TYPE_MENU.rawValue, maximum: 3, value: 3,
        menu: [1: "Manual Mode", 3: "Aperture Priority Mode"])
    private static let exposureTime = FakeCamera.Control(
        id: ControlID.exposureTime, name: "Exposure Time, Absolute", type: V4L2_CTRL_TYPE_INTEGER.rawValue, minimum: 3,
        maximum: 2047, value: 250)
    private static let automaticFocus = FakeCamera.Control(
        id: ControlID.automaticFocus, name: "Focus, Automatic Continuous", type: V4L2_CTRL_TYPE_BOOLEAN.rawValue,
        value: 1, flags: UInt32(V4L2_CTRL_FLAG_READ_ONLY))

    @Test("The deepest grey is taken, and what was asked for where there is a wish")
    func format() throws {
        let fake = FakeCamera { $0.formats = [("MJPG", 1), ("YUYV", 2), ("GREY", 1), ("Y12", 2)] }
        #expect(try camera(fake).configure(CameraSettings()).mode.format.name == "Y12")
        let asked = CameraSettings(format: PixelFormat(name: "YUYV"))
        #expect(try camera(fake).configure(asked).mode.format.name == "YUYV")
    }

    @Test("A size or rate that the camera does not have is refused with what it has")
    func noSuchMode() throws {
        let fake = FakeCamera()
        for settings in [
            CameraSettings(width: 99, height: 99), CameraSettings(framesPerSecond: 60),
            CameraSettings(format: PixelFormat(name: "Y16")),
        ] {
            let error = #expect(throws: CameraError.self) { try camera(fake).configure(settings) }
            #expect(error?.category == .usage)
            #expect("\(error.map { "\($0)" } ?? "")".contains("GREY 16x8 at 10 fps"))
        }
    }

    @Test("What the camera adjusts by itself is switched off; what cannot be is said")
    func locked() throws {
        let camera = try camera(
            FakeCamera { $0.controls = [Self.automaticExposure, Self.exposureTime, Self.automaticFocus] })
        let state = try camera.configure(CameraSettings())
        #expect(state.locked == ["auto_exposure"])
        #expect(state.controls.first { $0.key == "auto_exposure" }?.value == 1)
        #expect(state.controls.first { $0.key == "exposure_time_absolute" }?.value == 250)
        #expect(state.warnings.count == 1)
        #expect(state.warnings[0].contains("focus"))
        #expect(state.record["camera_control_auto_exposure"] == "1")
    }

    @Test("Nothing is switched off where that is not wanted")
    func unlocked() throws {
        let camera = try camera(FakeCamera { $0.controls = [Self.automaticExposure] })
        let state = try camera.configure(CameraSettings(locksAutomatics: false))
        #expect(state.controls[0].value == 3)
        #expect(state.locked.isEmpty)
    }

    @Test("Controls are set by key, by number or a menu's name, and refused with what is possible")
    func set() throws {
        let camera = try camera(FakeCamera { $0.controls = [Self.automaticExposure, Self.exposureTime] })
        #expect(try camera.set("exposure_time_absolute", to: "300") == 300)
        #expect(try camera.set("auto_exposure", to: "manual mode") == 1)
        for (key, value) in [("exposure_time_absolute", "2"), ("exposure_time_absolute", "much"), ("auto_exposure", "2")] {
            #expect(throws: CameraError.self) { try camera.set(key, to: value) }
        }
        let error = #expect(throws: CameraError.self) { try camera.set("focus", to: "1") }
        #expect(error.map { "\($0)" }?.contains("exposure_time_absolute") == true)
    }

    @Test(
        "Devices that are no camera, or not this program's, are refused with a true sentence",
        arguments: [
            (UInt32(V4L2_CAP_VIDEO_CAPTURE_MPLANE) | UInt32(V4L2_CAP_STREAMING), "multi-planar"),
            (UInt32(V4L2_CAP_META_CAPTURE) | UInt32(V4L2_CAP_STREAMING), "captures no pictures"),
            (UInt32(V4L2_CAP_VIDEO_CAPTURE), "cannot stream"),
        ])
    func noCamera(abilities: UInt32, sentence: String) throws {
        let error = #expect(throws: CameraError.self) { try camera(FakeCamera { $0.abilities = abilities }) }
        #expect(error.map { "\($0)" }?.contains(sentence) == true)
        #expect(error?.category == .deviceNotAvailable)
    }

    @Test("Without permission the group is named")
    func noPermission() throws {
        let error = #expect(throws: CameraError.self) { try camera(FakeCamera { $0.openFailure = EACCES }) }
        #expect(error.map { "\($0)" }?.contains("group 'video'") == true)
    }

    @Test("Where there is no camera, the list of cameras is named")
    func noCamera() {
        let error = #expect(throws: CameraError.self) { try V4L2Camera(path: "/dev/video7", kernel: FakeKernel([:])) }
        #expect(error.map { "\($0)" }?.contains("growthscope camera list") == true)
    }

    @Test("A camera whose formats are all unknown is refused with their names")
    func unknownFormats() throws {
        let camera = try camera(FakeCamera { $0.formats = [("H264", 1)] })
        let error = #expect(throws: CameraError.self) { try camera.configure(CameraSettings()) }
        #expect(error == .noReadableFormat(path: "/dev/video0", offered: ["H264"]))
    }

    @Test(
        "Pictures that come as separate fields are refused: each is half a picture",
        arguments: [V4L2_FIELD_ALTERNATE, V4L2_FIELD_SEQ_TB, V4L2_FIELD_TOP].map(\.rawValue))
    func separateFields(field: UInt32) throws {
        let camera = try camera(FakeCamera { $0.field = field })
        let error = #expect(throws: CameraError.self) { try camera.configure(CameraSettings()) }
        #expect(error.map { "\($0)" }?.contains("separate fields") == true)
    }

    @Test("Interlaced pictures and pixels that are not square are read, with a warning")
    func warnings() throws {
        let interlaced = try camera(FakeCamera { $0.field = V4L2_FIELD_INTERLACED.rawValue }).configure(CameraSettings())
        #expect(interlaced.warnings.contains { $0.contains("interlaced") })
        let oblong = try camera(FakeCamera { $0.pixelAspectPercent = 109 }).configure(CameraSettings())
        #expect(oblong.warnings.contains { $0.contains("1.090 : 1") })
        #expect(try camera(FakeCamera()).configure(CameraSettings()).warnings.count == 1)
    }

    @Test("Two cameras are told apart in the list, and nodes without pictures are left out")
    func list() {
        var laptop = FakeCamera()
        laptop.name = "Integrated Camera"
        laptop.bus = "usb-0000:00:14.0-8"
        var metadata = FakeCamera()
        metadata.abilities = UInt32(V4L2_CAP_META_CAPTURE)
        let cameras = CameraList.all(
            kernel: FakeKernel(["/dev/video0": laptop, "/dev/video1": metadata, "/dev/video2": FakeCamera()]))
        #expect(cameras.map(\.path) == ["/dev/video0", "/dev/video2"])
        #expect(cameras.map { $0.identity?.name } == ["Integrated Camera", "Fake Microscope"])
    }
}
