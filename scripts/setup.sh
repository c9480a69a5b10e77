#!/bin/sh
# Installs what the tests need beside Node: Chromium for the browser tests, tmux for those of tidemark top, Prometheus and
# Alertmanager for those of metrics and rules, the other versions of Node.js for those that kill processes. Most of it needs
# root on Debian or Ubuntu; elsewhere it says what is missing, and those tests skip with the same words.
set -eu

if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then
  echo "setup: a Chromium is installed"
elif command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "setup: installing Chromium with apt-get"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "setup: no Chromium found, and it cannot be installed from here; the browser tests will be skipped" >&2
fi

if command -v tmux >/dev/null 2>&1; then
  echo "setup: tmux is installed"
elif command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "setup: installing tmux with apt-get"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends tmux >/dev/null
else
  echo "setup: no tmux found, and it cannot be installed from here; tidemark top will not be tested in a terminal" >&2
fi

if command -v prometheus >/dev/null 2>&1 && command -v promtool >/dev/null 2>&1 && command -v amtool >/dev/null 2>&1; then
  echo "setup: Prometheus and Alertmanager are installed"
elif command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "setup: installing Prometheus and Alertmanager with apt-get"
  apt-get update -qq
  # At run level 1 the packages start no service: the tests start what they need.
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends prometheus prometheus-alertmanager >/dev/null
else
  echo "setup: no Prometheus found, and it cannot be installed from here; metrics and rules will not be tested with it" >&2
fi

# 190 MB on disk each; below node_modules, which npm ci empties.
nodes="$(dirname "$0")/../node_modules/.cache/nodes"
program="node-$(node -p 'process.platform.replace("win32", "win") + "-" + process.arch')"
for major in 20 22 24; do
  if [ "$(node -p 'process.versions.node.split(".")[0]')" = "$major" ] || [ -e "$nodes/$major/node_modules/$program/bin" ]; then
    echo "setup: Node.js $major is installed"
  else
    echo "setup: installing Node.js $major with npm"
    mkdir -p "$nodes/$major"
    npm install --prefix "$nodes/$major" --no-save --no-package-lock --silent "$program@$major" ||
      echo "setup: Node.js $major cannot be installed from here; tests on it will be skipped" >&2
  fi
done
