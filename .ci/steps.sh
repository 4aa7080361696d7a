# Functions for the scripts beside it; they are sourced, not run.

timings=()

# Runs a command and keeps its time.
step() {
    printf '\n== %s\n' "$*"
    local start=$SECONDS
    "$@"
    timings+=("$(printf '%5d s  %s' $((SECONDS - start)) "$*")")
}

# Prints the time of each step.
report() { printf '\n== Time of each step\n'; printf '%s\n' "${timings[@]}" "$(printf '%5d s  in all' $SECONDS)"; }

# Installs packages, as root or with sudo, in at most three attempts.
install() {
    command -v apt-get >/dev/null || return 1
    local root=() attempt
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || return 1
        root=(sudo -n)
    fi
    for attempt in 1 2 3; do
        if "${root[@]}" apt-get update -qq &&
            "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; then
            return
        fi
        sleep $((attempt * 5))
    done
    return 1
}

# Installs a package if none of the programs is there: need PACKAGE PROGRAM...
# If it cannot be installed, the script fails where CI=true is set; elsewhere the tests show what is missing.
need() {
    local package=$1 program
    shift
    for program in "$@"; do
        command -v "$program" >/dev/null && return
    done
    install "$package" && return
    echo "$package is missing and could not be installed" >&2
    [ "${CI:-}" != true ]
}

toolchain() {
    local component
    command -v cargo >/dev/null || { echo 'cargo is missing: install the Rust toolchain (rustup.rs)' >&2; exit 2; }
    for component in rustfmt clippy; do
        cargo "${component/rust/}" --version >/dev/null 2>&1 || rustup component add "$component"
    done
}

# What the tests run: interpreters for the ports and a browser for the page of `bami view`.
tools() {
    need python3 python3
    need nodejs node
    need chromium "${BAMI_BROWSER:-chromium}" chromium chromium-browser google-chrome chrome
}
