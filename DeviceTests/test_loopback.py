"""Growth movies of known truth, fed to a loopback device and measured while they play."""
import json
import math
import os
import pathlib
import subprocess
import unittest

import machine

MOVIE = pathlib.Path(os.environ["GROWTH_MOVIE"])


def feed(device, *output):
    return subprocess.Popen(
        ["ffmpeg", "-v", "error", "-re", "-i", MOVIE / "movie.mp4", *output, "-f", "v4l2", device],
        stdin=subprocess.DEVNULL)


def wait_for_format(device):
    def has_format():
        found = subprocess.run(
            ["v4l2-ctl", "-d", device, "--get-fmt-video"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return found.returncode == 0 and "Pixel Format" in found.stdout
    machine.wait_for(has_format, f"{device} to be fed")


class MeasuredLive(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Drawing takes minutes on an emulated processor, and is tested elsewhere.
        for program in pathlib.Path("/usr/bin").glob("gnuplot*"):
            program.unlink()
        given = json.loads((MOVIE / "given.json").read_text())
        truth = json.loads((MOVIE / "truth.json").read_text())
        cls.scale = given["um_per_px"]
        # The movie plays faster than the crystal grew.
        cls.velocity = given["pts_to_seconds"] * truth["crystals"][0]["velocity_windows"][0]["side_velocity_um_min"]

    def measure(self, device, *output, options=()):
        run = machine.folder() / "run"
        feeder = feed(device, *output)
        try:
            wait_for_format(device)
            result = machine.growthscope(
                "live", device, "--output", run, "--scale", f"{self.scale}um", "--record", "--duration", "62s",
                *options, timeout=400)
        finally:
            feeder.terminate()
            feeder.wait()
        self.assertEqual(result.returncode, 0, result.stderr)
        print(result.stdout, result.stderr, sep="\n")
        crystals = machine.table(run, "crystals")
        self.assertEqual(len(crystals), 1, result.stdout)
        return run, float(crystals[0]["side_velocity_um_per_min"]), float(crystals[0]["side_velocity_se"])

    def assert_true(self, velocity, error, tolerance=0.005):
        print(f"true {self.velocity:.3f}, measured {velocity:.3f} +- {error:.3f} um/min "
              f"({100 * (velocity / self.velocity - 1):+.3f} %)")
        self.assertLess(abs(velocity / self.velocity - 1), tolerance)

    def test_grey_frames_give_the_true_velocity_and_their_recording_the_same_table(self):
        run, velocity, error = self.measure("/dev/video10", "-pix_fmt", "gray")
        self.assert_true(velocity, error)
        again = run.parent / "again"
        result = machine.growthscope(
            "analyze", run / "recording.mkv", "--output", again, "--scale", f"{self.scale}um", timeout=400)
        self.assertEqual(result.returncode, 0, result.stderr)
        live, recorded = machine.table(run, "measurements"), machine.table(again, "measurements")
        self.assertEqual(len(live), len(recorded))
        for a, b in zip(live, recorded):
            self.assertAlmostEqual(float(a["time_s"]), float(b["time_s"]), delta=0.002)
            for column in ["side_um", "area_um2", "centre_x_um"]:
                self.assertTrue(math.isclose(float(a[column]), float(b[column]), rel_tol=1e-9), (column, a, b))
        repeated = float(machine.table(again, "crystals")[0]["side_velocity_um_per_min"])
        self.assertLess(abs(repeated / velocity - 1), 1e-3)

    def test_motion_jpeg_gives_the_true_velocity(self):
        _, velocity, error = self.measure(
            "/dev/video12", "-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p")
        self.assert_true(velocity, error)


class NotFed(unittest.TestCase):
    def test_a_device_without_a_feeder_is_refused_with_a_sentence(self):
        result = machine.growthscope("camera", "snapshot", "/dev/video13", "--output", machine.folder() / "a.png")
        self.assertEqual(result.returncode, 69)
        self.assertIn("feeding", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
