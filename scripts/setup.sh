# Shared by scripts/app, scripts/test and .ci/run: a virtual environment and, for the browser tests, Chromium.
VENV="${VENV:-.venv}"

# prepare FILE: make the virtual environment and install FILE into it, unless that was done for the same file text.
prepare() {
  local file=$1 python=${PYTHON:-python3} stamp
  "$python" - <<'PY' || { echo "Geo Opportunity needs Python 3.11 or newer; set PYTHON to one, e.g. PYTHON=python3.12 $0" >&2; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY
  if [ ! -x "$VENV/bin/python" ]; then
    "$python" -m venv "$VENV" || {
      echo "Could not make a virtual environment. On Debian: apt-get install python3-venv" >&2
      exit 1
    }
  fi
  stamp=$(cat requirements*.txt "$file" | cksum | tr ' ' '-')
  if [ ! -f "$VENV/.installed-$file-$stamp" ]; then
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r "$file"
    touch "$VENV/.installed-$file-$stamp"
  fi
}

# system_packages: Chromium and fonts for the browser tests. Without them those tests are skipped and say so.
system_packages() {
  if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then
    return 0
  fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium and fonts for the browser tests ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
  else
    echo "No Chromium found: the browser tests will be skipped. Fix: sudo apt-get install chromium fonts-dejavu-core" >&2
  fi
}

# axe_core: the accessibility checker, where npm is; without it that test is skipped and says so.
axe_core() {
  local version=4.14.1 home=.cache/npm
  if grep -qs "\"version\": \"$version\"" "$home/node_modules/axe-core/package.json"; then
    return 0
  fi
  if command -v npm >/dev/null 2>&1; then
    mkdir -p "$home"
    npm install --silent --no-fund --no-audit --prefix "$home" "axe-core@$version" >/dev/null 2>&1 || echo "axe-core could not be installed." >&2
  fi
}
