#!/usr/bin/env python3
"""Installs what deploy/package makes into a fresh Debian and does the main job.

Usage: packages_e2etest.py BUILD_DIR [--by-hand]

The programs are those of the build. With systemd as first process where the
kernel lets us, else (or with --by-hand) from the lines of the installed units.
Exit status 77: skipped, with the reason. Needs root, debootstrap and a mirror.
"""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from checks import check, say, winnow
from fresh_root import FreshRoot, missing_for_roots
import gateway
from machine import Booted, ByHand, CannotBoot, UNITS, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPOSURE_MAX = 2.0
KEYS = "/etc/winnow/keys"
ERASURES = "/var/lib/winnow-erasures/erasures.log"
FLAGS = "/etc/winnow/winnowd.flags"
TLS = "/etc/winnow/tls"
TLS_FLAGS = f"""--plaintext_listen=127.0.0.1:7420
--listen=0.0.0.0:7443
--tls_cert={TLS}/server.pem
--tls_key={TLS}/server.key
--tls_client_ca={TLS}/clients.pem
"""
HELD_TEXT = "I wrote about this bridge at length, and you can read it all: " + (
    " ".join(f"https://{letter}.example" for letter in "abcdef"))
PROMISES = {"appendonly": "yes", "appendfsync": "always", "save": "",
            "no-appendfsync-on-rewrite": "no", "port": "0",
            "maxmemory-policy": "noeviction", "crash-log-enabled": "no",
            "unixsocketperm": "770", "slowlog-log-slower-than": "-1"}


def make_packages(build_dir, out):
    subprocess.run([ROOT / "deploy/package", "--no-build", "--preset",
                    pathlib.Path(build_dir).name, "--out", out], check=True)
    return sorted(pathlib.Path(out).glob("*.deb"))


def install(machine, *packages):
    """By dpkg, as apt does it, but without asking the network."""
    machine.run("dpkg", "--install", *packages)


def units_are_sound(root):
    for unit in UNITS:
        path = f"/lib/systemd/system/{unit}"
        verified = root.run("systemd-analyze", "verify", "--man=no", path,
                            check=False)
        check(verified.returncode == 0 and not re.search(
            "winnow", verified.stderr), f"{unit}: {verified.stderr}")
        shown = root.run("systemd-analyze", "security", "--no-pager",
                         "--offline=true", path).stdout
        exposure = float(re.search(r"Overall exposure level.*: ([0-9.]+)",
                                   shown)[1])
        print(f"    {unit}: exposure {exposure}")
        check(exposure <= EXPOSURE_MAX, f"{unit}: {exposure} is too exposed")


def secrets_are_roots(machine):
    for path in (f"{KEYS}/master.key", f"{KEYS}/redis.password",
                 "/var/lib/winnowd/operator.key"):
        shown = machine.run("stat", "-c", "%U %a", path).stdout.strip()
        check(shown == "root 600", f"{path}: {shown}")
        for user in ("winnow", "winnow-redis", "nobody"):
            read = machine.run("runuser", "-u", user, "--", "cat", path,
                               check=False)
            check(read.returncode != 0, f"{user} reads {path}")
    password = machine.run("cat", f"{KEYS}/redis.password").stdout.strip()
    seen = machine.command_lines()
    check("winnowd.flags" in seen, "winnowd's command line is not there")
    check(password not in seen, "the password is on a command line")


def erasures_are_logged(machine):
    """Nobody who was erased returns with a backup."""
    shown = machine.run("stat", "-c", "%U %a", ERASURES).stdout.strip()
    check(shown == "winnow 600", f"{ERASURES}: {shown}")


def redis_keeps_promises(machine):
    shown = machine.run(
        "sh", "-c", f"REDISCLI_AUTH=$(cat {KEYS}/redis.password) redis-cli "
        "-s /run/winnow-redis/redis.sock --user winnow --json config get "
        "'*'").stdout
    settings = json.loads(shown)
    for name, value in PROMISES.items():
        check(settings[name] == value, f"{name} is {settings[name]}")
    check(int(settings["maxmemory"]) > 0, "memory has no limit")


