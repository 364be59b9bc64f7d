# Where the Winnow of this machine is: what deploy/up made below one directory, or
# the packages. And the form of a backup. Sourced by backup and restore, never run.
# shellcheck shell=bash disable=SC2034

HERE=$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")
readonly HERE

readonly BACKUP_FORMAT=1
readonly AOF_DIR=appendonlydir
readonly AOF_MANIFEST=$AOF_DIR/appendonly.aof.manifest
# Redis opens a new part for each rewrite that failed; more than these is trouble.
readonly PARTS_MAX=64
# What winnowd does again after a restore reaches back as far (decision record 15).
readonly BACKUP_DAYS_MAX=730

# The last value of a flag of winnowd; nothing if it is not set.
flag() { sed -n "s/^--$1=//p" "$FLAGS" | tail -n 1; }

# Sets KIND, FLAGS and where everything is. Input: --data, or nothing to look.
find_installation() {
  local data=$1 address
  if [[ -z $data && -e /etc/winnow/winnowd.flags &&
    ! -r $(default_data_dir)/winnowd.flags ]]; then
    is_root || die "Winnow's packages are installed here: run this with sudo."
    KIND=packages FLAGS=/etc/winnow/winnowd.flags
    REDIS_DIR=/var/lib/winnow-redis
    PASSWORD_FILE=/etc/winnow/keys/redis.password
    MASTER_KEY=/etc/winnow/keys/master.key
    WINNOWD=/usr/sbin/winnowd DEFAULT_TO=/var/backups/winnow
  else
    KIND=up DATA=$(realpath -m -- "${data:-$(default_data_dir)}")
    FLAGS=$DATA/winnowd.flags
    [[ -r $FLAGS ]] ||
      die "no Winnow of yours is in $DATA: name the --data that deploy/up was" \
        "given, or run this with sudo."
    REDIS_DIR=$DATA/redis
    PASSWORD_FILE=$(flag redis_password_file)
    MASTER_KEY=$(flag master_key_file)
    WINNOWD=$DATA/bin/winnowd DEFAULT_TO=$DATA/backups
  fi
  ERASURE_LOG=$(flag erasure_log)
  address=$(flag redis)
  REDIS_SOCKET=${address#unix:}
  [[ $address == unix:/* ]] ||
    die "winnowd's Redis is at $address: run this on the machine of that Redis."
  [[ -r $PASSWORD_FILE && -r $REDIS_DIR && -x $REDIS_DIR ]] ||
    die "$PASSWORD_FILE or $REDIS_DIR cannot be read: run this with sudo."
}

# A command of Redis, as winnowd's own user: whoever may read its files has no
# less. The password is neither an argument nor in anybody else's sight.
redis() {
  REDISCLI_AUTH=$(cat "$PASSWORD_FILE") timeout 60 redis-cli -s "$REDIS_SOCKET" \
    --user "$(flag redis_user)" --no-auth-warning "$@" 2>&1
}

redis_setting() { redis config get "$1" | tail -n 1; }

# The parts of an append-only file that a manifest names, oldest first. What is
# only kept until it is deleted ("type h") is no part of it.
parts_of() {
  sed -n 's/^file \([A-Za-z0-9._-]\{1,200\}\) seq [0-9]\{1,19\} type [bi]$/\1/p' "$1"
}

# One field of a backup's description.
described() { sed -n "s/^$2 //p" "$1/BACKUP" | head -n 1; }

# Ends with a sentence unless a backup is whole and as it was written.
check_sums() {
  local backup=$1 sum size name parts='' listed=''
  [[ -f $backup/BACKUP && -r $backup/BACKUP ]] ||
    die "$backup is no backup of Winnow: there is no readable BACKUP in it."
  [[ $(head -n 1 "$backup/BACKUP") == "winnow-backup $BACKUP_FORMAT" ]] ||
    die "$backup has another format than this version reads: take the" \
      "version that made it, or a newer one."
  [[ $(tail -n 1 "$backup/BACKUP") == end &&
    $(described "$backup" time) =~ ^[0-9TZ:.-]{1,40}$ &&
    $(described "$backup" time_ms) =~ ^[1-9][0-9]{0,14}$ &&
    $(described "$backup" bytes) =~ ^[1-9][0-9]{0,14}$ ]] ||
    die "$backup/BACKUP is damaged: take another backup."
  while read -r sum size name; do
    [[ $name =~ ^$AOF_DIR/[A-Za-z0-9._-]{1,200}$ && -f $backup/$name &&
      $(stat -c %s "$backup/$name") == "$size" ]] ||
      die "$backup is damaged: $name is missing or cut; take another backup."
    [[ $(sha256sum <"$backup/$name") == "$sum  -" ]] ||
      die "$backup is damaged: $name is not what was written; take another."
    listed+=$'\n'$name
  done < <(sed -n 's/^file //p' "$backup/BACKUP")
  for name in $(parts_of "$backup/$AOF_MANIFEST" 2>/dev/null); do
    parts+=$'\n'$AOF_DIR/$name
  done
  [[ -n $parts && $listed == "$parts"$'\n'$AOF_MANIFEST ]] ||
    die "$backup is damaged: its files are not those of $AOF_MANIFEST;" \
      "take another backup."
}

# Loads a backup into a Redis of its own, in a private directory, and prints
# what is in it in one line. Nothing of the backup is changed: Redis may cut the
# end of the last part, so it gets a copy of that.
load_and_count() {
  local backup=$1 work=$2 name pid answer told=$SECONDS
  local program
  program=$(command -v redis-server || echo /usr/lib/winnow/redis-server)
  # Nothing else ends a function whose output is taken.
  { mkdir -m 700 -- "$work" "$work/$AOF_DIR" &&
    cp -- "$backup/$AOF_MANIFEST" "$work/$AOF_DIR/"; } ||
    die "there is no room in $work to look at the backup."
  for name in $(parts_of "$backup/$AOF_MANIFEST"); do
    case $name in
      *.base.*) ln -s -- "$backup/$AOF_DIR/$name" "$work/$AOF_DIR/$name" ;;
      *) cp --reflink=auto -- "$backup/$AOF_DIR/$name" "$work/$AOF_DIR/$name" ;;
    esac || die "there is no room in $work to look at the backup."
  done
  setpriv --pdeathsig KILL "$program" - >/dev/null 2>&1 <<CONF &
port 0
unixsocket "$work/s"
unixsocketperm 700
dir "$work"
logfile "$work/log"
appendonly yes
appendfsync no
save ""
auto-aof-rewrite-percentage 0
aof-load-truncated yes
hash-max-listpack-value 65536
hash-max-listpack-entries 128
slowlog-log-slower-than -1
crash-log-enabled no
crash-memcheck-enabled no
CONF
  pid=$!
  until answer=$(redis-cli -s "$work/s" ping 2>&1) && [[ $answer == PONG ]]; do
    kill -0 "$pid" 2>/dev/null ||
      die "$backup does not load: $(grep -E '#|Bad|Unexpected' "$work/log" |
        tail -n 1 | cut -c 1-200)"
    if ((SECONDS - told >= 10)); then
      say "  still loading …" >&2
      told=$SECONDS
    fi
    sleep 0.1
  done
  answer=$(redis-cli -s "$work/s" eval "$(cat "$HERE/verify.lua")" 0 2>&1 | head -n 1) || true
  kill -TERM "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  [[ $answer == "whole: "* ]] || die "$backup is not whole: ${answer:0:300}"
  printf '%s\n' "${answer#whole: }"
}
