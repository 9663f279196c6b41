#!/usr/bin/env bash
# jobs/layers.sbatch on a real, throw-away Slurm (slurm_cluster.sh): the digits study on two nodes gives the tables of a
# run on one rank; a job that is told to stop requeues itself, goes on where it was, and gives the same tables again.
#
#   tests/jobs/run_slurm_job.sh [NETSEAM]        (default: build/release/bin/netseam)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
NETSEAM=$(realpath "${1:-$top/build/release/bin/netseam}")
export NETSEAM
[ -x "$NETSEAM" ] || { echo "run_slurm_job: no program at $NETSEAM; tools/quickstart builds it" >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/netseam_slurm_XXXXXX")
chmod 755 "$work"
trap '"$here/slurm_cluster.sh" stop "$work/cluster"; rm -rf "$work"' EXIT
"$here/slurm_cluster.sh" start "$work/cluster" 2 2
export SLURM_CONF=$work/cluster/slurm.conf
cd "$work"

fail() {
  echo "run_slurm_job: FAILED: $*" >&2
  scontrol show job >&2 || true
  tail -n 40 "$work"/*.log >&2 || true
  exit 1
}

state_of() { scontrol show job "$1" | grep -oP 'JobState=\K\w+'; }

# wait_for JOB STATE SECONDS
wait_for() {
  local state=''
  for _ in $(seq "$(($3 * 5))"); do
    state=$(state_of "$1")
    if [ "$state" = "$2" ]; then return; fi
    case $state in FAILED | CANCELLED | TIMEOUT | NODE_FAIL | COMPLETED) break ;; esac
    sleep 0.2
  done
  fail "job $1 is $state, expected $2"
}

submit() { sbatch --parsable --nodes=2 --ntasks-per-node=2 --mem-per-cpu=500M "$top/jobs/layers.sbatch" "${study[@]}" "$@"; }
# the pairs alone: what is tried here is the job; one library, as the fastest is found by the clock and each rounds in its own way
study=("$top/configs/digits.ini" --layers.measures=gw --layers.profiles=false --layers.twin= --layers.against=
  --run.product=openblas)
on_one_rank() { "$NETSEAM" layers "${study[@]}" "$@" >one_rank.log 2>&1 || fail "the run on one rank"; }

echo "-- the digits study on 2 nodes x 2 ranks"
on_one_rank --study.output="$work/runs_one" --csv="$work/csv_one"
job=$(submit --study.output="$work/runs_slurm" --csv="$work/csv_slurm")
wait_for "$job" COMPLETED 120
[ "$(find runs_slurm -name layers.h5 | wc -l)" = 6 ] || fail "six result files expected below runs_slurm"
diff -rq csv_one csv_slurm || fail "the tables differ from those of one rank"

echo "   as expected ($SECONDS s)"
echo "-- SIGUSR1 in mid-run: the job saves, requeues itself and goes on"
longer=(--layers.restarts=40 --layers.resamples=0)
on_one_rank "${longer[@]}" --study.output="$work/runs_long_one" --csv="$work/csv_long_one"
job=$(submit "${longer[@]}" --study.output="$work/runs_long" --csv="$work/csv_long")
wait_for "$job" RUNNING 30
until [ -d runs_long ]; do sleep 0.1; done
sleep 0.5
scancel --signal=USR1 "$job"
wait_for "$job" PENDING 60
# a requeued job waits two minutes; told to start within the first second or two it fails in Slurm 22.05
until scontrol show job "$job" | grep -q 'Reason=BeginTime'; do sleep 0.2; done
sleep 3
scontrol update job="$job" StartTime=now
wait_for "$job" RUNNING 30
wait_for "$job" COMPLETED 120
grep -q 'exit code 75' "netseam-layers-$job.log" || fail "the first start did not stop early"
scontrol show job "$job" | grep -q 'Restarts=1' || fail "the job was not requeued once"
diff -rq csv_long_one csv_long || fail "the tables of the requeued job differ"
echo "   as expected ($SECONDS s)"
echo "2 passed, 0 failed"