def feed_types(machine):
    lines = winnow(machine, "--site", "daily", "feed", "--json").splitlines()
    return [json.loads(line)["type"] for line in lines]


def main_job(machine):
    wait_for("winnowd's first answer", lambda: machine.run(
        "winnow", "whoami", check=False).returncode == 0)
    winnow(machine, "site", "create", "daily")
    for name, text, state in (("Ann", "A calm remark.", "APPROVED"),
                              ("Ben", HELD_TEXT, "HELD")):
        answer = winnow(machine, "--site", "daily", "submit", "--thread", "a",
                        "--name", name, "--email", f"{name}@example.org", text)
        check(answer.startswith(state), answer)
    queue = winnow(machine, "--site", "daily", "queue")
    check("Ben" in queue and "many-links" in queue, queue)
    shown = winnow(machine, "--site", "daily", "show", "@1")
    check(re.search("model [0-9a-f]{8}", shown), f"no model: {shown}")
    winnow(machine, "--site", "daily", "approve", "@1")
    check(feed_types(machine) == ["APPROVED", "APPROVED"], "the feed is wrong")


def others_are_told(machine):
    """Somebody without root's rights learns what to do."""
    tried = machine.run("runuser", "-u", "nobody", "--", "winnow", "queue",
                        check=False)
    check(tried.returncode == 2 and "sudo" in tried.stderr, tried.stderr)


def backups_come_back(machine):
    """By the programs as they are installed, with their usual places."""
    said = machine.run("winnow-backup", "--verify").stdout
    made = re.search(r"to (/var/backups/winnow/winnow-\w+): 1 sites, "
                     "2 comments", said)
    check(made, said)
    shown = machine.run("stat", "-c", "%U %a", made[1]).stdout.strip()
    check(shown == "root 700", f"{made[1]}: {shown}")
    machine.run("winnow-backup", "--verify-only", made[1])
    answer = winnow(machine, "--site", "daily", "submit", "--thread", "a",
                    "--name", "Cleo", "--email", "cleo@example.org",
                    "A ferry would do as well.")
    check(answer.startswith("APPROVED"), answer)
    check(len(feed_types(machine)) == 3, "the feed lacks what was approved")
    said = machine.run_with_units("winnow-restore", made[1], "--replace",
                                  "--verify").stdout
    check("winnowd serves." in said and "1 sites, 2 comments" in said, said)
    check(feed_types(machine) == ["APPROVED", "APPROVED"],
          "what is served is not what was backed up")
    status = json.loads(machine.run("winnow", "status", "--json",
                                    check=False).stdout)
    check(status["redis"][0].get("backup_time"), f"no backup: {status}")
    machine.run("rm", "-r", "/var/backups/winnow")


def connects(machine, client):
    """Whether winnowd serves somebody with the files of this directory."""
    return machine.run(
        "winnow", "--address", "localhost:7443", "--ca", f"{client}/ca.pem",
        "--cert", f"{client}/cert.pem", "--cert-key", f"{client}/key.pem",
        "--key-file", "/var/lib/winnowd/operator.key", "whoami",
        check=False).returncode == 0


def shakes_hands(machine, *certificate):
    # Of TLS 1.3 the client's side ends before the server has looked. What it
    # prints may be what the server says, which is no text.
    return machine.run(
        "sh", "-c", "exec openssl s_client \"$@\" </dev/null >/dev/null 2>&1",
        "sh", "-tls1_2", "-alpn", "h2", "-connect", "127.0.0.1:7443",
        "-CAfile", f"{TLS}/ca.pem", "-verify_return_error", *certificate,
        check=False).returncode == 0


