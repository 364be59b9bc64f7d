#!/usr/bin/env python3
"""Turns the single runs of tests/bench/run into its tables.

Usage: tables.py FILE    with one JSON object a line, as `run` writes them.
"""

import collections
import json
import statistics
import sys

TARGET, STRETCH = 4.5, 3.0
NAMES = {"echo": "bare echo", "ping": "echo + 2 PINGs",
         "winnowd": "winnowd SubmitComment"}


def spread(values, digits):
    """The median, and the range if there is one."""
    median = f"{statistics.median(values):,.{digits}f}"
    if len(values) < 2:
        return median
    return f"{median} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def row(cells):
    return "| " + " | ".join(cells) + " |"


def print_table(head, rows):
    print(row(head))
    print(row(["---"] * len(head)))
    for cells in rows:
        print(row(cells))
    print()


def counts(results, field):
    total = collections.Counter()
    for result in results:
        total.update(result[field])
    return ", ".join(f"{name} {count:,}" for name, count in total.most_common())


def main(path):
    runs = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            runs[run["kind"], run["mode"]].append(run["result"])

    cpu = {kind: statistics.median(result["cpu_us_a_call"]["server"]
                                   for result in runs[kind, "closed"])
           for kind in NAMES}

    def columns(results):
        def of(name, digits):
            return spread([result[name] for result in results], digits)

        def cpu_of(name):
            return spread([result["cpu_us_a_call"][name]
                           for result in results], 1)

        return of, cpu_of

    print("\nClosed loop: median (range)\n")
    rows = []
    for kind, name in NAMES.items():
        of, cpu_of = columns(runs[kind, "closed"])
        rows.append([name, of("calls_per_s", 0), of("p50_ms", 1),
                     of("p99_ms", 1), cpu_of("server"),
                     f"{cpu[kind] / cpu['echo']:.2f}",
                     f"{cpu[kind] / cpu['ping']:.2f}", cpu_of("redis")])
    print_table(["", "calls/s", "p50 ms", "p99 ms", "server CPU µs a call",
                 "to bare echo", "to echo + 2 PINGs", "Redis CPU µs a call"],
                rows)

    print("Open loop, from the time a call was due: median (range)\n")
    rows = []
    for kind, mode in runs:
        if mode != "closed":
            of, cpu_of = columns(runs[kind, mode])
            rows.append([f"winnowd, {int(mode):,} a second", of("p50_ms", 1),
                         of("p99_ms", 1), of("p999_ms", 1), of("max_ms", 1),
                         cpu_of("server"), cpu_of("redis")])
    print_table(["", "p50 ms", "p99 ms", "p99.9 ms", "max ms",
                 "server CPU µs a call", "Redis CPU µs a call"], rows)

    every = [result for (kind, _), results in runs.items() if kind == "winnowd"
             for result in results]
    print("winnowd answered:", counts(every, "statuses"))
    print("Comments:", counts(every, "states"))
    ratio = cpu["winnowd"] / cpu["echo"]
    print(f"Server CPU a call is {ratio:.2f} times the bare echo's: target at "
          f"most {TARGET} {'met' if ratio <= TARGET else 'MISSED'}, stretch "
          f"{STRETCH} {'met' if ratio <= STRETCH else 'missed'}.")


if __name__ == "__main__":
    main(sys.argv[1])
