#!/usr/bin/env bash
# Front-end assets from npm. Without npm the pages run on our own CSS and no script, as they must anyway.
set -u
stamp=app/static/vendor/.built
[ -f "$stamp" ] && [ ! package-lock.json -nt "$stamp" ] && exit 0
command -v npm >/dev/null || { echo "npm not found: pages run without scripts"; exit 0; }
npm ci --silent --no-audit --no-fund >.cache/npm.log 2>&1 && npm run --silent build && touch "$stamp" && exit 0
echo "npm could not fetch the front-end assets: pages run without scripts (see .cache/npm.log)"
exit 0