def others_need_a_certificate(machine):
    machine.run("winnow-certificates", "server", "localhost")
    for name in ("web1", "web2"):
        machine.run("winnow-certificates", "add", name)
    for path, rights in (("", "root:winnow 750"), ("ca.key", "root:root 600"),
                         ("clients", "root:root 700"),
                         ("server.key", "winnow:winnow 600")):
        shown = machine.run("stat", "-c", "%U:%G %a",
                            f"{TLS}/{path}").stdout.strip()
        check(shown == rights, f"{TLS}/{path}: {shown}")
    tried = machine.run("runuser", "-u", "winnow", "--", "touch",
                        f"{TLS}/clients.pem.new", check=False)
    check(tried.returncode != 0, "winnowd may change whom it lets in")

    flags = machine.root.inside(FLAGS)
    flags.write_text(re.sub("(?m)^--listen=.*\n", TLS_FLAGS, flags.read_text(
        encoding="utf-8")), encoding="utf-8")
    machine.restart("winnowd.service")
    web1, web2 = (f"{TLS}/clients/{name}" for name in ("web1", "web2"))
    wait_for("a call by mutual TLS", lambda: connects(machine, web1))
    check(shakes_hands(machine, "-cert", f"{web1}/cert.pem", "-key",
                       f"{web1}/key.pem"), "no handshake with a certificate")
    check(not shakes_hands(machine), "a handshake without a certificate")
    machine.run("cp", "-r", web2, "/packages/web2")
    check(connects(machine, "/packages/web2"), "web2 is not let in")
    machine.run("winnow-certificates", "revoke", "web2")
    wait_for("the end of web2", lambda: not connects(machine,
                                                     "/packages/web2"))
    check(connects(machine, web1), "web1 went with web2")
    # This machine goes on as before.
    check(feed_types(machine) == ["APPROVED", "APPROVED"], "loopback ended")


def services_are_confined(machine):
    for unit in ("winnowd.service", "winnow-redis.service",
                 "winnow-gateway.service"):
        pid = machine.main_pid(unit)
        status = machine.run("cat", f"/proc/{pid}/status").stdout
        for line in ("Seccomp:\t2", "NoNewPrivs:\t1",
                     "CapEff:\t0000000000000000"):
            check(line in status, f"{unit} lacks {line}")
        limits = machine.run("cat", f"/proc/{pid}/limits").stdout
        check(re.search(r"Max core file size +0 +0 ", limits),
              f"{unit} may dump core")


def redis_returns(machine):
    before = machine.main_pid("winnow-redis.service")
    machine.run("sh", "-c", f"kill -KILL {before}")
    wait_for("another Redis", lambda: machine.main_pid(
        "winnow-redis.service") not in (0, before))
    wait_for("its data", lambda: machine.run(
        "winnow", "whoami", check=False).returncode == 0)
    check(feed_types(machine) == ["APPROVED", "APPROVED"], "lost with Redis")


def upgrade_keeps_all(machine, packages):
    machine.run("sh", "-c",
                "echo --log_level=warning >>/etc/winnow/winnowd.flags")
    redis = machine.main_pid("winnow-redis.service")
    server = machine.main_pid("winnowd.service")
    install(machine, *packages)
    check(machine.main_pid("winnowd.service") not in (0, server),
          "winnowd was not restarted")
    check(machine.main_pid("winnow-redis.service") == redis,
          "Redis was restarted and nothing of it had changed")
    check("warning" in machine.run(
        "cat", "/etc/winnow/winnowd.flags").stdout, "a setting was lost")
    wait_for("winnowd's answer", lambda: machine.run(
        "winnow", "whoami", check=False).returncode == 0)
    check(feed_types(machine) == ["APPROVED", "APPROVED"],
          "lost by an upgrade")
    gateway.lists_it(machine)


def remove_keeps_data(machine, packages):
    machine.run("dpkg", "--remove", "winnowd", "winnow", "winnow-gateway")
    active = machine.run("systemctl", "list-units", "--plain", "--no-legend",
                         "winnow*", check=False).stdout
    check("running" not in active, f"still running: {active}")
    for path in (f"{KEYS}/master.key", "/var/lib/winnow-redis/appendonlydir",
                 ERASURES, gateway.KEY):
        machine.run("test", "-e", path)
    install(machine, *packages)
    wait_for("winnowd's answer", lambda: machine.run(
        "winnow", "whoami", check=False).returncode == 0)
    check(feed_types(machine) == ["APPROVED", "APPROVED"], "data was lost")
    gateway.lists_it(machine)


