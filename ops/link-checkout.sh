#!/bin/sh
# Makes this checkout importable in .venv and writes the launcher .venv/bin/rangkul.
# A path file and a two-line launcher instead of `pip install -e .`: that would need setuptools,
# which is in no lock file and in no venv since Python 3.12, fetched at run time.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd)
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$here" > "$packages/rangkul-checkout.pth"
# -P: the folder that the command is called from cannot put its own modules first.
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -P -m rangkul.config.cli "$@"\n' "$here" \
    > .venv/bin/rangkul
chmod 755 .venv/bin/rangkul
