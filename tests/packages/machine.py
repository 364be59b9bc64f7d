"""A fresh root that runs: systemd as its first process, in namespaces.

Where the kernel does not let us, `ByHand` starts what the installed units say,
as their users, so that a wrong line in a unit still fails.
"""

import os
import pathlib
import re
import shlex
import subprocess
import threading
import time

from fresh_root import clean_environment, PRIVATE, UNSHARE

UNITS = ("winnow-redis.service", "winnow-first-key.service", "winnowd.service",
         "winnow-gateway.service")

# Stands in for systemctl where there is no systemd: asks the test, and waits.
STAND_IN = """#!/bin/sh
set -e
request=$(mktemp -d /packages/requests/XXXXXXXXXX)
echo "$*" >"$request/words.new"
mv "$request/words.new" "$request/words"
until [ -e "$request/answer" ]; do sleep 0.1; done
exit "$(cat "$request/answer")"
"""

# A control group and mounts of its own; then systemd as process 1.
BOOT = PRIVATE + r"""
set -e
root=$1
mount -t tmpfs tmpfs "$root/mnt"
mount -t cgroup2 cgroup2 "$root/mnt"
group=$root/mnt/winnow-packages-$$
mkdir "$group"
echo $$ >"$group/cgroup.procs"
exec unshare --cgroup --pid --net --ipc --uts --mount \
  --propagation=unchanged --fork --kill-child \
  sh -ec '
    root=$1
    umount "$root/mnt"
    umount "$root/mnt"
    mount --bind "$root" "$root"
    cd "$root"
    mount -t proc proc proc
    # Nothing inside may set what belongs to the kernel of this machine.
    mount --bind proc/sys proc/sys
    mount -o remount,bind,ro proc/sys
    mount -t sysfs -o ro sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mount -t tmpfs -o mode=755 tmpfs run
    mount -t tmpfs -o mode=755 tmpfs dev
    mkdir dev/pts dev/shm
    mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
      mknod -m 666 "dev/${node%%:*}" c $(echo "${node#*:}" | tr : " ")
    done
    # Fails inside of a chroot, where the kernel gives no service a user
    # namespace either: then the units are started by hand.
    pivot_root . mnt
    umount -l /mnt
    # As systemd does itself outside of containers: credentials want it.
    mount --make-rshared /
    exec env -i container=winnow-packages PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      /lib/systemd/systemd --unit=multi-user.target --show-status=no \
      <dev/null >/dev/null 2>&1' sh "$root"
"""