def purge_leaves_nothing(machine):
    machine.run("dpkg", "--purge", "winnowd", "winnow")
    for path in (gateway.KEY, gateway.SITES):
        machine.run("test", "-e", path)
    machine.run("dpkg", "--purge", "winnow-gateway")
    left = machine.run(
        "find", "/", "-xdev", "(", "-path", "/proc", "-o", "-path", "/sys",
        "-o", "-path", "/packages", "-o", "-path", "/var/log", ")", "-prune",
        "-o", "(", "-name", "*winnow*", "-o", "-nouser", "-o", "-nogroup",
        ")", "-print").stdout.split()
    left += machine.run("grep", "-rlw", "winnow", "/etc", "/var/lib/systemd",
                        check=False).stdout.split()
    # What the tools that edit these files keep of the version before.
    left = [path for path in left if not re.fullmatch(
        r"/etc/(passwd|group|shadow|gshadow|subuid|subgid)-", path)
        and path not in ("/etc/hostname",)]
    check(not left, f"left behind: {left}")
    for unit in UNITS:
        state = machine.run("systemctl", "is-active", unit, check=False)
        check(state.stdout.strip() != "active", f"{unit} is still active")


def client_compiles(package, out):
    """The sample of the client library, against nothing but the package."""
    unpacked = f"{out}/client"
    subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True)
    found = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "winnow_client"], check=True,
        capture_output=True, text=True,
        env={**os.environ, "PKG_CONFIG_PATH":
             f"{unpacked}/usr/lib/pkgconfig"}).stdout.split()
    samples = f"{unpacked}/usr/share/doc/libwinnow-client-dev/examples"
    subprocess.run(["g++", "-std=c++20", "-fuse-ld=lld",
                    f"{samples}/follow_comments.cc", "-o",
                    f"{out}/follow_comments", *found], check=True)
    project = f"{out}/project"
    subprocess.run(["cmake", "-S", samples, "-B", project,
                    f"-DCMAKE_PREFIX_PATH={unpacked}/usr"], check=True)
    subprocess.run(["cmake", "--build", project], check=True)


def start(root, want_by_hand):
    if not want_by_hand:
        try:
            return Booted(root)
        except CannotBoot as reason:
            print(f"systemd cannot be the first process here: {reason}")
    return ByHand(root)


@contextlib.contextmanager
def journal_of_failures(machine):
    try:
        yield
    except Exception:
        print(machine.journal(), file=sys.stderr)
        raise


def all_of_it(root, packages, want_by_hand):
    with start(root, want_by_hand) as machine, journal_of_failures(machine):
        say("the main job, with systemd as first process"
            if isinstance(machine, Booted)
            else "the main job, from the lines of the units")
        main_job(machine)
        others_are_told(machine)
        secrets_are_roots(machine)
        erasures_are_logged(machine)
        redis_keeps_promises(machine)
        say("a backup, and back; other machines")
        backups_come_back(machine)
        others_need_a_certificate(machine)
        say("a comment through the gateway")
        gateway.waits_for_a_site(machine)
        gateway.takes_a_comment(machine)
        if not isinstance(machine, Booted):
            return
        services_are_confined(machine)
        gateway.is_ended_once_by_wrong_settings(machine)
        say("Redis is killed; an upgrade, remove, purge")
        redis_returns(machine)
        upgrade_keeps_all(machine, packages)
        remove_keeps_data(machine, packages)
        purge_leaves_nothing(machine)


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    reason = missing_for_roots()
    if reason is not None:
        print(f"skipped: {reason}")
        return 77
    build_dir = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="winnow-packages.") as out:
        packages = make_packages(build_dir, out)
        say("the client library")
        client_compiles(next(package for package in packages
                             if package.name.startswith("lib")), out)
        say("a fresh Debian")
        with FreshRoot(f"{build_dir}/fresh-debian") as root:
            inside = []
            root.inside("/packages").mkdir()
            for package in packages:
                if package.name.startswith("lib"):
                    continue  # a compiler would come with it
                root.inside(f"/packages/{package.name}").write_bytes(
                    package.read_bytes())
                inside.append(f"/packages/{package.name}")
            say("apt installs the packages")
            root.run("apt-get", "-q", "-y", "--no-install-recommends",
                     "install", *inside)
            units_are_sound(root)
            all_of_it(root, inside, "--by-hand" in sys.argv[2:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
