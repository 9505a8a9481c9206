"""Every fault that vivid can inject: survived, named in the events, and the run closed as a whole."""
import pathlib
import signal
import subprocess
import time
import unittest

import machine

PLATFORM = pathlib.Path("/sys/bus/platform/drivers/vivid")


def live(run):
    """A live run at 10 frames/s."""
    return machine.Running(
        "live", machine.VIVID, "--output", run, "--scale", "1um", "--format", "GREY", *machine.SMALL)


class LiveRunUnderFaults(unittest.TestCase):
    def setUp(self):
        # An even picture: the colour bars are full of edges, and are no crystals.
        machine.control("test_pattern=6,osd_text_mode=2")

    def survive(self, fault, *events, before=(), frames_after=5):
        """A live run at 10 frames/s in which `fault` happens, which `events` tell of at once; its folder, and how long it
        took at most, in seconds."""
        run = machine.folder() / "run"
        for setting in before:
            machine.control(setting)
        begun = time.monotonic()
        with live(run) as command:
            command.wait_for(lambda: machine.recorded_frames(run) >= 5, "the first frames")
            fault()
            # Frames that were on their way still come after it.
            command.wait_for(lambda: set(events) <= set(machine.recorded_events(run)), f"{events}")
            count = machine.recorded_frames(run)
            command.wait_for(lambda: machine.recorded_frames(run) >= count + frames_after, "frames behind the fault")
            seconds = time.monotonic() - begun
            status = command.end()
        self.assertEqual(status, 130, command.errors)
        self.assertTrue((run / "report.html").exists(), command.errors)
        self.assert_event(run, *events)
        return run, seconds

    def assert_event(self, run, *names):
        found = machine.events(run)
        for name in names:
            self.assertIn(name, found)

    def test_dropped_buffers_are_counted_as_lost(self):
        def fault():
            machine.control("percentage_of_dropped_buffers=40")
            time.sleep(4)
            machine.control("percentage_of_dropped_buffers=0")

        run, _ = self.survive(fault, "frames_lost")
        capture = machine.summary(run)["capture"]
        self.assertGreaterEqual(capture["frames_lost"], 4)

    def test_a_buffer_marked_in_error_is_not_measured(self):
        run, _ = self.survive(lambda: machine.control("inject_v4l2_buf_flag_error=1"), "frames_damaged")
        self.assertEqual(machine.summary(run)["capture"]["frames_damaged"], 1)

    def test_a_fatal_streaming_error_is_survived(self):
        self.survive(lambda: machine.control("inject_fatal_streaming_error=1"), "camera_error", "camera_resumed")

    def test_a_refused_queueing_is_survived(self):
        self.survive(lambda: machine.control("inject_vidioc_qbuf_error=1"), "camera_error", "camera_resumed")

    def test_refusals_at_the_start_are_survived(self):
        for name in ["inject_vidioc_reqbufs_error", "inject_vidioc_streamon_error"]:
            self.survive(lambda: None, "camera_error", "camera_resumed", before=[f"{name}=1"])

    def test_a_disconnected_camera_is_waited_for(self):
        self.survive(lambda: machine.control_if_possible("disconnect=1"), "camera_unplugged", "camera_resumed")

    def test_a_driver_that_is_unbound_and_bound_is_a_camera_unplugged(self):
        def fault():
            (PLATFORM / "unbind").write_text("vivid.0")
            time.sleep(3)
            (PLATFORM / "bind").write_text("vivid.0")

        run, _ = self.survive(fault, "camera_unplugged", "camera_resumed")
        rows = machine.table(run, "events")
        back = next(row for row in rows if row["event"] == "camera_resumed")
        self.assertGreater(float(back["time_s"]), 2)

    def test_sequence_numbers_that_wrap_lose_nothing(self):
        # Wrap after 128 frames.
        run, seconds = self.survive(lambda: None, before=["wrap_sequence_number=1"], frames_after=140)
        machine.control("wrap_sequence_number=0")
        # A busy machine may lose some, but no more than there were.
        capture = machine.summary(run)["capture"]
        self.assertLess(capture["frames_received"] + capture["frames_lost"], 10 * seconds + 10)
        self.assertNotIn("numbering_jumped", machine.events(run))

    def test_a_clock_that_jumps_leaves_the_times_even(self):
        # Jumps to a negative value 16 s after the start.
        run, seconds = self.survive(lambda: None, "clock_jumped", before=["wrap_timestamp=1"], frames_after=20)
        machine.control("wrap_timestamp=0")
        self.assert_times_are_those_of_the_clock(run, seconds)

    def test_a_clock_beyond_31_bits_is_read(self):
        run, seconds = self.survive(lambda: None, before=["wrap_timestamp=2"], frames_after=170)
        machine.control("wrap_timestamp=0")
        self.assert_times_are_those_of_the_clock(run, seconds)
        self.assertNotIn("clock_jumped", machine.events(run))

    def assert_times_are_those_of_the_clock(self, run, seconds):
        last = machine.summary(run)["time_base"]["last_s"]
        self.assertGreater(last, 16)
        self.assertLess(last, seconds + 1)