def wait_for(what, condition, seconds=180):
    """Waits for the condition and returns what it returned."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen in {seconds} s")
        time.sleep(0.1)


def child_of(pid):
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            if f"\nPPid:\t{pid}\n" in status.read_text(encoding="utf-8"):
                return int(status.parent.name)
        except OSError:
            continue  # it has ended meanwhile
    return None


class CannotBoot(Exception):
    """This kernel, or this container, does not let systemd be the first."""


class Booted:
    """The root with systemd running."""

    def __init__(self, root):
        self.root = root
        self.log = open(f"{self.root.path}.boot.log", "w+", encoding="utf-8")
        self.boot = subprocess.Popen(
            [*UNSHARE, "sh", "-c", BOOT, "sh", self.root.path],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            env=clean_environment())
        try:
            self.first = wait_for("the start of systemd",
                                  self._first_process, 120)
            wait_for("the boot", self._is_up, 240)
        except AssertionError as failed:
            self.__exit__()
            raise CannotBoot(str(failed)) from failed

    def __enter__(self):
        return self

    def _first_process(self):
        if self.boot.poll() is not None:
            raise AssertionError("namespaces cannot be made: "
                                 + pathlib.Path(self.log.name).read_text(
                                     encoding="utf-8")[-500:])
        pid = child_of(self.boot.pid)
        if pid is None:
            return None
        name = pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="utf-8")
        return pid if name.strip() == "systemd" else None

    def _is_up(self):
        state = self.run("systemctl", "is-system-running", check=False).stdout
        return state.strip() in ("running", "degraded")

    def __exit__(self, *unused):
        self.boot.kill()  # and with it all it started
        self.boot.wait()
        # What was in the group takes a moment to end.
        subprocess.run(
            [*UNSHARE, "sh", "-c", PRIVATE +
             "mount -t cgroup2 cgroup2 \"$0\" && for try in $(seq 100); do "
             "[ -d \"$0/$1\" ] || break; "
             "find \"$0/$1\" -depth -type d -exec rmdir {} +; sleep 0.1; done",
             f"{self.root.path}/mnt", f"winnow-packages-{self.boot.pid}"],
            capture_output=True, check=False)
        self.log.close()
        os.unlink(self.log.name)

    def run(self, *command, check=True, user_input=None):
        done = subprocess.run(
            ["nsenter", "--all", f"--target={self.first}", "--root", "--wd",
             *command], env=clean_environment(), input=user_input,
            capture_output=True, text=True, check=False, timeout=300)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)} ended with "
                                 f"{done.returncode}: {done.stdout}"
                                 f"{done.stderr}")
        return done

    def run_with_units(self, *command):
        """Runs what stops and starts services by itself."""
        return self.run(*command)

    def restart(self, unit):
        self.run("systemctl", "restart", unit)

    def command_lines(self):
        return self.run("sh", "-c", "cat /proc/[0-9]*/cmdline").stdout

    def journal(self):
        return self.run("journalctl", "--no-pager", "-n", "40",
                        check=False).stdout

    def main_pid(self, unit):
        return int(self.run("systemctl", "show", "-P", "MainPID",
                            unit).stdout)


def parse_unit(text):
    """What a unit file sets: name → list of values, in order."""
    settings = {}
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line.startswith(("#", ";", "[")) or "=" not in line:
            continue
        name, _, value = line.partition("=")
        settings.setdefault(name, []).append(value)
    return settings


class ByHand:
    """The root without systemd: its services as children of this test."""

    def __init__(self, root):
        self.root = root
        self.services = {}  # unit: its process, in the order of their starts
        # What systemd makes at each boot.
        self.root.inside("/run/lock").mkdir(parents=True, exist_ok=True)
        self.requests = self.root.inside("/packages/requests")
        self.requests.mkdir()
        stand_in = self.root.inside("/packages/stand-in/systemctl")
        stand_in.parent.mkdir()
        stand_in.write_text(STAND_IN, encoding="utf-8")
        stand_in.chmod(0o755)
        for unit in UNITS:
            self._start(unit)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for unit in reversed(list(self.services)):
            self._stop(unit)

    def _stop(self, unit):
        service = self.services.pop(unit, None)
        if service is not None:
            service.terminate()
            service.wait(timeout=60)

    def restart(self, unit):
        self._stop(unit)
        self._start(unit)

    def run_with_units(self, *command):
        """Runs what stops and starts services by itself, as it does for
        systemctl's `stop` and `start`."""
        ended = threading.Event()
        server = threading.Thread(target=self._serve_stand_in, args=(ended,))
        server.start()
        try:
            path = f"/packages/stand-in:{clean_environment()['PATH']}"
            return self.run("env", f"PATH={path}", *command)
        finally:
            ended.set()
            server.join()

    def _serve_stand_in(self, ended):
        while not ended.wait(0.05):
            for words in self.requests.glob("*/words"):
                answer = words.with_name("answer")
                if answer.exists():
                    continue
                verb, *_, unit = words.read_text(encoding="utf-8").split()
                status = "0"
                try:
                    {"stop": self._stop, "start": self._start}[verb](unit)
                except (KeyError, OSError, subprocess.SubprocessError) as failed:
                    print(f"systemctl {verb} {unit}: {failed}")
                    status = "1"
                ready = words.with_name("answer.new")
                ready.write_text(status, encoding="utf-8")
                ready.rename(answer)

    def _ids(self, user, group, others):
        def number(kind, name):
            for line in self.root.inside(f"/etc/{kind}").read_text(
                    encoding="utf-8").splitlines():
                if line.split(":")[0] == name:
                    return int(line.split(":")[2])
            raise AssertionError(f"{name} is not in /etc/{kind}")
        return (number("passwd", user), number("group", group),
                [number("group", other) for other in others])

    def _make_directory(self, path, mode, uid, gid):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(int(mode, 8))
        os.chown(path, uid, gid)

    def _start(self, unit):
        settings = parse_unit(self.root.inside(
            f"/lib/systemd/system/{unit}").read_text(encoding="utf-8"))

        def first(name, default=""):
            return settings.get(name, [default])[0]
        uid, gid, others = self._ids(
            first("User"), first("Group"),
            first("SupplementaryGroups").split())
        for kind, where in (("Runtime", "/run"), ("State", "/var/lib")):
            if first(f"{kind}Directory"):
                self._make_directory(
                    self.root.inside(f"{where}/{first(f'{kind}Directory')}"),
                    first(f"{kind}DirectoryMode"), uid, gid)
        variables = {"CREDENTIALS_DIRECTORY": f"/run/credentials/{unit}"}
        for line in settings.get("LoadCredential", []):
            name, _, path = line.partition(":")
            folder = self.root.inside(variables["CREDENTIALS_DIRECTORY"])
            self._make_directory(folder, "700", uid, gid)
            (folder / name).write_bytes(self.root.inside(path).read_bytes())
            os.chmod(folder / name, 0o400)
            os.chown(folder / name, uid, gid)
        groups = ",".join(map(str, [gid, *others]))
        confine = ["setpriv", f"--reuid={uid}", f"--regid={gid}",
                   f"--groups={groups}", "--no-new-privs"]
        for line in settings.get("ExecCondition", []):
            try:
                self._run(line, variables, confine, wait=True)
            except subprocess.CalledProcessError:
                return  # it is not to run, which is no failure
        for name in ("ExecStart", "ExecStartPost"):
            for line in settings.get(name, []):
                process = self._run(line, variables, confine,
                                    wait=first("Type") == "oneshot")
                if process is not None:
                    self.services[unit] = process

    def _run(self, line, variables, confine, wait):
        privileged = line.startswith("+")
        words = [re.sub(r"\$\{(\w+)\}", lambda name: variables[name[1]], word)
                 for word in shlex.split(line.lstrip("+"))]
        command = [*UNSHARE, "sh", "-c", PRIVATE +
                   "mount -t proc proc \"$0/proc\" && mount --rbind /dev "
                   "\"$0/dev\" && exec chroot \"$0\" \"$@\"", self.root.path,
                   *([] if privileged else confine), *words]
        if wait:
            subprocess.run(command, env={**clean_environment(), **variables},
                           check=True, timeout=60)
            return None
        return subprocess.Popen(command,
                                env={**clean_environment(), **variables})

    def run(self, *command, **options):
        return self.root.run(*command, **options)

    def command_lines(self):
        return "".join(pathlib.Path(
            f"/proc/{service.pid}/cmdline").read_text(encoding="utf-8")
                       for service in self.services.values())

    def journal(self):
        return ""  # the services write where this test does
