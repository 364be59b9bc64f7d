#!/usr/bin/env python3
"""Turns the single runs of tests/bench/overload into its table.

Usage: overload_table.py FILE    with one JSON object a line, as it writes them.
"""

import collections
import json
import statistics
import sys

TARGET = 0.9


def main(path):
    runs = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            runs[run["mode"]].append(run)

    def median(mode, name):
        return statistics.median(run["result"][name] for run in runs[mode])

    def share(mode, name, of):
        answered = sum(run["result"][name] for run in runs[mode])
        return answered / max(1, sum(run["result"][of] for run in runs[mode]))

    peak = max(median("peak", "good_per_s"), median("1", "good_per_s"))
    print("\nMedians; goodput: answered OK within 250 ms of when it was due\n")
    head = ["", "offered/s", "goodput/s", "of the peak", "p50 ms of these",
            "p99 ms", "moderators answered", "analyses answered",
            "server µs of CPU a call offered", "memory MB"]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for mode in ("peak", "1", "2", "4"):
        cpu = statistics.median(run["result"]["cpu_us_a_call"]["server"]
                                for run in runs[mode])
        memory = max(run["memory_kb"] for run in runs[mode]) / 1024
        cells = ["closed loop" if mode == "peak" else mode + " ×",
                 f"{median(mode, 'calls_per_s'):,.0f}",
                 f"{median(mode, 'good_per_s'):,.0f}",
                 f"{median(mode, 'good_per_s') / peak:.0%}",
                 f"{median(mode, 'good_p50_ms'):.1f}",
                 f"{median(mode, 'good_p99_ms'):.1f}",
                 f"{share(mode, 'moderator_answered', 'moderator_calls'):.0%}",
                 f"{share(mode, 'analyses_answered', 'analyses'):.0%}",
                 f"{cpu:.1f}", f"{memory:.0f}"]
        print("| " + " | ".join(cells) + " |")
    statuses = collections.Counter()
    for run in runs["4"]:
        statuses.update(run["result"]["statuses"])
    print("\nAt four times:", ", ".join(
        f"{name} {count:,}" for name, count in statuses.most_common()))
    kept = median("4", "good_per_s") / peak
    print(f"Goodput at four times the peak: {kept:.0%}; target "
          f"{TARGET:.0%} {'met' if kept >= TARGET else 'MISSED'}.")


if __name__ == "__main__":
    main(sys.argv[1])
