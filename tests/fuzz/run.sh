#!/usr/bin/env bash
# Builds the fuzz targets and runs each for an equal share of SECONDS (default 60), starting from the sample files of
# the repository and what earlier sittings found (build/fuzz/corpus). Ends with 1 if a reader crashed, leaked, hung or
# threw anything but its own error for bad input; the offending files are then in build/fuzz/findings. A fault inside
# libhdf5 itself, which Debian's 1.10 has for damaged files and which nothing here can catch, is counted and shown but
# does not fail the run; nor does a file that is read without a fault when it is read alone, since only libhdf5 keeps
# anything from one file to the next. build/fuzz/runs.txt adds up the files of all sittings.
#
#   tests/fuzz/run.sh [SECONDS] [--reader NAME]... [--runs N] [--no-build]
#                     (--runs: ends a reader after so many files, if its seconds are not over before)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readers=() seconds=60 limits=(-timeout=20 -rss_limit_mb=2048) build=yes
while [ $# -gt 0 ]; do
  case $1 in
    --reader) readers+=("${2:?--reader needs a name}") && shift ;;
    --runs) limits+=(-runs="${2:?--runs needs a number}") && shift ;;
    --no-build) build='' ;;
    *) seconds=$1 ;;
  esac
  shift
done
[ ${#readers[@]} -gt 0 ] || readers=(npy npz safetensors index network study hdf5)
share=$(((seconds + ${#readers[@]} - 1) / ${#readers[@]}))
# libFuzzer leaves without cleaning up; a file in memory is written twenty times as fast as one on a disk
place=${TMPDIR:-/tmp}
if [ -w /dev/shm ]; then place=/dev/shm; fi
TMPDIR=$(mktemp -d -p "$place" netseam-fuzz-XXXXXX)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
log=$TMPDIR/log

if [ "$build" ]; then
  launcher=()
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  cmake --preset fuzz "${launcher[@]}" >/dev/null
  cmake --build --preset fuzz --target fuzz
fi

# fills build/fuzz/corpus/READER, which grows from run to run, with the sample files
prepare_corpus() {
  mkdir -p "build/fuzz/corpus/$1"
  case $1 in
    npy) cp tests/data/input/*.npy "build/fuzz/corpus/$1" ;;
    npz) cp tests/data/input/*.npz "build/fuzz/corpus/$1" ;;
    hdf5) cp tests/data/input/*.h5 "build/fuzz/corpus/$1" ;;
    *) cp tests/fuzz/seeds/"$1"/* "build/fuzz/corpus/$1" ;;
  esac
}

# fuzz READER OPTIONS...: one run, its output in the log; another seed at every sitting
fuzz() {
  local reader=$1 sitting
  shift
  sitting=$(grep -c "^$reader " build/fuzz/runs.txt 2>/dev/null || true)
  findings=build/fuzz/findings/$reader
  rm -rf "$findings"
  mkdir -p "$findings"
  "build/fuzz/bin/fuzz_$reader" -max_total_time="$share" "${limits[@]}" -max_len=16384 -seed=$((1 + ${sitting:-0})) \
    -print_final_stats=1 -artifact_prefix="$findings/" "$@" "build/fuzz/corpus/$reader" >"$log" 2>&1
}

# count READER RUNS: notes the sitting; the sum of all sittings
count() {
  printf '%s %s\n' "$1" "$2" >>build/fuzz/runs.txt
  awk -v reader="$1" '$1 == reader {sum += $2} END {print sum}' build/fuzz/runs.txt
}

# what fuzz_hdf5 makes of one file: "none", "libhdf5" (on top of the stack, below the sanitizer's own functions, which
# have a place in the program but no line) or "netseam"
fault_of() {
  local output stack
  if output=$(build/fuzz/bin/fuzz_hdf5 -timeout=20 -rss_limit_mb=2048 "$1" 2>&1); then
    echo none
    return
  fi
  # nothing else here is built to notice that
  if [[ $output == *"stack smashing detected"* ]]; then
    echo libhdf5
    return
  fi
  stack=$(grep -E '^ *#[0-9]+ 0x' <<<"$output" | grep -vE '/bin/fuzz_hdf5\+0x|/libc\.so|/sysdeps/' || true)
  if [[ ${stack%%$'\n'*} == *libhdf5* ]]; then echo libhdf5; else echo netseam; fi
}

fuzz_ours() {
  local runs
  if fuzz "$1"; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    printf 'fuzz_%-12s %9s files in %d s, no finding; %s files so far\n' "$1" "$runs" "$share" "$(count "$1" "$runs")"
  else
    tail -n 60 "$log"
    printf 'fuzz_%-12s FAILED, see %s\n' "$1" "$findings"
    return 1
  fi
}

# libhdf5 leaks when it gives up on a file, and expects malloc to fail for absurd sizes as it does outside of sanitizers;
# a small quarantine of freed memory makes it twice as fast
fuzz_hdf5() {
  export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=1024:quarantine_size_mb=2
  local failed=0 finding fault runs
  local -A faults=([none]=0 [libhdf5]=0 [netseam]=0)
  fuzz hdf5 -fork=1 -ignore_crashes=1 -ignore_ooms=0 -ignore_timeouts=0 || failed=1
  for finding in "$findings"/*; do
    [ -e "$finding" ] || continue
    fault=$(fault_of "$finding")
    faults[$fault]=$((faults[$fault] + 1))
    if [ "$fault" = netseam ]; then
      failed=1
      build/fuzz/bin/fuzz_hdf5 -timeout=20 -rss_limit_mb=2048 "$finding" 2>&1 | tail -n 60 || true
      printf 'fuzz_hdf5         FAILED, see %s\n' "$finding"
    fi
  done
  runs=$(sed -nE 's/^#([0-9]+): cov:.*/\1/p' "$log" | tail -n 1)
  if [ -z "$runs" ]; then
    tail -n 60 "$log"
    failed=1
  fi
  printf 'fuzz_%-12s %9s files in %d s, %d findings; %d faults inside libhdf5, %d that its earlier files left behind; %s files so far\n' \
    hdf5 "${runs:-0}" "$share" "${faults[netseam]}" "${faults[libhdf5]}" "${faults[none]}" "$(count hdf5 "${runs:-0}")"
  return "$failed"
}

failed=0
for reader in "${readers[@]}"; do
  prepare_corpus "$reader"
  if [ "$reader" = hdf5 ]; then (fuzz_hdf5) || failed=1; else fuzz_ours "$reader" || failed=1; fi
done
exit "$failed"
