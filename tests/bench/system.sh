# A Winnow of a benchmark's own: Redis as the product configures it, servers on
# one core, the load on the other, Redis there too unless a script moves it, all
# of it gone when the script ends. Sourced, never run.
# shellcheck shell=bash disable=SC2034

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
BUILD=${WINNOW_BENCH_BUILD:-$ROOT/build/bench}
readonly ROOT BUILD
readonly ECHO_SERVER=$BUILD/tests/bench/echo_server
readonly LOAD_GENERATOR=$BUILD/tests/bench/load_generator
WINNOWD=$BUILD/service/winnowd
readonly WINNOW=$BUILD/clients/cli/winnow
readonly SERVER_CORE=0 LOAD_CORE=1
# Where Redis runs; a script that must not slow the load down moves it.
REDIS_CORE=$LOAD_CORE
# Further flags of winnowd.
WINNOWD_FLAGS=()
# What Redis may have; a script that fills it sets more.
REDIS_MEMORY=2gb

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Everything one run needs is under here; short, for the Unix sockets in it.
# Not /tmp, which may be memory, where durable writes cost nothing.
WORK=$(mktemp -d "${WINNOW_BENCH_DIR:-/var/tmp}/wbench.XXXXXX")
readonly WORK
REDIS_PID='' SERVER_PID='' NICE_BEFORE=''
trap 'stop_all; give_priority_back; rm -rf -- "$WORK"' EXIT
trap 'exit 130' INT TERM

# What else runs on the two cores takes slices of 2 to 6 ms from them, which a
# p99 of a few milliseconds then measures. As root the whole session goes before
# the rest of the machine; without it the tails are the machine's.
take_priority() {
  local before
  before=$(sed -n 's/.* nice //p' /proc/self/autogroup 2>/dev/null) || return 0
  if { echo -20 >/proc/self/autogroup; } 2>/dev/null; then
    NICE_BEFORE=$before
    printf 'Before all other programs (autogroup nice -20).\n'
  else
    printf 'Not root: other programs may take slices of 2 to 6 ms in between.\n'
  fi
}

give_priority_back() {
  [[ -z $NICE_BEFORE ]] || echo "$NICE_BEFORE" >/proc/self/autogroup
}

# check_machine PROGRAM…  what is needed beside winnowd and winnow.
check_machine() {
  local program load
  for program in "$WINNOWD" "$WINNOW" "$@"; do
    [[ -x $program ]] || die "$program is missing: cmake --preset bench &&" \
      "cmake --build --preset bench --target ${program##*/}"
  done
  for program in redis-server redis-cli taskset chrt python3; do
    command -v "$program" >/dev/null || die "$program is missing."
  done
  (($(nproc) >= 2)) || die "this takes two cores: one would measure the load."
  if [[ $(stat -f -c %T "$WORK") == tmpfs ]]; then
    [[ -n ${WINNOW_BENCH_IN_MEMORY:-} ]] ||
      die "$WORK is memory: set WINNOW_BENCH_DIR to a directory on a disk, or" \
        "WINNOW_BENCH_IN_MEMORY=1 to see what the programs cost without one."
    printf 'Files are in memory: nothing waits for a disk, as it would.\n'
  fi
  load=$(cut -d' ' -f1 /proc/loadavg)
  printf 'Machine: %s, %s cores, Linux %s, load %s before the start; %s\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    "$(nproc)" "$(uname -r)" "$load" \
    "$(redis-server --version | cut -d' ' -f1-3) on $(stat -f -c %T "$WORK")"
  printf 'Its disk takes %s ms for write and fdatasync of 64 KB (median).\n' \
    "$(sync_ms)"
  awk -v load="$load" 'BEGIN { exit !(load < 1.5) }' ||
    printf 'Others are busy on this machine: take these figures for nothing.\n'
  take_priority
}

# What a batch of acknowledged comments waits for at least.
sync_ms() {
  python3 - "$WORK/sync" <<'PYTHON'
import os, statistics, sys, time
file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
times = []
for _ in range(200):
    start = time.perf_counter()
    os.write(file, b"x" * 65536)
    os.fdatasync(file)
    times.append(time.perf_counter() - start)
print(f"{1000 * statistics.median(times):.2f}")
PYTHON
  rm -f "$WORK/sync"
}

