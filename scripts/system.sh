#!/usr/bin/env bash
# System libraries: installs what is missing when root on Debian, otherwise names the one command and goes on.
# Usage: system.sh run | test
set -u
declare -A probe=(
  [libpango-1.0-0]='ldconfig -p | grep -q libpango-1.0.so.0'
  [libpangoft2-1.0-0]='ldconfig -p | grep -q libpangoft2-1.0.so.0'
  [libharfbuzz-subset0]='ldconfig -p | grep -q libharfbuzz-subset.so.0'
  [chromium]='command -v chromium'
  [libreoffice-calc]='command -v soffice'
  [poppler-utils]='command -v pdftotext && command -v pdfsig'
  [softhsm2]='command -v softhsm2-util'
  [fonts-noto-cjk]='fc-list 2>/dev/null | grep -qi "noto.*cjk"'
)
wanted=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
[ "${1:-run}" = test ] && wanted+=(chromium libreoffice-calc poppler-utils softhsm2 fonts-noto-cjk)
export PATH="$PATH:/usr/sbin:/sbin"
missing=()
for package in "${wanted[@]}"; do bash -c "${probe[$package]}" >/dev/null 2>&1 || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0
command="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing system packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && $command -qq; } >.cache/apt.log 2>&1 && exit 0
  tail -5 .cache/apt.log >&2
fi
echo "missing system packages; install them with:  sudo $command" >&2
[ "${1:-run}" = test ] && exit 1
exit 0
