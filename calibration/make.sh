#!/bin/sh
# Makes the worked examples of this folder again: slides from the simulator, calibrations from their pictures.
# Usage: calibration/make.sh [PROGRAM], with the release build as the usual program.
set -eu
cd "$(dirname "$0")"
program=${1:-../.build/release/growthscope}

"$program" simulate micrometer --preset plain --output micrometer --force --quiet
"$program" calibrate micrometer micrometer/slide.png --division 10um --division-tolerance 0.02um \
    --objective 'simulated 10x' --output micrometer/10x.json --force

"$program" simulate grid --preset dots --output grid --force --quiet
"$program" calibrate grid grid/slide.png --kind dots --pitch 50um --pitch-tolerance 0.1% \
    --objective 'simulated 10x' --output grid/10x.json --force

"$program" calibrate check micrometer/10x.json micrometer/slide.png
"$program" calibrate check grid/10x.json grid/slide.png