class SignalOfAGrabber(unittest.TestCase):
    """The HDMI input: the picture goes on when the signal is lost or another."""

    def setUp(self):
        machine.control("test_pattern=6,osd_text_mode=2")
        subprocess.run(
            ["v4l2-ctl", "-d", machine.VIVID, "-i", "3", "--set-dv-bt-timings", "index=0"], check=True,
            stdout=subprocess.DEVNULL)

    def tearDown(self):
        machine.control("dv_timings_signal_mode=0")
        subprocess.run(["v4l2-ctl", "-d", machine.VIVID, "-i", "0"], check=True, stdout=subprocess.DEVNULL)

    def survive(self, setting, sentence):
        run = machine.folder() / "run"
        with machine.Running(
            "live", machine.VIVID, "--output", run, "--scale", "1um", "--format", "GREY", "--interval", "0.5s"
        ) as command:
            command.wait_for(lambda: machine.recorded_frames(run) >= 3, "the first frames")
            machine.control(setting)
            command.wait_for(lambda: sentence in command.errors, f"'{sentence}'")
            machine.control("dv_timings_signal_mode=0")
            command.wait_for(lambda: "camera_resumed" in machine.recorded_events(run), "the signal to be back")
            count = machine.recorded_frames(run)
            command.wait_for(lambda: machine.recorded_frames(run) >= count + 3, "frames behind it")
            status = command.end()
        self.assertEqual(status, 130, command.errors)
        self.assertIn("camera_error", machine.events(run))
        self.assertTrue((run / "report.html").exists(), command.errors)

    def test_a_lost_signal_is_named_and_waited_for(self):
        self.survive("dv_timings_signal_mode=1", "there is no signal at the camera's input")

    def test_a_source_that_changes_its_size_is_named_and_waited_for(self):
        self.survive("dv_timings_signal_mode=4,dv_timings=10", "set the source back")

    def test_without_a_signal_from_the_start_the_error_says_so(self):
        machine.control("dv_timings_signal_mode=1")
        result = machine.growthscope(
            "live", machine.VIVID, "--output", machine.folder() / "run", "--scale", "1um", "--duration", "1s")
        self.assertEqual(result.returncode, 69, result.stderr)
        self.assertIn("there is no signal", result.stderr)


class FullDisk(unittest.TestCase):
    def setUp(self):
        machine.control("test_pattern=6,osd_text_mode=2")

    def test_a_full_disk_is_waited_for_and_the_run_goes_on(self):
        disk = machine.folder()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "small", str(disk)], check=True)
        run, filler = disk / "run", disk / "filler"
        with live(run) as command:
            command.wait_for(lambda: machine.recorded_frames(run) >= 5, "the first frames")
            with open(filler, "wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    pass
            # The record needs another page then.
            command.wait_for(lambda: "waiting for room" in command.errors, "the disk to be full")
            count = machine.recorded_frames(run)
            filler.unlink()
            command.wait_for(lambda: machine.recorded_frames(run) >= count + 10, "frames behind the full disk")
            status = command.end()
        self.assertEqual(status, 130, command.errors)
        self.assertIn("disk_full", machine.events(run), command.errors)


class Killed(unittest.TestCase):
    def test_a_run_that_is_killed_loses_less_than_a_second_and_is_closed_by_export(self):
        run = machine.folder() / "run"
        with live(run) as command:
            command.wait_for(lambda: machine.recorded_frames(run) >= 30, "thirty frames")
            command.end(signal.SIGKILL)
        frames = machine.recorded_frames(run)
        self.assertGreaterEqual(frames, 30)
        result = machine.growthscope("export", run)
        self.assertEqual(result.returncode, 0, result.stderr)
        found = machine.summary(run)
        self.assertEqual(found["status"], "unfinished")
        self.assertEqual(found["counts"]["frames_read"], frames)
        self.assertTrue((run / "report.html").exists())


class InUse(unittest.TestCase):
    def test_a_camera_that_another_program_reads_is_refused_with_69(self):
        folder = machine.folder()
        record = ["camera", "record", machine.VIVID, *machine.SMALL, "--output"]
        with machine.Running(*record, folder / "a.mkv") as first:
            first.wait_for((folder / "a.mkv.partial").exists, "the first frame")
            second = machine.growthscope(*record, folder / "b.mkv", "--duration", "1s")
            self.assertEqual(first.end(signal.SIGTERM), 130, first.errors)
        self.assertEqual(second.returncode, 69, second.stderr)
        self.assertIn("in use by another program", second.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
