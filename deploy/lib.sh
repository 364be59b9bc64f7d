# Shared by up, down, test, package, backup and restore. Sourced, never run.
# shellcheck shell=bash disable=SC2034

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly ROOT

# --- Debian packages, in one place --------------------------------------------

# To run the programs and Redis.
readonly RUN_PACKAGES=(redis-server redis-tools tzdata openssl)
# To build the programs.
readonly BUILD_PACKAGES=(
  g++ cmake ninja-build lld pkg-config
  libgrpc++-dev libgrpc-dev libprotobuf-dev protobuf-compiler
  protobuf-compiler-grpc libabsl-dev libhiredis-dev libicu-dev
  libvectorscan-dev libsodium-dev libexpat1-dev libssl-dev libpsl-dev libidn2-dev
  prometheus-cpp-dev libcli11-dev libjemalloc-dev liblzma-dev
  libboost-dev nlohmann-json3-dev)
# To make Debian packages, beside those.
readonly PACKAGE_PACKAGES=(dpkg-dev file)
# To build and run the tests. nodejs and npm are looked for as programs first:
# NodeSource's nodejs brings its own npm, which conflicts with Debian's.
readonly TEST_PACKAGES=(
  ccache debootstrap libgtest-dev libgmock-dev libbenchmark-dev clang clang-tidy clang-format
  curl shellcheck git python3 python3-grpcio python3-protobuf nodejs npm tmux
  chromium protoc-gen-go
  wordpress mariadb-server-core mariadb-client-core php-cli php-fpm php-mysql
  nginx-light)

# --- Saying things ------------------------------------------------------------

# One sentence that says what to do, and the end.
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

say() { printf '%s\n' "$*"; }

step() { printf '\n==> %s\n' "$*"; }

# Reads 90 as "1 min 30 s".
minutes() {
  local seconds=$1
  if ((seconds < 60)); then
    printf '%d s' "$seconds"
  else
    printf '%d min %02d s' $((seconds / 60)) $((seconds % 60))
  fi
}

# --- Who ----------------------------------------------------------------------

is_root() { ((EUID == 0)); }

# The person behind sudo, who will use the command and own what runs.
owner() {
  if is_root && [[ -n ${SUDO_USER:-} && $SUDO_USER != root ]]; then
    printf '%s\n' "$SUDO_USER"
  else
    id -un
  fi
}

home_of() { getent passwd "$1" | cut -d: -f6; }

# Runs a command as a user, which root may choose and others only be.
as() {
  local user=$1
  shift
  if [[ $user == "$(id -un)" ]]; then
    "$@"
  else
    runuser -u "$user" -- env HOME="$(home_of "$user")" "$@"
  fi
}

# Whoever owns the sources builds, so that no file of root's stays behind.
builder() {
  local user
  user=$(stat -c %U "$ROOT")
  if is_root && [[ $user != UNKNOWN ]]; then
    printf '%s\n' "$user"
  else
    id -un
  fi
}

# --- Installing ---------------------------------------------------------------

is_installed() {
  case $1 in
    nodejs) command -v node >/dev/null && return ;;
    npm) command -v npm >/dev/null && return ;;
  esac
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Prints those of the packages that are not there.
missing_packages() {
  local package
  for package in "$@"; do
    is_installed "$package" || printf '%s\n' "$package"
  done
}

# Debian starts a redis-server on port 6379 as soon as it is installed. Ours is
# private, so nothing may start while we install, nor at the next boot.
apt_install() {
  local sudo=() policy=/usr/sbin/policy-rc.d made_policy=0 failed=0
  if ! is_root; then
    command -v sudo >/dev/null ||
      die "packages are missing and you are not root: run this as root, or" \
        "let root run 'apt-get install --no-install-recommends $*'."
    sudo=(sudo)
  fi
  command -v apt-get >/dev/null ||
    die "this is not a Debian system (no apt-get): install these yourself: $*."
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
    "${sudo[@]}" chmod 755 "$policy"
    made_policy=1
  fi
  local log
  log=$(mktemp /tmp/winnow-apt.XXXXXX)
  {
    "${sudo[@]}" apt-get -q update &&
      "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y install --no-install-recommends "$@"
  } >"$log" 2>&1 || failed=1
  ((made_policy)) && "${sudo[@]}" rm -f "$policy"
  if ((failed)); then
    grep -E '^(E|W|Err):' "$log" | tail -n 5 >&2 || true
    die "the packages could not be installed; check the network and the" \
      "free space, then run this again (all of apt's output: $log)."
  fi
  rm -f "$log"
  if [[ " $* " == *" redis-server "* && -d /run/systemd/system ]]; then
    "${sudo[@]}" systemctl --quiet disable redis-server || true
  fi
}

