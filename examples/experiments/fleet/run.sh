#!/usr/bin/env bash
# Scores every stream of a fleet from where it stood: examples/fleet/run.sh FOLDER [ARGUMENT OF bami run]...
#
# FOLDER/streams/NAME.csv is a stream, to whose end rows are added. FOLDER/states/NAME.state is its state and
# FOLDER/scores/NAME.csv its scores, each row once. It may be killed and started again at any time.
#
# GNU parallel runs as many streams at once as there are cores (JOBS=4 says otherwise), and over several machines with
# its --sshlogin; without it xargs does, on this machine. BAMI=path/to/bami says where the program is.
set -euo pipefail

if [ $# -lt 1 ] || [ ! -d "$1/streams" ]; then
    echo "usage: $0 FOLDER [ARGUMENT OF bami run]...   (FOLDER/streams holds the streams)" >&2
    exit 2
fi
folder=$1
shift
mkdir -p "$folder/states" "$folder/scores"
export FLEET_FOLDER=$folder BAMI=${BAMI:-bami}
command -v "$BAMI" >/dev/null || { echo "$0: there is no $BAMI; say BAMI=path/to/bami" >&2; exit 2; }

# One stream: its file, then the arguments. The state is saved every 1,000 rows, too, so that a long stream that is stopped
# does not begin again.
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
