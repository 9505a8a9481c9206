# GrowthScope. `make help` lists the targets.
SHELL := /bin/sh

# A Swift toolchain in the usual place is found without being on PATH.
export PATH := $(PATH):/opt/swift/usr/bin

PROGRAM := .build/release/growthscope

.PHONY: help setup build demo benchmark test test-camera endurance fuzz clean

help:
	@echo 'make setup   install the Debian packages that are missing, check the Swift toolchain'
	@echo 'make build   release build: $(PROGRAM)'
	@echo 'make demo    simulate the growth movie of a paper, analyse it, compare the velocities'
	@echo 'make benchmark   accuracy, honesty of errors, speed and memory on simulated movies, into Benchmarks/results.md'
	@echo 'make test    all tests'
	@echo 'make test-camera   the camera on real V4L2 drivers, in a virtual machine (no root needed)'
	@echo 'make endurance   an hour of live measuring at full speed; memory has to stay flat (ENDURANCE_SECONDS)'
	@echo 'make fuzz    damaged files by the million through the readers, under sanitizers (FUZZ_RUNS, FUZZ_SECONDS, FUZZ_SAMPLES)'
	@echo 'make clean   remove what was built and the demo'

setup:
	@Scripts/set-up.sh

build: setup
	swift build -c release --product growthscope

demo: build
	$(PROGRAM) demo --output demo --force

# About an hour. BENCHMARK_OPTIONS replaces what is measured: make benchmark BENCHMARK_OPTIONS='--kind opaque --skip-speed'
BENCHMARK_OPTIONS ?= --long --coverage 200 --mixed 200

benchmark: build
	swift build -c release --product growth-benchmark
	.build/release/growth-benchmark $(BENCHMARK_OPTIONS)

test: setup
	swift test --parallel

# CAMERA_TESTS=quick: without those that play movies.
CAMERA_TESTS ?= all

test-camera: build
	DeviceTests/test-camera.sh $(CAMERA_TESTS)

ENDURANCE_SECONDS ?= 3600

endurance: setup
	GROWTHSCOPE_ENDURANCE=$(ENDURANCE_SECONDS) swift test --filter EnduranceTests

fuzz: setup
	Fuzz/fuzz.sh

clean:
	rm -rf .build demo