# A port that is free now; winnowd cannot be asked which one it got.
free_port() {
  python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# Waits up to 10 s for a command to succeed.
await() {
  local tries=0
  until "$@" >/dev/null 2>&1; do
    ((tries++ < 200)) || return 1
    sleep 0.05
  done
}

# The administrator that measures; winnowd's own user may not look around.
redis() {
  REDISCLI_AUTH=benchmark redis-cli -s "$WORK/redis.sock" --user bench \
    --no-auth-warning --raw "$@"
}

redis_answers() { [[ $(redis ping) == PONG ]]; }

start_redis() {
  local hash
  printf 'benchmark' >"$WORK/redis.password"
  chmod 600 "$WORK/redis.password"
  hash=$(sha256sum <"$WORK/redis.password" | cut -d' ' -f1)
  sed "s/@PASSWORD_SHA256@/$hash/" "$ROOT/deploy/redis/users.acl" \
    >"$WORK/users.acl"
  printf 'user bench on >benchmark ~* &* +@all\n' >>"$WORK/users.acl"
  mkdir -p "$WORK/redis"
  sed -e "s|^unixsocket .*|unixsocket \"$WORK/redis.sock\"|" \
    -e "s|^dir .*|dir \"$WORK/redis\"|" \
    -e "s|^include .*|include \"$WORK/users.acl\"|" \
    -e "s|^logfile .*|logfile \"$WORK/redis.log\"|" \
    -e "s|^maxmemory .*|maxmemory $REDIS_MEMORY|" \
    "$ROOT/deploy/redis/redis.conf" >"$WORK/redis.conf"
  # An append-only file that begins empty doubles, and is rewritten, every few
  # seconds; one of a site's size does not. That work is left out.
  printf 'auto-aof-rewrite-percentage 0\n' >>"$WORK/redis.conf"
  taskset -c "$REDIS_CORE" redis-server "$WORK/redis.conf" >/dev/null &
  REDIS_PID=$!
  await redis_answers || die "Redis does not start: $(tail -n 2 "$WORK/redis.log")"
}

# Makes the sites named, each with a trusted key, so that no rate limits one
# program that plays thousands of readers.
start_winnowd() {
  local site
  PORT=$(free_port)
  local flags=(--listen="127.0.0.1:$PORT" --redis="unix:$WORK/redis.sock"
    --redis_user=winnow --redis_password_file="$WORK/redis.password"
    --metrics_listen= --master_key_file="$WORK/master.key"
    "${WINNOWD_FLAGS[@]}")
  export WINNOW_ADDRESS=127.0.0.1:$PORT WINNOW_KEY_FILE=$WORK/operator.key
  export XDG_CONFIG_HOME=$WORK
  "$WINNOWD" --create_master_key="$WORK/master.key" >"$WORK/winnowd.log" 2>&1 &&
    "$WINNOWD" "${flags[@]}" --create_operator_key="$WORK/operator.key" \
      >>"$WORK/winnowd.log" 2>&1 || die "no keys: $(tail -n 2 "$WORK/winnowd.log")"
  taskset -c "$SERVER_CORE" "$WINNOWD" "${flags[@]}" \
    >>"$WORK/winnowd.log" 2>&1 &
  SERVER_PID=$!
  await "$WINNOW" whoami ||
    die "winnowd does not answer: $(tail -n 2 "$WORK/winnowd.log")"
  mkdir -p "$WORK/keys"
  for site in "$@"; do
    "$WINNOW" site create "$site" --display-name "$site" >/dev/null &&
      WINNOW_SITE=$site "$WINNOW" key create --name Load --role site --trusted \
        --out "$WORK/keys/$site.key" >/dev/null || die "no site $site."
  done
}

# start_echo PINGS
start_echo() {
  taskset -c "$SERVER_CORE" "$ECHO_SERVER" --pings="$1" \
    --redis="unix:$WORK/redis.sock" --redis_user=winnow \
    --redis_password_file="$WORK/redis.password" \
    >"$WORK/echo.port" 2>"$WORK/echo.log" &
  SERVER_PID=$!
  await test -s "$WORK/echo.port" ||
    die "the echo server does not start: $(tail -n 2 "$WORK/echo.log")"
  PORT=$(cat "$WORK/echo.port")
}

# on_load_core PROGRAM ARGUMENT…  Whatever else has something to do there goes
# before it: the 3 ms that a load keeps a core for would count as Redis'.
on_load_core() { chrt --idle 0 taskset -c "$LOAD_CORE" "$@"; }

load() {
  on_load_core "$LOAD_GENERATOR" --address="127.0.0.1:$PORT" \
    --cpu_of="server:$SERVER_PID,redis:$REDIS_PID" "$@"
}

stop_all() {
  local pid
  for pid in "$SERVER_PID" "$REDIS_PID"; do
    [[ -z $pid ]] || kill "$pid" 2>/dev/null || true
  done
  wait
  SERVER_PID='' REDIS_PID=''
  rm -rf -- "${WORK:?}"/*
}
