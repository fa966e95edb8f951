#!/bin/sh
# Makes .venv from requirements.lock: bootstrap.sh [PYTHON], else with the first Python that can.
set -eu
cd "${0%/*}/.."

# Prints what keeps a Python from it and what to do, or nothing. Old Pythons must understand it.
check='
import sys
version = "%d.%d.%d" % tuple(sys.version_info[:3])
if sys.version_info < (3, 11):
    print("is " + version + ". Install a newer one")
else:
    try:
        import venv
        from ensurepip import version as pip_version
    except ImportError:
        print("is " + version + " without venv. Install that (Debian, Ubuntu: python3-venv)")
'

plugin=plugins/snakemake-executor-plugin-warm

set_up() {
    echo "Setting up .venv with $1 (a minute or two, once)"
    rm -rf .venv
    "$1" -m venv .venv
    # What pip fails with goes to stderr; its exit status would be lost in the pipe.
    { install && pwd -P >.venv/ready; } | progress "$(grep -c "^[^#]*==" requirements.lock)"
    test -f .venv/ready
}

install() {
    pip="$PWD/.venv/bin/python -m pip install --disable-pip-version-check --progress-bar off"
    $pip -r requirements.lock &&
        $pip --no-deps --config-settings editable_mode=compat -e "$plugin" -e .
}

# Of pip's lines: how far it is.
progress() {
    awk -v total="$1" '
        /^Collecting/ { if (n < total) n++; printf "\r%d of at most %d packages", n, total; fflush() }
        /^Installing collected/ { printf "\rinstalling them         "; fflush() }
        END { print "" }'
}

hurdle=
# 3.14 comes last: a package of the lock, immutables, has no wheel for it and needs a C compiler.
for python in ${1:-python3.13 python3.12 python3.11 python3 python3.14}; do
    # A name that does not run is as good as absent (pyenv leaves such names on PATH).
    found=$("$python" -c "$check" 2>/dev/null) || continue
    if [ ! "$found" ]; then
        set_up "$python"
        exit
    fi
    hurdle=${hurdle:-"$python here $found"}
done

hurdle=${hurdle:-"${1:-python3} is not here. Install it with venv (Debian, Ubuntu: python3-venv)"}
echo "Python 3.11 or newer is needed; $hurdle or say make PYTHON=/path/to/python3.12" >&2
exit 1
