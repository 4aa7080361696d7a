#!/usr/bin/env bash
# Scores the new rows of every stream of a fleet: examples/experiments/fleet/run.sh FOLDER [ARGUMENT OF bami run]...
#
# FOLDER/streams/NAME.csv is a stream; new rows are appended to it. FOLDER/states/NAME.state is its state, and
# FOLDER/scores/NAME.csv its scores, each row once. The script may be killed and started again at any time.
#
# GNU parallel runs as many streams at once as there are cores (or JOBS=4), and on several machines with --sshlogin.
# Without GNU parallel, xargs runs them on this machine. BAMI=path/to/bami is the path of the program.
set -euo pipefail

if [ $# -lt 1 ] || [ ! -d "$1/streams" ]; then
    echo "usage: $0 FOLDER [ARGUMENT OF bami run]...   (FOLDER/streams holds the streams)" >&2
    exit 2
fi
folder=$1
shift
mkdir -p "$folder/states" "$folder/scores"
export FLEET_FOLDER=$folder BAMI=${BAMI:-bami}
command -v "$BAMI" >/dev/null || { echo "$0: $BAMI not found; set BAMI=path/to/bami" >&2; exit 2; }

# One stream: its file, then the arguments. The state is also saved every 1,000 rows, so that a long stream that is
# interrupted need not start over.
one() {
    local stream=$1 name
    shift
    name=$(basename "$stream" .csv)
    "$BAMI" run "$stream" --state "$FLEET_FOLDER/states/$name.state" --save-every 1000 --resume \
        -o "$FLEET_FOLDER/scores/$name.csv" --append --quiet "$@"
}
export -f one

streams() { find "$folder/streams" -name '*.csv' -print0 | sort -z; }
if command -v parallel >/dev/null; then
    streams | SHELL=$(command -v bash) parallel --null --will-cite --jobs "${JOBS:-100%}" \
        --joblog "$folder/jobs.log" one {} "$@"
else
    streams | xargs -0 -P "${JOBS:-$(nproc)}" -I '{}' bash -c 'one "$@"' one '{}' "$@"
fi
