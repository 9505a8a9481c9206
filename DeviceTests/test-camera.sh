#!/bin/sh
# The tests of the camera on a real kernel's drivers, in a small virtual machine with Debian's own kernel (vm-run).
#   test-camera.sh          all of them: about ten minutes without KVM
#   test-camera.sh quick    formats and faults: what continuous integration runs
# Skipped, with a line that says so, where the machine's packages cannot be had.
set -eu
cd "$(dirname "$0")"
selection=${1:-all}
program=${GROWTHSCOPE_PROGRAM:-$(realpath ../.build/release/growthscope)}
[ -x "$program" ] || { echo "test-camera: no $program: run make build" >&2; exit 1; }

skip() {
    echo "test-camera: SKIPPED: $*"
    exit 0
}

reason=$(../Scripts/set-up.sh cameras 2>&1) || skip "$(echo "$reason" | tail -n 1)"
reason=$(./vm-run --loopback --setup 2>&1) || skip "no virtual machine: $(echo "$reason" | head -n 1)"

# in_machine SECONDS MODULE OPTION...: runs a module of tests in a machine of its own
in_machine() {
    timeout=$1
    shift
    tests=$1
    shift
    echo "test-camera: $tests"
    status=0
    GROWTHSCOPE=$program GROWTH_MOVIE=${movie:-} PYTHONDONTWRITEBYTECODE=1 \
        ./vm-run --timeout "$timeout" "$@" -- /usr/bin/python3 -W ignore -m unittest -v "$tests" || status=$?
    # A machine that did not start says nothing about the camera.
    [ "$status" -ne 125 ] || skip "the virtual machine did not start or died"
    return "$status"
}

in_machine 2400 test_formats --vivid "n_devs=2 node_types=0x1,0x1 multiplanar=1,2"
in_machine 2400 test_faults
[ "$selection" = all ] || exit 0

in_machine 2400 test_live_formats
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
movie=$folder/growth
"$program" simulate movie --scene growth.json --output "$movie" --quiet
in_machine 2400 test_loopback --loopback "video_nr=10,11,12,13 exclusive_caps=1,1,1,1 card_label=a,b,c,d"
