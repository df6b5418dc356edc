#!/bin/sh
# Installs the grader into an image, as root: Python's packages for everybody, the grader for root alone.
# RESNET_LESSONS_PYTHON names a Python that has the packages of requirements.lock already.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
home=/opt/resnet-lessons
umask 022
mkdir -p "$home"
chmod 755 "$home"

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

python=${RESNET_LESSONS_PYTHON:-}
if [ -z "$python" ]; then
    for each in python3.12 python3.13 python3.11 python3; do
        if fits "$each"; then python=$each; break; fi
    done
    if [ -z "$python" ]; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        for each in python3.12 python3.13 python3.11; do
            if apt-get install -y -qq "$each" "$each-venv"; then python=$each; break; fi
        done
    fi
    if [ -z "$python" ]; then
        echo "The lessons need Python 3.11, 3.12 or 3.13: choose a newer image." >&2
        exit 1
    fi
    # Debian and Ubuntu keep what makes environments in a package of its own.
    "$python" -m venv "$home/venv" ||
        { apt-get update -qq && apt-get install -y -qq "$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')" &&
          "$python" -m venv "$home/venv"; }
    "$home/venv/bin/pip" install --quiet --no-cache-dir --require-hashes -r "$here/requirements.lock"
    python=$home/venv/bin/python
fi
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v "$python")" > "$home/python"
chmod 755 "$home/python"

rm -rf "$home/grader"
mkdir -m 700 "$home/grader"
cp -R "$here/grader/." "$home/grader/"
for each in autograder.json points.toml; do
    if [ -e "$here/$each" ]; then cp "$here/$each" "$home/grader/"; fi
done
chown -R 0:0 "$home/grader"
chmod -R go-rwx "$home/grader"
mkdir -p -m 755 "$home/tmp"
cp "$here/run_autograder" "$home/run_autograder"
chmod 755 "$home/run_autograder"
# Here the answers lie, too.
chmod -R go-rwx "$here"

# A submission must not change what others use: folders with the sticky bit are no such danger.
find / -xdev \( -path /proc -o -path /sys -o -path /dev \) -prune -o \
    \( -type f -perm -0002 -o -type d -perm -0002 ! -perm -1000 \) -exec chmod o-w {} +
"$home/python" -s -c 'import tensorflow' 2>/dev/null ||
    { echo "TensorFlow cannot be loaded in this image." >&2; exit 1; }