# Installs what is missing of the given packages.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    say "All ${#} Debian packages are there."
    return
  fi
  need_space /usr 1000 "their installation"
  say "Installing ${#missing[@]} of ${#} Debian packages: ${missing[*]}"
  apt_install "${missing[@]}"
}

# --- Building -----------------------------------------------------------------

# Ends with a sentence unless the file system of a directory has the megabytes.
need_space() {
  local dir=$1 megabytes=$2 what=$3 free
  while [[ ! -d $dir ]]; do dir=$(dirname -- "$dir"); done
  free=$(df --output=avail -BM -- "$dir" | tail -n 1 | tr -dc 0-9)
  ((free >= megabytes)) ||
    die "only $free MB are free in $dir and $what needs $megabytes MB:" \
      "free some space and run this again."
}

# As many compilers as there are processors and memory for: 1.5 GB each.
jobs_max() {
  local by_memory cpus
  by_memory=$(awk '/^MemAvailable:/ {print int($2 / 1572864)}' /proc/meminfo)
  cpus=$(nproc)
  ((by_memory < 1)) && by_memory=1
  echo $((by_memory < cpus ? by_memory : cpus))
}

# Configures a preset and builds targets of it (all of it without any).
build() {
  local preset=$1 user dir=$ROOT/build/$1 log launcher=
  shift
  # Whoever tests goes from change to change and back. A release is built once,
  # and ccache would read its precompiled headers again for every file.
  [[ $preset == release ]] || launcher=ccache
  user=$(builder)
  log=$dir/build.log
  as "$user" mkdir -p "$dir" ||
    die "$ROOT/build cannot be written: run this as the owner of the sources."
  if ! (cd "$ROOT" && as "$user" cmake --preset "$preset" \
    -DCMAKE_CXX_COMPILER_LAUNCHER=$launcher) > >(as "$user" tee "$log" >/dev/null) 2>&1
  then
    tail -n 20 "$log" >&2
    die "the build could not be configured (all of it: $log)."
  fi
  # What another checkout has compiled is taken from there.
  local command=(env CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1
    cmake --build "$dir" -j "$(jobs_max)")
  (($# == 0)) || command+=(--target "$@")
  # Ninja counts on one line of a terminal; a log gets every 20th line.
  if [[ -t 1 ]]; then
    as "$user" env NINJA_STATUS='[%f of %t, %es] ' "${command[@]}" ||
      die "the build failed; the first error is above."
  elif ! as "$user" env NINJA_STATUS='[%f of %t, %es] ' "${command[@]}" 2>&1 |
    as "$user" tee "$log" | awk '!/^\[/ || NR % 20 == 1 {print; fflush()}'
  then
    die "the build failed; the first error is above (all of it: $log)."
  fi
}

# --- What up starts and down stops ----------------------------------------------

# Everything up keeps is below one directory.
default_data_dir() {
  if [[ -n ${WINNOW_HOME:-} ]]; then
    printf '%s\n' "$WINNOW_HOME"
  elif is_root; then
    printf '/var/lib/winnow\n'
  else
    printf '%s\n' "${XDG_DATA_HOME:-$HOME/.local/share}/winnow"
  fi
}

# Where the command of this user looks for its settings.
config_dir_of() {
  if [[ $1 == "$(id -un)" ]]; then
    printf '%s/winnow\n' "${XDG_CONFIG_HOME:-$HOME/.config}"
  else
    printf '%s/.config/winnow\n' "$(home_of "$1")"
  fi
}

# Prints the process that keeps a program running, if it does.
keeper() {
  local run_dir=$1 name=$2 pid
  pid=$(cat "$run_dir/$name.pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  # Numbers are used again after a reboot: it must be ours.
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" |
    grep -qF "keep-running $name $run_dir" || return 1
  printf '%s\n' "$pid"
}

# Starts a program of up's under keep-running, detached from this terminal.
# Whoever calls may hold a lock as descriptor 9.
start_program() {
  local owner=$1 data=$2 name=$3
  shift 3
  as "$owner" setsid "$data/bin/keep-running" "$name" "$data/run" \
    "$data/log/$name.log" "$@" </dev/null >/dev/null 2>&1 9>&- &
  disown
}

last_words() { tail -n 3 "$1/log/$2.log" 2>/dev/null | cut -c 1-200; }

# Stops a program and waits until it is gone.
stop_program() {
  local run_dir=$1 name=$2 pid waited=0
  pid=$(keeper "$run_dir" "$name") || return 0
  kill -TERM "$pid" 2>/dev/null ||
    die "$name runs as another user: run this with sudo."
  while [[ -d /proc/$pid ]]; do
    # Longer than winnowd takes to drain.
    ((waited++ < 400)) || die "$name (process $pid) does not stop; see its log."
    sleep 0.1
  done
}
