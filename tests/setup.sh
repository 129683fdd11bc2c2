#!/usr/bin/env bash
# Sets a clean Debian 12 or Ubuntu machine up; called by the Makefile, quiet when there is nothing to do.
#
#   tests/setup.sh venv DIR    make a virtual environment with Python 3.11 or newer
#   tests/setup.sh packages    install what the tests use besides Python and Node packages
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Runs a command as root, directly or by sudo without a question; fails when neither is possible.
as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" </dev/null >/dev/null; }

# Installs those of the named Debian packages that are missing.
need() {
    local name missing=()
    for name in "$@"; do installed "$name" || missing+=("$name"); done
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || die "please install: ${missing[*]}"
    say "installing ${missing[*]}"
    if ! apt_get update || ! apt_get install -y --no-install-recommends "${missing[@]}"; then
        die "could not install them; as root: apt-get install ${missing[*]}"
    fi
}

# Prints the newest Python that is new enough.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    return 1
}

make_venv() {
    local dir=$1 python
    python=$(find_python) || { need python3 && python=$(find_python); } \
        || die 'Python 3.11 or newer is needed, and this system has none; see python.org or use Debian 12'
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps ensurepip in a package of its own, named after the version.
        need "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    "$python" -m venv "$dir"
}

# Chromium and Firefox: on Debian plain packages. Ubuntu has them as snaps only, which cannot be
# had in a container and see no file outside the home directory; so there the tests take what
# DIEMCAU_CHROMIUM and DIEMCAU_FIREFOX name.
need_browsers() {
    local id
    # shellcheck source=/dev/null
    id=$(. /etc/os-release && echo "$ID")
    if [[ $id == ubuntu ]]; then
        [[ -x ${DIEMCAU_CHROMIUM:-/usr/bin/chromium} && -x ${DIEMCAU_FIREFOX:-/usr/bin/firefox-esr} ]] \
            || say 'Ubuntu ships Chromium and Firefox as snaps, which the tests cannot drive.' \
                'Set DIEMCAU_CHROMIUM and DIEMCAU_FIREFOX to executables that are no snaps.'
        return
    fi
    [[ -n ${DIEMCAU_CHROMIUM:-} ]] || need chromium
    [[ -n ${DIEMCAU_FIREFOX:-} ]] || need firefox-esr
}

need_packages() {
    need coturn ffmpeg espeak-ng postgresql pulseaudio shellcheck tesseract-ocr tesseract-ocr-vie \
        python3-gi gir1.2-gst-plugins-bad-1.0 gstreamer1.0-nice gstreamer1.0-plugins-bad \
        gstreamer1.0-plugins-base gstreamer1.0-plugins-good
    need_browsers
}

case ${1:-} in
    venv) make_venv "$2" ;;
    packages) need_packages ;;
    *) die 'usage: tests/setup.sh venv DIR | packages' ;;
esac
