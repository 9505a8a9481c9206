#!/bin/sh
# Installs the Debian packages that building, testing and running GrowthScope needs and that are not there yet,
# and checks the Swift toolchain. Says what cannot be had; installs nothing when all is there.
#   set-up.sh           what building, running and testing need
#   set-up.sh cameras   what the tests on a real kernel's cameras need besides
set -eu

needed_swift=6.3
# What the Swift toolchain itself needs: headers, linker, and the libraries of the compiler and the package manager.
toolchain="binutils ca-certificates gcc g++ git libc6-dev libcurl4 libncurses6 libsqlite3-0
    libstdc++-12-dev libxml2 tzdata zlib1g-dev"
# What we link; imgcodecs writes pictures that fuzzing begins with.
libraries="libavcodec-dev libavformat-dev libavutil-dev libboost-math-dev libcminpack-dev libjpeg62-turbo-dev
    libopencv-core-dev libopencv-imgcodecs-dev libopencv-imgproc-dev libpng-dev libsqlite3-dev libswscale-dev
    libtiff-dev libv4l-dev"
# What we run: gnuplot draws the figures, with these fonts; openssl takes the checksums of the input.
programs="fonts-dejavu-core gnuplot-nox openssl"
packages="$toolchain $libraries $programs"
# Compiles a kernel module, feeds and asks the virtual machine's cameras.
[ "${1:-}" != cameras ] || packages="ffmpeg gcc make python3 v4l-utils xz-utils"

fail() {
    echo "set-up: $*" >&2
    exit 1
}

installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
    missing=
    for package in $packages; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0

    sudo=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "not root and no sudo: ask an administrator for: apt-get install$missing"
        sudo=sudo
    fi
    echo "set-up: installing$missing" >&2
    $sudo apt-get update -qq || fail "apt-get update failed: is the network there?"
    unknown=
    for package in $missing; do
        [ -n "$(apt-cache madison "$package" 2>/dev/null)" ] || unknown="$unknown $package"
    done
    [ -z "$unknown" ] || fail "this system's package sources do not have:$unknown (Debian 12 has them in 'main')"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >&2 ||
        fail "apt-get could not install:$missing"
}

check_swift() {
    swift=$(command -v swift) ||
        fail "no Swift toolchain: install Swift $needed_swift or later from https://swift.org/install and put its usr/bin on PATH"
    version=$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "$swift does not run: $("$swift" --version 2>&1 | head -n 1)"
    oldest=$(printf '%s\n%s\n' "$needed_swift" "$version" | sort -V | head -n 1)
    [ "$oldest" = "$needed_swift" ] || fail "$swift is Swift $version, but $needed_swift or later is needed (https://swift.org/install)"
}

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    fail "no apt-get: this script knows Debian only; install the counterparts of: $packages"
install_packages
check_swift
