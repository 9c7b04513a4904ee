#!/bin/sh
# Makes .venv with what the site needs; with the word `test`, also what its tests need, with `bench` what measures it. With
# the word `search` only what a search node needs.
# Quick when nothing changed.
# What the machine lacks is installed if we are root on Debian, else named. PYTHON chooses another interpreter.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}

fail() {
    echo "$1" >&2
    exit 1
}

# need PACKAGE... : installs them, or says in one sentence what is missing. Servers among them are not started.
need() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $* ..."
        policy=/usr/sbin/policy-rc.d
        if [ ! -e $policy ]; then
            printf '#!/bin/sh\nexit 101\n' >$policy
            chmod +x $policy
            trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        fi
        (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@") >/dev/null </dev/null ||
            fail "This machine lacks $*, and installing failed."
    else
        fail "This machine lacks $*: please install (Debian: sudo apt install $*), then start again."
    fi
}

# install_packages FILE: what the file pins, by its hashes. The installers are pinned too: what pip a machine brings decides
# nothing. uv is the quick one; where it gets no answer (a mirror that only pip is told of), pip does the same.
install_packages() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt </dev/null
    [ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
    .venv/bin/uv pip install --quiet --no-config --python .venv/bin/python --require-hashes -r "$1" </dev/null ||
        .venv/bin/python -m pip install --quiet --require-hashes -r "$1" </dev/null
}

need_java() {
    { command -v javac && command -v mvn; } >/dev/null || need default-jdk-headless maven
}

if [ "$what" = search ]; then
    need_java
    exit
fi

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    if [ -z "$python" ]; then
        need python3
        python=$(find_python)
    fi
    [ -n "$python" ] || fail "Python 3.11 or newer is needed: install it, or name it: PYTHON=/path/to/python3.11 make run"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
    rm -rf .venv
    "$python" -m venv .venv
fi

requirements=requirements.txt
if [ "$what" = test ] || [ -e .venv/has-tests ]; then requirements=requirements-dev.txt; fi
stamp=$(sha256sum requirements-bootstrap.txt "$requirements")
if [ "$(cat .venv/installed 2>/dev/null)" != "$stamp" ]; then
    echo "Installing the packages of $requirements ..."
    install_packages "$requirements"
    if [ "$requirements" = requirements-dev.txt ]; then touch .venv/has-tests; fi
    echo "$stamp" >.venv/installed
fi

if [ -z "${DATABASE_URL:-}" ]; then command -v setpriv >/dev/null || need util-linux; fi
if [ "$what" = test ]; then
    [ -x /usr/bin/chromium ] || need chromium
    need_java
    command -v ffmpeg >/dev/null || need ffmpeg
    # For trials of several processes.
    command -v redis-server >/dev/null || need redis-server
    [ -x /usr/sbin/nginx ] || need nginx-light
    [ -x /usr/sbin/clamd ] || need clamav-daemon
    [ -n "$(find /usr/lib/postgresql -name initdb 2>/dev/null)" ] || need postgresql
    # Playwright's own driver is linked to it.
    .venv/bin/python -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || need libatomic1
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" -iname 'Noto*Bengali*' 2>/dev/null | head -1)" ] || need fonts-noto-core
fi
if [ "$what" = bench ]; then command -v wrk >/dev/null || need wrk; fi
