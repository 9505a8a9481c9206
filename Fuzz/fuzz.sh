#!/bin/sh
# Fuzzes the readers of files through their C headers, under clang's address and undefined-behaviour sanitizers.
# Usage: fuzz.sh [tiff|movie|picture]...   (all where none is named)
# FUZZ_RUNS and FUZZ_SECONDS bound each of them; findings stay in .build/fuzz/findings.
set -eu
cd "$(dirname "$0")/.."

: "${CLANG:=clang}" "${FUZZ_SECONDS:=900}"
work=.build/fuzz
flags="-g -O1 -fuse-ld=lld -Wno-unused-command-line-argument -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
tiff="-ltiff -lm"
movie="-lavformat -lavcodec -lswscale -lavutil -lm -lpthread"
picture="-ljpeg -lopencv_imgcodecs -lopencv_imgproc -lopencv_core -lstdc++"

# compile OUTPUT-FOLDER SOURCE...: with the coverage that guides the fuzzer; harmless in the programs that write seeds.
compile() {
    folder=$1
    shift
    mkdir -p "$folder"
    for source in "$@"; do
        case $source in
        *.cpp) language="-std=c++17 -isystem /usr/include/opencv4" ;;
        *) language="-std=gnu11" ;;
        esac
        "$CLANG" $flags -fsanitize=fuzzer-no-link $language -ISources/CTiff/include -ISources/CMovie/include \
            -ISources/CVision/include -c "$source" -o "$folder/$(basename "$source").o"
    done
}

# build NAME LIBRARIES SOURCE...: .build/fuzz/NAME/fuzz and .build/fuzz/NAME/seed.
build() {
    name=$1 libraries=$2
    shift 2
    rm -rf "$work/$name/objects" "$work/$name/ends"
    compile "$work/$name/objects" "$@" Fuzz/memory_file.c
    compile "$work/$name/ends" "Fuzz/fuzz_$name.c" Fuzz/seed_"$name".c*
    "$CLANG" $flags -fsanitize=fuzzer "$work/$name"/objects/*.o "$work/$name/ends/fuzz_$name".c*.o $libraries \
        -o "$work/$name/fuzz"
    "$CLANG" $flags "$work/$name"/objects/*.o "$work/$name/ends/seed_$name".c*.o $libraries -o "$work/$name/seed"
}

# run NAME RUNS LONGEST: begins with our own files, ends after RUNS inputs or FUZZ_SECONDS.
run() {
    name=$1 runs=${FUZZ_RUNS:-$2} longest=$3
    mkdir -p "$work/$name/seeds" "$work/$name/corpus" "$work/findings"
    "$work/$name/seed" "$work/$name/seeds"
    echo "fuzz: $name: $runs inputs or $FUZZ_SECONDS s, beginning with $(ls "$work/$name/seeds" | wc -l) files"
    # Decoders print what they find in damaged files, millions of lines: only the end is shown.
    failed=0
    "$work/$name/fuzz" -runs="$runs" -max_total_time="$FUZZ_SECONDS" -max_len="$longest" -timeout=25 \
        -rss_limit_mb=4096 -malloc_limit_mb=2100 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$work/findings/$name-" "$work/$name/corpus" "$work/$name/seeds" >"$work/$name/log" 2>&1 || failed=$?
    if [ "$failed" -ne 0 ]; then
        grep -v '^libpng' "$work/$name/log" | tail -n 60 >&2
        echo "fuzz: $name: the input that fails is in $work/findings" >&2
        exit "$failed"
    fi
    grep '^stat::' "$work/$name/log"
}

command -v "$CLANG" >/dev/null || {
    echo "fuzz: no $CLANG on PATH; the Swift toolchain has one in usr/bin (or set CLANG)" >&2
    exit 1
}
[ $# -gt 0 ] || set -- tiff movie picture
for name in "$@"; do
    case $name in
    tiff)
        build tiff "$tiff" Sources/CTiff/*.c
        run tiff 1000000 8192
        ;;
    movie)
        build movie "$movie" Sources/CMovie/*.c
        run movie 100000 16384
        ;;
    picture)
        build picture "$picture" Sources/CVision/images.cpp Sources/CVision/jpeg.c
        run picture 200000 4096
        ;;
    *)
        echo "fuzz: unknown reader $name: tiff, movie or picture" >&2
        exit 64
        ;;
    esac
done
