#!/usr/bin/env bash
# A real Slurm for tests, on this machine only: munged, slurmctld and one slurmd per pretended node, all below one folder.
# Nothing of the system is touched. Needs the packages of `tools/setup slurm`.
#
#   slurm_cluster.sh start FOLDER [NODES] [CPUS_PER_NODE]      (default: 2 nodes of 2 CPUs)
#   slurm_cluster.sh stop FOLDER
#
# Clients need SLURM_CONF=FOLDER/slurm.conf and nothing else. Ports: NETSEAM_SLURM_PORT (default 27817) and those after it.
set -euo pipefail

write_configuration() {
  local host memory=1500 node
  host=$(hostname)
  host=${host%%.*}
  cat >"$folder/slurm.conf" <<CONF
ClusterName=netseam_test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$folder/munge/socket/munge
StateSaveLocation=$folder/state
SlurmctldPidFile=$folder/pid/slurmctld
SlurmctldLogFile=$folder/log/slurmctld
# %n keeps what the nodes of one host write apart; without a TmpFS of its own the second node's PMIx server fails
SlurmdSpoolDir=$folder/spool/%n
SlurmdPidFile=$folder/pid/slurmd.%n
SlurmdLogFile=$folder/log/slurmd.%n
TmpFS=$folder/tmp/%n
TaskProlog=$folder/task_prolog
PlugStackConfig=/dev/null
# no cgroups and no pinning: neither works in a container
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=pmix
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
# a test waits for nothing: schedule at once, keep finished jobs visible
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,sched_min_interval=0
MinJobAge=3600
KillWait=5
ReturnToService=2
JobAcctGatherType=jobacct_gather/linux
AccountingStorageType=accounting_storage/none
DefMemPerCPU=$((memory / cpus))
CONF
  for node in $(seq "$nodes"); do
    echo "NodeName=n$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + node)) CPUs=$cpus RealMemory=$memory" >>"$folder/slurm.conf"
  done
  echo "PartitionName=test Nodes=ALL Default=YES DefaultTime=10:00 MaxTime=INFINITE State=UP" >>"$folder/slurm.conf"
}

# The nodes share one /dev/shm, so Open MPI's files of two nodes would meet there; and srun does not tell Open MPI that
# ranks outnumber cores, so idle ranks would spin.
write_task_prolog() {
  cat >"$folder/task_prolog" <<PROLOG
#!/bin/sh
shared=$shared_memory.\$SLURMD_NODENAME
mkdir -p "\$shared"
echo "export OMPI_MCA_btl_vader_backing_directory=\$shared"
echo "export OMPI_MCA_osc_sm_backing_directory=\$shared"
echo "export OMPI_MCA_osc_rdma_backing_directory=\$shared"
echo "export OMPI_MCA_mpi_yield_when_idle=1"
PROLOG
  chmod +x "$folder/task_prolog"
}

start() {
  local node idle as_root=()
  mkdir -p "$folder"/{log,munge/socket,pid,spool,state,tmp}
  # clients of other users reach the socket through these; the key itself is for its owner only
  chmod 755 "$folder" "$folder/munge/socket"
  chmod 711 "$folder/munge"
  (umask 077 && head -c 128 /dev/urandom >"$folder/munge/key")
  write_configuration
  write_task_prolog
  if [ "$(id -u)" = 0 ]; then as_root=(--force); fi
  munged "${as_root[@]}" --key-file="$folder/munge/key" --socket="$folder/munge/socket/munge" --pid-file="$folder/pid/munged" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" --num-threads=2
  until munge --socket="$folder/munge/socket/munge" --no-input >/dev/null 2>&1; do sleep 0.05; done
  slurmctld -f "$folder/slurm.conf"
  for node in $(seq "$nodes"); do
    mkdir -p "$folder/spool/n$node" "$folder/tmp/n$node"
    slurmd -f "$folder/slurm.conf" -N "n$node"
  done
  for _ in $(seq 200); do
    idle=$(SLURM_CONF=$folder/slurm.conf sinfo --noheader --Node --format=%T 2>/dev/null | grep -c '^idle' || true)
    if [ "$idle" = "$nodes" ]; then
      echo "slurm_cluster: $nodes node(s) of $cpus CPUs, SLURM_CONF=$folder/slurm.conf"
      return
    fi
    sleep 0.1
  done
  tail -n 20 "$folder"/log/* >&2
  echo "slurm_cluster: the nodes did not come up" >&2
  stop
  return 1
}

stop() {
  local file process
  # jobs first: their step managers outlive slurmd
  export SLURM_CONF=$folder/slurm.conf
  if scancel --user="$(id -un)" 2>/dev/null; then
    for _ in $(seq 100); do
      [ -n "$(squeue --noheader 2>/dev/null)" ] || break
      sleep 0.1
    done
  fi
  for file in "$folder"/pid/slurmd.* "$folder/pid/slurmctld" "$folder/pid/munged"; do
    [ -s "$file" ] || continue
    process=$(<"$file")
    kill "$process" 2>/dev/null || continue
    for _ in $(seq 50); do
      kill -0 "$process" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$process" 2>/dev/null || true
  done
  rm -rf "$shared_memory".n*
}

action=${1:-} folder=${2:-} nodes=${3:-2} cpus=${4:-2} port=${NETSEAM_SLURM_PORT:-27817}
if [[ ! "$action" =~ ^(start|stop)$ || -z "$folder" ]]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
folder=$(realpath -m "$folder")
shared_memory=/dev/shm/netseam_slurm_$(id -u)_$(basename "$folder")
"$action"
