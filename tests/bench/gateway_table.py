#!/usr/bin/env python3
"""Turns the single runs of tests/bench/gateway into its tables.

Usage: gateway_table.py FILE    with one JSON object a line, as it writes them.
"""

import collections
import json
import statistics
import sys

SHARE_MIN = 0.6
# Name, what it is, and the p99 in milliseconds that it may have.
OPEN_LOOP = [("analyze", "comments:analyze, 1,000/s", 3),
             ("list", "list of 50, kept, 500/s", 5),
             ("list_anew", "list of 50, asked for anew, 500/s", 5),
             ("unchanged", "the same unchanged: 304, 500/s", 1)]


def judged(met):
    return "met" if met else "MISSED"


def main(path):
    runs = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            runs[run["name"]].append(run["result"])

    def median(name, field):
        return statistics.median(run[field] for run in runs[name])

    def cpu(name, process):
        return statistics.median(
            run["cpu_us_a_call"].get(process, 0) for run in runs[name])

    def total(name):
        return statistics.median(
            sum(run["cpu_us_a_call"].values()) for run in runs[name])

    print("\nA comment, closed loop, 64 under way; medians\n")
    print("| over | comments/s | µs of CPU: gateway | winnowd | Redis | all |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in ("grpc", "json"):
        parts = [f"{cpu(name, process):.1f}"
                 for process in ("gateway", "server", "redis")]
        print(f"| {name} | {median(name, 'calls_per_s'):,.0f} | "
              + " | ".join(parts) + f" | {total(name):.1f} |")
    share = total("grpc") / total("json")
    print(f"\ngRPC ÷ JSON: {share:.2f}; target {SHARE_MIN} "
          f"{judged(share >= SHARE_MIN)}.")

    print("\nOpen loop, from when a request was due; medians\n")
    print("| what | p50 ms | p99 ms | target | |")
    print("| --- | --- | --- | --- | --- |")
    for name, what, most in OPEN_LOOP:
        p99 = median(name, "p99_ms")
        print(f"| {what} | {median(name, 'p50_ms'):.2f} | {p99:.2f} | "
              f"{most} | {judged(p99 <= most)} |")


if __name__ == "__main__":
    main(sys.argv[1])
