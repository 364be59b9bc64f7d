"""What deploy/up makes, below a directory of its own and from this build: its
layout, its Redis settings, its way to start and stop programs. The scripts that
work on an installation are tested on it."""

import hashlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
WAIT_SECONDS = 120


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def say(text):
    print(f"==> {text}", flush=True)


def wait_for(what, condition):
    end = time.monotonic() + WAIT_SECONDS
    while True:
        value = condition()
        if value:
            return value
        check(time.monotonic() < end, f"{what} did not happen")
        time.sleep(0.05)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command, ok=True, **options):
    done = subprocess.run([str(word) for word in command], text=True,
                          capture_output=True, check=False, timeout=300,
                          **options)
    if ok:
        check(done.returncode == 0, f"{command} ended with {done.returncode}: "
              f"{done.stdout}{done.stderr}")
    return done


class Installed:
    """Started at the beginning of a `with`, gone at its end."""

    def __init__(self, build, keys_of=None):
        # Short, because a Unix socket's path has 107 bytes.
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="winnow-", dir="/tmp"))
        self.build = pathlib.Path(build)
        self.keys_of = keys_of
        self.port = free_port()
        self.socket = f"unix:{self.data}/run/winnowd.sock"
        self.site = "daily"

    def __enter__(self):
        try:
            self._make()
            self.start("redis", "redis-server", self.data / "redis/redis.conf")
            wait_for("Redis", lambda: self.redis("ping", ok=False).strip() == "PONG")
            operator = self.data / "keys/operator.key"
            if not operator.exists():
                run(self.winnowd, f"--flagfile={self.flags}",
                    f"--create_operator_key={operator}")
            self.start_winnowd()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *unused):
        run(DEPLOY / "down", "--data", self.data, "--purge", "--yes", ok=False)
        shutil.rmtree(self.data, ignore_errors=True)

    def _make(self):
        for name, mode in (("bin", 0o755), ("run", 0o700), ("log", 0o700),
                           ("keys", 0o700), ("redis", 0o700)):
            (self.data / name).mkdir(mode=mode)
        self.winnowd = self.data / "bin/winnowd"
        self.winnowd.symlink_to(self.build / "service/winnowd")
        (self.data / "bin/winnow").symlink_to(self.build / "clients/cli/winnow")
        shutil.copy(DEPLOY / "keep-running", self.data / "bin/keep-running")
        for key in ("master.key", "operator.key") if self.keys_of else ():
            shutil.copy(self.keys_of.data / "keys" / key, self.data / "keys" / key)
        self._write("keys/redis.password", os.urandom(24).hex() + "\n")
        password = (self.data / "keys/redis.password").read_bytes()
        self._write("redis/users.acl", (DEPLOY / "redis/users.acl").read_text(
            encoding="utf-8").replace("@PASSWORD_SHA256@", hashlib.sha256(
                password.strip()).hexdigest()))
        places = {"unixsocket": self.data / "run/redis.sock",
                  "dir": self.data / "redis",
                  "include": self.data / "redis/users.acl",
                  "logfile": self.data / "log/redis.log"}
        self._write("redis/redis.conf", "".join(
            f"{line.split()[0]} \"{places[line.split()[0]]}\"\n"
            if line.split() and line.split()[0] in places else f"{line}\n"
            for line in (DEPLOY / "redis/redis.conf").read_text(
                encoding="utf-8").split("\n")))
        self.flags = self._write("winnowd.flags", f"""\
--listen=127.0.0.1:{self.port}
--unix_socket={self.data}/run/winnowd.sock
--metrics_listen=127.0.0.1:{free_port()}
--redis=unix:{self.data}/run/redis.sock
--redis_user=winnow
--redis_password_file={self.data}/keys/redis.password
--master_key_file={self.data}/keys/master.key
--erasure_log={self.data}/erasures.log
""")
        if not self.keys_of:
            run(self.winnowd, f"--create_master_key={self.data}/keys/master.key")

    def _write(self, name, text):
        path = self.data / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, name, *command):
        """As deploy/up does it, by the function that it has for this."""
        run("bash", "-c", 'source "$0/lib.sh"; start_program "$(id -un)" "$@"',
            DEPLOY, self.data, name, *command)
        wait_for(f"the keeper of {name}",
                 (self.data / f"run/{name}.pid").exists)

    def start_winnowd(self):
        self.start("winnowd", self.winnowd, f"--flagfile={self.flags}")
        try:
            wait_for("winnowd",
                     # 3: not reached. An empty Redis knows nobody's key yet.
                     lambda: self.winnow("whoami", ok=False).returncode != 3)
        except AssertionError:
            print((self.data / "log/winnowd.log").read_text(encoding="utf-8")[-2000:])
            raise

    def redis(self, *words, ok=True):
        password = (self.data / "keys/redis.password").read_text(encoding="utf-8")
        return run("redis-cli", "-s", self.data / "run/redis.sock", "--user",
                   "winnow", "--no-auth-warning", *words, ok=ok,
                   env={**os.environ, "REDISCLI_AUTH": password.strip()}).stdout

    def environment(self, key=None, address=None):
        return {**os.environ, "WINNOW_ADDRESS": address or self.socket,
                "WINNOW_KEY_FILE": str(key or self.data / "keys/operator.key"),
                "WINNOW_SITE": self.site,
                "XDG_CONFIG_HOME": str(self.data / "run"),
                "XDG_STATE_HOME": str(self.data / "run")}

    def winnow(self, *arguments, key=None, address=None, ok=True):
        return run(self.data / "bin/winnow", *arguments, ok=ok,
                   env=self.environment(key, address))

    def lines(self, *arguments, **options):
        """What a command with --json prints, a message a line."""
        out = self.winnow(*arguments, "--json", **options).stdout
        return [json.loads(line) for line in out.splitlines()]

    def make_site(self):
        self.winnow("site", "create", self.site)
        loader = self.data / "keys/loader.key"
        self.winnow("key", "create", "--name", "loader", "--role", "site",
                    "--trusted", "--out", loader)
        return loader
