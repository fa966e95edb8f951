#!/bin/sh
# status.sh JOB: prints running, success or failed for a Slurm job; what can't be known is running.
state=$(squeue --noheader --states=all --format=%T --jobs="$1" 2>/dev/null) || state=
if [ -z "$state" ] && scontrol ping 2>/dev/null | grep -q UP; then
    # slurmctld answers, but has forgotten the job; accounting, if there is any, has not.
    state=$(sacct --noheader --allocations --parsable2 --format=State --jobs="$1" 2>/dev/null) || state=
    state=${state:-FORGOTTEN}
fi
case $state in
COMPLETED) echo success ;;
'' | PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | STOPPED | REQUEUE* | RESIZING | \
    SIGNALING | STAGE_OUT) echo running ;;
*) echo failed ;;
esac
