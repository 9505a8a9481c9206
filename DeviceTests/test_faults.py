"""Every fault that vivid can inject: survived, named in the events, and the run closed as a whole."""
import pathlib
import signal
import subprocess
import time
import unittest

import machine

PLATFORM = pathlib.Path("/sys/bus/platform/drivers/vivid")


class LiveRunUnderFaults(unittest.TestCase):
    def setUp(self):
        # An even picture: the colour bars are full of edges, and are no crystals.
        machine.control("test_pattern=6,osd_text_mode=2")

    def live(self, fault, *, before=(), after=15, frames_after=5, options=()):
        """A live run at 10 frames/s in which `fault` happens; its folder, status and messages."""
        run = machine.folder() / "run"
        for setting in before:
            machine.control(setting)
        process = machine.start(
            "live", machine.VIVID, "--output", run, "--scale", "1um", "--format", "GREY", *machine.SMALL, *options)
        try:
            machine.wait_for(lambda: machine.database_frames(run) >= 5, 30, "the first frames")
            fault()
            count = machine.database_frames(run)
            machine.wait_for(
                lambda: machine.database_frames(run) >= count + frames_after, after, "frames behind the fault")
        finally:
            status, output, errors = machine.end(process)
        self.assertEqual(status, 130, errors)
        self.assertTrue((run / "report.html").exists(), errors)
        return run, errors

    def assert_event(self, run, *names):
        found = machine.events(run)
        for name in names:
            self.assertIn(name, found)

    def test_dropped_buffers_are_counted_as_lost(self):
        def fault():
            machine.control("percentage_of_dropped_buffers=40")
            time.sleep(4)
            machine.control("percentage_of_dropped_buffers=0")

        run, _ = self.live(fault)
        self.assert_event(run, "frames_lost")
        capture = machine.summary(run)["capture"]
        self.assertGreaterEqual(capture["frames_lost"], 4)

    def test_a_buffer_marked_in_error_is_not_measured(self):
        run, _ = self.live(lambda: machine.control("inject_v4l2_buf_flag_error=1"))
        self.assert_event(run, "frames_damaged")
        self.assertEqual(machine.summary(run)["capture"]["frames_damaged"], 1)

    def test_a_fatal_streaming_error_is_survived(self):
        run, _ = self.live(lambda: machine.control("inject_fatal_streaming_error=1"))
        self.assert_event(run, "camera_error", "camera_resumed")

    def test_a_refused_queueing_is_survived(self):
        run, _ = self.live(lambda: machine.control("inject_vidioc_qbuf_error=1"))
        self.assert_event(run, "camera_error", "camera_resumed")

    def test_refusals_at_the_start_are_survived(self):
        for name in ["inject_vidioc_reqbufs_error", "inject_vidioc_streamon_error"]:
            run, _ = self.live(lambda: None, before=[f"{name}=1"])
            self.assert_event(run, "camera_error", "camera_resumed")

    def test_a_disconnected_camera_is_waited_for(self):
        run, _ = self.live(lambda: machine.control_if_possible("disconnect=1"))
        self.assert_event(run, "camera_unplugged", "camera_resumed")

    def test_a_driver_that_is_unbound_and_bound_is_a_camera_unplugged(self):
        def fault():
            (PLATFORM / "unbind").write_text("vivid.0")
            time.sleep(3)
            (PLATFORM / "bind").write_text("vivid.0")

        run, _ = self.live(fault, after=40)
        self.assert_event(run, "camera_unplugged", "camera_resumed")
        rows = machine.table(run, "events")
        back = next(row for row in rows if row["event"] == "camera_resumed")
        self.assertGreater(float(back["time_s"]), 2)

    def test_sequence_numbers_that_wrap_lose_nothing(self):
        run, _ = self.live(
            lambda: None, before=["wrap_sequence_number=1"], after=60, frames_after=160)
        machine.control("wrap_sequence_number=0")
        # A busy machine may lose some, but no step of the numbers is taken for thousands.
        self.assertLess(machine.summary(run)["capture"]["frames_lost"], 20)
        self.assertNotIn("numbering_jumped", machine.events(run))

    def test_a_clock_that_jumps_leaves_the_times_even(self):
        # Jumps to a negative value 16 s after the start.
        run, _ = self.live(lambda: None, before=["wrap_timestamp=1"], after=60, frames_after=180)
        machine.control("wrap_timestamp=0")
        self.assert_event(run, "clock_jumped")
        self.assertLess(machine.summary(run)["time_base"]["last_s"], 60)

    def test_a_clock_beyond_31_bits_is_read(self):
        run, _ = self.live(lambda: None, before=["wrap_timestamp=2"], after=60, frames_after=180)
        machine.control("wrap_timestamp=0")
        self.assertLess(machine.summary(run)["time_base"]["last_s"], 60)
        self.assertNotIn("clock_jumped", machine.events(run))


class FullDisk(unittest.TestCase):
    def setUp(self):
        machine.control("test_pattern=6,osd_text_mode=2")

    def test_a_full_disk_is_waited_for_and_the_run_goes_on(self):
        disk = machine.folder()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "small", str(disk)], check=True)
        run, filler = disk / "run", disk / "filler"
        process = machine.start(
            "live", machine.VIVID, "--output", run, "--scale", "1um", "--format", "GREY", *machine.SMALL)
        try:
            machine.wait_for(lambda: machine.database_frames(run) >= 5, 40, "the first frames")
            with open(filler, "wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    pass
            # Long enough that the record needs another page.
            time.sleep(45)
            filler.unlink()
            count = machine.database_frames(run)
            machine.wait_for(lambda: machine.database_frames(run) >= count + 10, 40, "frames behind the full disk")
        finally:
            status, _, errors = machine.end(process)
        self.assertEqual(status, 130, errors)
        self.assertIn("disk_full", machine.events(run), errors)


class Killed(unittest.TestCase):
    def test_a_run_that_is_killed_loses_less_than_a_second_and_is_closed_by_export(self):
        run = machine.folder() / "run"
        process = machine.start(
            "live", machine.VIVID, "--output", run, "--scale", "1um", "--format", "GREY", *machine.SMALL)
        machine.wait_for(lambda: machine.database_frames(run) >= 30, 40, "thirty frames")
        process.kill()
        process.wait()
        frames = machine.database_frames(run)
        self.assertGreaterEqual(frames, 30)
        result = machine.growthscope("export", run)
        self.assertEqual(result.returncode, 0, result.stderr)
        found = machine.summary(run)
        self.assertEqual(found["status"], "unfinished")
        self.assertEqual(found["counts"]["frames_read"], frames)
        self.assertTrue((run / "report.html").exists())


class InUse(unittest.TestCase):
    def test_a_camera_that_another_program_reads_is_refused_with_69(self):
        first = machine.start(
            "camera", "record", machine.VIVID, "--output", machine.folder() / "a.mkv", *machine.SMALL)
        time.sleep(4)
        second = machine.growthscope(
            "camera", "record", machine.VIVID, "--output", machine.folder() / "b.mkv", "--duration", "1s", *machine.SMALL)
        machine.end(first, signal.SIGTERM)
        self.assertEqual(second.returncode, 69, second.stderr)
        self.assertIn("in use by another program", second.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
