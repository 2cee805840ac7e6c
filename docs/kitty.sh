#!/bin/sh
# docs/kitty.sh OUT.png [SECONDS]: a picture of the running program in kitty, on
# a display that nobody sees. It takes Xvfb, kitty (0.28 or newer) and
# ImageMagick.
set -eu
out=$1
after=${2:-26}
dir=$(mktemp -d)
trap 'kill $terminal $display 2>/dev/null || true; rm -rf "$dir"' EXIT
go build -o "$dir/inflight" .
Xvfb :87 -screen 0 1500x900x24 >/dev/null 2>&1 &
display=$!
terminal=
export DISPLAY=:87 LIBGL_ALWAYS_SOFTWARE=1
sleep 1
kitty -o font_size=8 -o remember_window_size=no -o initial_window_width=1500 -o initial_window_height=900 \
  -o update_check_interval=0 "$dir/inflight" --listen 127.0.0.1:0 >/dev/null 2>&1 &
terminal=$!
sleep "$after"
import -window root "$out"
