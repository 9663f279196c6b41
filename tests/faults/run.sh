#!/usr/bin/env bash
# Disturbs runs of small studies of every stage and compares what they leave with undisturbed runs: README.md beside this.
#
#   tests/faults/run.sh [--short|--long] [NETSEAM] [--seed N] [--stage NAME,...] [--kinds KIND,...] [--repeat ID]
#                       (default: --short, build/release/bin/netseam, or else build/dev/bin/netseam)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
program=$top/build/release/bin/netseam
[ -x "$program" ] || program=$top/build/dev/bin/netseam
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --seed | --stage | --kinds | --repeat | --workers) options+=("$1" "${2:?$1 needs a value}") && shift ;;
    --*) options+=("$1") ;;
    *) program=$1 ;;
  esac
  shift
done
# Debian's own python3, which has numpy and h5py (tools/setup test)
exec /usr/bin/python3 "$here/campaign.py" "$program" "${options[@]}"
