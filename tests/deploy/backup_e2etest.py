#!/usr/bin/env python3
"""deploy/backup under load and deploy/restore into another installation.

Usage: backup_e2etest.py BUILD_DIR
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

from installed import DEPLOY, Installed, check, run, say, wait_for

COMMENTS_MAX = 100000
BACKUPS = 2
WORDS = ("ferry bridge harbor winter garden market cargo lantern museum river "
         "cinema orchard").split()


def address_of(number):
    return f"reader{number}@mail.example"


def comment(n):
    words = [WORDS[n // 12 ** i % 12] for i in range(4)]
    return json.dumps({
        "request_id": f"r{n}", "thread": f"news/{n % 7}", "name": f"Reader {n}",
        "email": address_of(n), "body": f"Remark {n}: {' '.join(words)}."})


class Load:
    """Submissions that go on until they are stopped; what has been acknowledged,
    as it comes."""

    def __init__(self, system, key):
        self.names, self.stopping = [], threading.Event()
        self.run = subprocess.Popen(
            [system.data / "bin/winnow", "submit", "--from", "-", "--json"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=system.environment(key))
        self.threads = [threading.Thread(target=work)
                        for work in (self._write, self._read)]
        for thread in self.threads:
            thread.start()

    def _write(self):
        for n in range(COMMENTS_MAX):
            # Some hundred a second: more would only fill the disk.
            if self.stopping.wait(0.004):
                break
            print(comment(n), file=self.run.stdin, flush=True)
        self.run.stdin.close()

    def _read(self):
        for line in self.run.stdout:
            self.names.append(json.loads(line)["name"])

    def stop(self):
        self.stopping.set()
        check(self.run.wait(timeout=300) == 0, "submissions were refused")
        for thread in self.threads:
            thread.join()


class Rewrites:
    """Redis rewriting its file all the time: the parts change under a copy."""

    def __init__(self, system):
        self.system, self.stopping, self.count = system, threading.Event(), 0
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()

    def _ask(self):
        while not self.stopping.wait(0.2):
            self.count += "started" in self.system.redis("bgrewriteaof", ok=False)

    def stop(self):
        self.stopping.set()
        self.thread.join()


def backup(system, *options, ok=True):
    return run(DEPLOY / "backup", "--data", system.data, *options, ok=ok)


def restore(system, path, *options, ok=True):
    return run(DEPLOY / "restore", path, "--data", system.data, *options, ok=ok)


def newest(folder):
    return sorted(folder.glob("winnow-*Z"))[-1]


def contents_of(folder):
    return {str(path): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def is_continued(before, after):
    """Whether Redis at most wrote on: winnowd has work of its own each minute."""
    return before.keys() == after.keys() and all(
        after[path].startswith(text) for path, text in before.items())


def nobody_else_may_read(*folders):
    """What is in a folder that is closed to others is closed as well: Redis
    makes its files readable, in one."""
    for folder in folders:
        mode = folder.stat().st_mode & 0o777
        check(mode & 0o077 == 0, f"{folder} has mode {mode:o}")


def names_in(system):
    return {json.loads(line)["source_id"] for line in system.winnow(
        "export", "-").stdout.splitlines()}


def ids(names):
    return {name.rsplit("/", 1)[1] for name in names}


def back_up_under_load(system, loader, folder):
    """Backups while comments come and Redis rewrites its file; answers each
    with what had been acknowledged when it began."""
    load, rewrites = Load(system, loader), Rewrites(system)
    taken = []
    try:
        wait_for("the first comments", lambda: len(load.names) > 50)
        while len(taken) < BACKUPS:
            acknowledged = list(load.names)
            done = backup(system, "--to", folder, "--verify")
            taken.append((newest(folder), acknowledged))
            check(len(load.names) > len(acknowledged), "the load stood still")
            print("    " + done.stdout.splitlines()[0])
            check("master.key" in done.stdout and "erasures.log" in done.stdout,
                  done.stdout)
            # Names of backups are seconds.
            wait_for("the next second", lambda: run(
                "date", "-u", "+winnow-%Y%m%dT%H%M%SZ").stdout.strip()
                != taken[-1][0].name)
    finally:
        rewrites.stop()
        load.stop()
    check(rewrites.count >= 2, f"only {rewrites.count} rewrites were begun")
    return taken, load.names


def refuses_and_changes_nothing(system, good):
    """Damage of every kind; each names the reason, and nothing is different."""
    before = contents_of(system.data / "redis/appendonlydir")
    pids = [(system.data / f"run/{name}.pid").read_text(encoding="utf-8")
            for name in ("redis", "winnowd")]

    def spoil(how):
        copy = pathlib.Path(tempfile.mkdtemp(dir=system.data / "run")) / "b"
        shutil.copytree(good, copy)
        how(copy)
        return copy

    def change(copy):
        part = max((copy / "appendonlydir").iterdir(),
                   key=lambda path: path.stat().st_size)
        content = bytearray(part.read_bytes())
        content[len(content) // 2] ^= 1
        part.write_bytes(content)

    def cut(copy):
        part = next((copy / "appendonlydir").glob("*.base.*"))
        part.write_bytes(part.read_bytes()[:-1])

    def cut_description(copy):
        text = (copy / "BACKUP").read_text(encoding="utf-8")
        (copy / "BACKUP").write_text(text[:-4], encoding="utf-8")

    def leave_out(copy):
        text = (copy / "BACKUP").read_text(encoding="utf-8").splitlines(True)
        del text[next(i for i, line in enumerate(text) if ".base." in line)]
        (copy / "BACKUP").write_text("".join(text), encoding="utf-8")

    def lead_out(copy):
        text = (copy / "BACKUP").read_text(encoding="utf-8")
        (copy / "BACKUP").write_text(text.replace(
            " appendonlydir/", " appendonlydir/../", 1), encoding="utf-8")

    def grow_old(copy):
        text = (copy / "BACKUP").read_text(encoding="utf-8").splitlines(True)
        text[1] = "time_ms 1600000000000\n"
        (copy / "BACKUP").write_text("".join(text), encoding="utf-8")

    cases = [(change, "damaged"), (cut, "damaged"), (cut_description, "damaged"),
             (leave_out, "damaged"), (lead_out, "damaged"),
             (lambda copy: (copy / "BACKUP").unlink(), "no backup"),
             (lambda copy: shutil.rmtree(copy / "appendonlydir"), "damaged"),
             (grow_old, "older than 730 days")]
    for how, reason in cases:
        copy = spoil(how)
        refused = restore(system, copy, "--replace", ok=False)
        check(refused.returncode == 1 and reason in refused.stderr,
              f"{reason}: {refused}")
        if how is not grow_old:
            looked = run(DEPLOY / "backup", "--verify-only", copy, ok=False)
            check(looked.returncode == 1 and reason in looked.stderr, looked)
    refused = restore(system, good, ok=False)
    check(refused.returncode == 1 and "--replace" in refused.stderr, refused)
    for wrong in ((), ("/nowhere", "--replace")):
        check(restore(system, *wrong, ok=False).returncode == 1
              if wrong else run(DEPLOY / "restore", ok=False).returncode == 1,
              f"{wrong} was taken")
    check(is_continued(before,
                       contents_of(system.data / "redis/appendonlydir")),
          "a refused restore changed the data")
    check(pids == [(system.data / f"run/{name}.pid").read_text(encoding="utf-8")
                   for name in ("redis", "winnowd")], "something was restarted")


def puts_the_old_back(system, good):
    """Sums that are right, of files that Redis cannot load."""
    copy = pathlib.Path(tempfile.mkdtemp(dir=system.data / "run")) / "b"
    shutil.copytree(good, copy)
    part = next((copy / "appendonlydir").glob("*.base.*"))
    old_sum = hashlib.sha256(part.read_bytes()).hexdigest()
    part.write_bytes(b"x" * part.stat().st_size)
    text = (copy / "BACKUP").read_text(encoding="utf-8")
    (copy / "BACKUP").write_text(text.replace(
        old_sum, hashlib.sha256(part.read_bytes()).hexdigest()), encoding="utf-8")
    verified = run(DEPLOY / "backup", "--verify-only", copy, ok=False)
    check(verified.returncode == 1 and "does not load" in verified.stderr, verified)
    before = names_in(system)
    beside = sorted((system.data / "redis").iterdir())
    failed = restore(system, copy, "--replace", ok=False)
    check(failed.returncode == 1 and "data of before is back" in failed.stderr,
          failed)
    wait_for("winnowd", lambda: system.winnow("whoami", ok=False).returncode == 0)
    check(names_in(system) == before, "the old data is not back")
    check(sorted((system.data / "redis").iterdir()) == beside,
          "something was left behind")


def restored_is_right(second, taken, all_names, reveal_key):
    path, acknowledged = taken
    there = names_in(second)
    missing = ids(acknowledged) - there
    check(not missing, f"{len(missing)} acknowledged comments are not there")
    check(there <= ids(all_names), "comments that nobody wrote")
    print(f"    {len(acknowledged)} acknowledged before, {len(there)} restored, "
          f"{len(all_names)} in all")
    second.winnow("queue", "verify")
    second.winnow("audit", "verify")
    name = acknowledged[-1]
    number = next(line for line in second.lines("show", name))
    author = number["comment"]["display_name"] if "comment" in number else (
        number["display_name"])
    shown = second.winnow("reveal-email", name, "--why", "a test of restores",
                          key=reveal_key).stdout
    check(address_of(author.split()[1]) in shown, f"{author}: {shown}")
    status = second.lines("status")[0]
    made = run("sed", "-n", "s/^time //p", path / "BACKUP").stdout.strip()
    check(status["redis"][0]["backup_time"].startswith(made[:-1]), status["redis"])


def readers_are_told(second, newer_cursor, older_cursor):
    """A place that the restore took is no place: silence would hide the loss."""
    lost = second.winnow("feed", "--from", newer_cursor, ok=False)
    check(lost.returncode == 1 and "restored" in lost.stderr, lost)
    second.winnow("submit", "--thread", "a", "--name", "New", "--email",
                  "new@mail.example", "Written after the restore, all of it new.")
    # Also when newer events stand behind that place.
    lost = second.winnow("feed", "--from", newer_cursor, ok=False)
    check(lost.returncode == 1 and "restored" in lost.stderr, lost)
    events = second.lines("feed", "--from", older_cursor)
    check(events and "Written after the restore" in json.dumps(events[-1]),
          "a place from before the backup does not go on")


def keeps_the_newest(system, folder):
    before = sorted(folder.glob("winnow-*Z"))
    (folder / "somebody-elses").mkdir()
    (folder / ".winnow-killed.part").mkdir()
    backup(system, "--to", folder, "--keep", "2")
    left = sorted(folder.glob("winnow-*Z"))
    check(len(left) == 2 and left[0] == before[-1], f"{before} became {left}")
    check((folder / "somebody-elses").is_dir(), "another's directory went")
    check(not list(folder.glob(".winnow-*.part")), "a remnant is still there")


def says_what_is_wrong(system, folder):
    for options, reason in ((("--keep", "0x"), "--keep"), (("--keep", "1001"), "--keep"),
                            (("--nonsense",), "unknown option"),
                            (("--to", system.data / "redis/b"), "--to"),
                            (("--to", "/proc/none"), "--to")):
        refused = backup(system, *options, ok=False)
        check(refused.returncode == 1 and reason in refused.stderr, refused)
    run(DEPLOY / "down", "--data", system.data)
    refused = backup(system, "--to", folder, ok=False)
    check(refused.returncode == 1 and "does not answer" in refused.stderr, refused)


def main():
    with tempfile.TemporaryDirectory(prefix="winnow-backups.") as name, \
            Installed(sys.argv[1]) as system:
        folder = pathlib.Path(name) / "kept"
        loader = system.make_site()
        reveal = system.data / "keys/reveal.key"
        system.winnow("key", "create", "--name", "Robin", "--role", "moderator",
                      "--reveal-email", "--out", reveal)
        say("backups under load")
        taken, all_names = back_up_under_load(system, loader, folder)
        nobody_else_may_read(folder)
        newer = system.lines("feed")[-1]["cursor"]
        say("restored into another installation")
        with Installed(sys.argv[1], keys_of=system) as second:
            for one in (taken[0], taken[-1]):
                told = restore(second, one[0], "--replace", "--verify").stdout
                print("    " + told.replace("\n", "\n    ").rstrip())
                restored_is_right(second, one, all_names, reveal)
                nobody_else_may_read(second.data / "redis")
            restore(second, taken[0][0], "--replace")
            older = second.lines("feed")[-1]["cursor"]
            readers_are_told(second, newer, older)
            say("damaged backups")
            refuses_and_changes_nothing(second, taken[0][0])
            puts_the_old_back(second, taken[0][0])
        say("only some are kept; mistakes")
        keeps_the_newest(system, folder)
        says_what_is_wrong(system, folder)


if __name__ == "__main__":
    main()
