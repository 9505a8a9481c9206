#!/bin/sh
# Fuzzes the readers of files through their C headers, under clang's address and undefined-behaviour sanitizers.
# Usage: fuzz.sh [tiff|movie|picture|camera]...   (all where none is named)
# FUZZ_RUNS and FUZZ_SECONDS bound each of them; findings stay in .build/fuzz/findings. The beginnings of the real
# recordings in the folder FUZZ_SAMPLES, where it is given, join the seeds.
set -eu
cd "$(dirname "$0")/.."

: "${CLANG:=clang}" "${FUZZ_SECONDS:=900}" "${FUZZ_SAMPLES:=}"
work=.build/fuzz
flags="-g -O1 -fuse-ld=lld -Wno-unused-command-line-argument -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
tiff="-ltiff -lm"
movie="-lavformat -lavcodec -lswscale -lavutil -lm -lpthread"
picture="-ljpeg -lpng -lz -lopencv_imgcodecs -lopencv_imgproc -lopencv_core -lstdc++"
camera="-lv4l2 $picture"

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
            -ISources/CVision/include -ISources/CCamera/include -c "$source" -o "$folder/$(echo "$source" | tr / _).o"
    done
}

# build NAME SEED LIBRARIES SOURCE...: .build/fuzz/NAME/fuzz, and .build/fuzz/NAME/seed from Fuzz/seed_SEED.
build() {
    name=$1 seed=$2 libraries=$3
    shift 3
    rm -rf "$work/$name/objects" "$work/$name/ends"
    compile "$work/$name/objects" "$@" Fuzz/memory_file.c
    compile "$work/$name/ends" "Fuzz/fuzz_$name.c" Fuzz/seed_"$seed".c*
    "$CLANG" $flags -fsanitize=fuzzer "$work/$name"/objects/*.o "$work/$name/ends/Fuzz_fuzz_$name".c*.o $libraries \
        -o "$work/$name/fuzz"
    "$CLANG" $flags "$work/$name"/objects/*.o "$work/$name/ends/Fuzz_seed_$seed".c*.o $libraries -o "$work/$name/seed"
}

# sample NAME LONGEST EXTENSION...: the beginnings of real files of these kinds, as seeds.
sample() {
    name=$1 longest=$2
    shift 2
    [ -d "$FUZZ_SAMPLES" ] || return 0
    for extension in "$@"; do
        find "$FUZZ_SAMPLES" -type f -iname "*.$extension" | while IFS= read -r file; do
            head -c "$longest" "$file" >"$work/$name/seeds/real_$(basename "$file")"
        done
    done
}

# run NAME RUNS LONGEST EXTENSION...: begins with our own files and with real ones of these kinds, ends after RUNS
# inputs or FUZZ_SECONDS.
run() {
    name=$1 runs=${FUZZ_RUNS:-$2} longest=$3
    shift 3
    mkdir -p "$work/$name/seeds" "$work/$name/corpus" "$work/findings"
    "$work/$name/seed" "$work/$name/seeds"
    sample "$name" "$longest" "$@"
    echo "fuzz: $name: $runs inputs or $FUZZ_SECONDS s, beginning with $(ls "$work/$name/seeds" | wc -l) files"
    # Decoders print what they find in damaged files, millions of lines: only the end is shown.
    failed=0
    "$work/$name/fuzz" -runs="$runs" -max_total_time="$FUZZ_SECONDS" -max_len="$longest" -timeout=25 \
        -rss_limit_mb=4096 -malloc_limit_mb=2100 -print_final_stats=1 -verbosity=1 \
        -artifact_prefix="$work/findings/$name-" "$work/$name/corpus" "$work/$name/seeds" >"$work/$name/log" 2>&1 || failed=$?
    if [ "$failed" -ne 0 ]; then
        grep -avE '^libpng|^#[0-9]' "$work/$name/log" | tail -n 60 >&2
        echo "fuzz: $name: the input that fails is in $work/findings" >&2
        exit "$failed"
    fi
    # The coverage after the seeds and at the end, and how many inputs that took.
    grep -aE '^#[0-9]+[[:space:]]+(INITED|DONE)|^stat::' "$work/$name/log"
}

command -v "$CLANG" >/dev/null || {
    echo "fuzz: no $CLANG on PATH; the Swift toolchain has one in usr/bin (or set CLANG)" >&2
    exit 1
}
[ $# -gt 0 ] || set -- tiff movie picture camera
for name in "$@"; do
    case $name in
    tiff)
        build tiff tiff "$tiff" Sources/CTiff/*.c
        run tiff 1000000 8192 tif tiff
        ;;
    movie)
        build movie movie "$movie" Sources/CMovie/*.c
        run movie 100000 16384 mp4 mkv gif
        ;;
    picture)
        build picture picture "$picture" Sources/CVision/images.cpp Sources/CVision/bitmap.cpp Sources/CVision/jpeg.c Sources/CVision/png_pictures.c
        run picture 200000 4096 png jpg
        ;;
    camera)
        build camera picture "$camera" Sources/CCamera/*.c Sources/CVision/images.cpp Sources/CVision/bitmap.cpp Sources/CVision/jpeg.c Sources/CVision/png_pictures.c
        run camera 1000000 4096
        ;;
    *)
        echo "fuzz: unknown reader $name: tiff, movie, picture or camera" >&2
        exit 64
        ;;
    esac
done
