#!/usr/bin/env python3
"""Versions of winnowd side by side on one Redis: upgrade, rollback, cleaning up.

Usage: upgrade_e2etest.py BUILD_DIR

The later versions are the same sources with functions of another number.
"""

import os
import re
import signal
import subprocess
import sys

from installed import Installed, check, free_port, say, wait_for


def held_text(topic):
    """Held for its links; of other words each time, for copies are held to
    another rule."""
    word = re.sub(r"[^a-z0-9]", "", topic.lower())
    return f"I wrote of {word} at length, {word} and all: " + " ".join(
        f"https://{word}{letter}.example" for letter in "abcdef")


class Other:
    """Another winnowd of the same installation, as on another machine."""

    def __init__(self, system, version):
        self.system, self.version = system, version
        self.address = f"unix:{system.data}/run/w{version}.sock"
        self.log = open(system.data / f"log/winnowd_{version}.log", "a",
                        encoding="utf-8")
        self.run = subprocess.Popen(
            [system.build / f"tests/support/winnowd_{version}",
             f"--flagfile={system.flags}", f"--listen=127.0.0.1:{free_port()}",
             f"--metrics_listen=127.0.0.1:{free_port()}",
             f"--unix_socket={self.address[5:]}"],
            stdout=self.log, stderr=self.log)
        wait_for(f"winnowd {version}", lambda: system.winnow(
            "whoami", address=self.address, ok=False).returncode == 0)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.run.poll() is None:
            self.run.kill()
        self.run.wait()
        self.log.close()

    def stop(self):
        self.run.send_signal(signal.SIGTERM)
        check(self.run.wait(timeout=60) == 0, "it did not end in order")


def libraries(system):
    return set(re.findall(r"winnow_v\d+", system.redis("function", "list")))


def stop_old(system):
    keeper = int((system.data / "run/winnowd.pid").read_text(encoding="utf-8"))
    os.kill(keeper, signal.SIGTERM)
    wait_for("the end of the old one",
             lambda: not (system.data / "run/winnowd.pid").exists())


def submit(system, address, text):
    answer = system.lines("submit", "--thread", "a", "--name", "Ann", "--email",
                          f"r{abs(hash(text))}@mail.example", text,
                          address=address)[0]
    return answer.get("name") or answer["comment"]["name"]


def feed(system, address):
    return [(event["cursor"], event["type"], event["comment_name"]
             if "comment_name" in event else event["comment"]["name"])
            for event in system.lines("feed", address=address)]


def works_across(system, one, two, round_name):
    """Handed in at one, decided at the other, told by both alike."""
    for here, there in ((one, two), (two, one)):
        before = feed(system, here)
        held = submit(system, here, held_text(f"{round_name} {here[-8:]}"))
        queue = system.winnow("queue", address=there).stdout
        check(held[-8:] in queue, f"{held} is not in {queue}")
        system.winnow("approve", held, address=there)
        plain = submit(system, there, f"A remark of {round_name} at {there[-8:]}.")
        after = feed(system, here)
        check(after == feed(system, there), "the two tell different feeds")
        check(after[:len(before)] == before, "the past has changed")
        news = [(kind, name) for _, kind, name in after[len(before):]]
        check(news == [("APPROVED", held), ("APPROVED", plain)], news)
        places = [tuple(map(int, cursor.split("-"))) for cursor, *_ in after]
        check(places == sorted(set(places)), "the feed is not in order")


def main():
    with Installed(sys.argv[1]) as system:
        old = system.socket
        system.make_site()
        check(libraries(system) == {"winnow_v1"}, libraries(system))
        with Other(system, 2) as new:
            say("old and new at once")
            check(libraries(system) == {"winnow_v1", "winnow_v2"},
                  libraries(system))
            works_across(system, old, new.address, "the upgrade")

            say("functions that somebody threw away")
            for version in ("winnow_v1", "winnow_v2"):
                system.redis("function", "delete", version)
            for address in (old, new.address):
                wait_for("its functions", lambda where=address: system.winnow(
                    "queue", address=where, ok=False).returncode == 0)
            check(libraries(system) == {"winnow_v1", "winnow_v2"},
                  libraries(system))
            works_across(system, old, new.address, "the repair")

            say("the old one ends, and comes back")
            stop_old(system)
            submit(system, new.address, "A remark while the old one is away.")
            check("winnow_v1" in libraries(system), "there is no way back")
            system.start_winnowd()
            works_across(system, old, new.address, "the way back")
            new.stop()
            submit(system, old, "A remark after the way back.")
            check(libraries(system) == {"winnow_v1", "winnow_v2"},
                  libraries(system))
        stop_old(system)
        with Other(system, 2) as new, Other(system, 3) as newest:
            say("two versions later the first one's functions are gone")
            check(libraries(system) == {"winnow_v2", "winnow_v3"},
                  libraries(system))
            works_across(system, new.address, newest.address, "the next one")
            system.winnow("queue", "verify", address=newest.address)
            system.winnow("audit", "verify", address=new.address)


if __name__ == "__main__":
    main()
