"""Snapshots and live runs in every format of a measuring camera that vivid offers."""
import pathlib
import unittest

import machine
import test_formats


class EveryFormat(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Drawing takes minutes on an emulated processor, and is tested elsewhere.
        for program in pathlib.Path("/usr/bin").glob("gnuplot*"):
            program.unlink()
        machine.control("test_pattern=6,osd_text_mode=2")

    def test_a_snapshot_and_a_live_run(self):
        for code in test_formats.READ:
            with self.subTest(code):
                folder = machine.folder()
                snapshot = machine.growthscope(
                    "camera", "snapshot", machine.VIVID, "--output", folder / "a.png", "--format", code, *machine.SMALL)
                self.assertEqual(snapshot.returncode, 0, snapshot.stderr)
                live = machine.growthscope(
                    "live", machine.VIVID, "--output", folder / "run", "--scale", "1um", "--format", code,
                    *machine.SMALL, "--duration", "1s")
                self.assertEqual(live.returncode, 0, live.stderr)
                found = machine.summary(folder / "run")
                self.assertEqual(found["status"], "complete")
                self.assertEqual(found["settings"]["input"]["encoding"], code)
                self.assertGreaterEqual(found["counts"]["frames_measured"], 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
