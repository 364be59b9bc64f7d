#!/usr/bin/env python3
"""Turns the single runs of tests/bench/overload into its table.

Usage: overload_table.py FILE    with one JSON object a line, as it writes them.
"""

import collections
import json
import statistics
import sys

TARGET = 0.9
NAMES = {"peak": "closed loop", "1": "1 ×", "2": "2 ×", "4": "4 ×",
         "heedless": "4 ×, heeding nothing"}


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

    def cpu(mode, *processes):
        return statistics.median(
            sum(run["result"]["cpu_us_a_call"][process]
                for process in processes) for run in runs[mode])

    peak = max(median("peak", "good_per_s"), median("1", "good_per_s"))
    print("\nMedians; goodput: answered OK within 250 ms of when it was due\n")
    head = ["", "offered/s", "goodput/s", "of the peak", "p50 ms of these",
            "p99 ms", "moderators answered", "analyses answered",
            "µs of CPU a call offered, server", "Redis", "memory MB"]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for mode, name in NAMES.items():
        memory = max(run["memory_kb"] for run in runs[mode]) / 1024
        cells = [name,
                 f"{median(mode, 'calls_per_s'):,.0f}",
                 f"{median(mode, 'good_per_s'):,.0f}",
                 f"{median(mode, 'good_per_s') / peak:.0%}",
                 f"{median(mode, 'good_p50_ms'):.1f}",
                 f"{median(mode, 'good_p99_ms'):.1f}",
                 f"{share(mode, 'moderator_answered', 'moderator_calls'):.0%}",
                 f"{share(mode, 'analyses_answered', 'analyses'):.0%}",
                 f"{cpu(mode, 'server'):.1f}", f"{cpu(mode, 'redis'):.1f}",
                 f"{memory:.0f}"]
        print("| " + " | ".join(cells) + " |")
    for mode in ("4", "heedless"):
        statuses = collections.Counter()
        for run in runs[mode]:
            statuses.update(run["result"]["statuses"])
        print(f"\n{NAMES[mode]}:", ", ".join(
            f"{name} {count:,}" for name, count in statuses.most_common()))
    # Of a core's second what refusals leave, in calls that are answered.
    arrived = median("heedless", "calls_per_s")
    answer, refusal = cpu("1", "server", "redis") / 1e6, cpu("echo", "server") / 1e6
    possible = max(0, (1 - arrived * refusal) / (answer - refusal))
    print(f"\nThe echo answers {median('echo', 'good_per_s'):,.0f} of "
          f"{median('echo', 'calls_per_s'):,.0f} in time, for "
          f"{1e6 * refusal:.1f} µs each; an answer of winnowd takes "
          f"{1e6 * answer:.1f} µs. Whoever refuses {arrived:,.0f} a second at that "
          f"price can answer {possible:,.0f} of them: "
          f"{min(1, possible / peak):.0%} of the peak.")
    kept = median("4", "good_per_s") / peak
    print(f"Goodput at four times the peak, calls kept back: {kept:.0%}; target "
          f"{TARGET:.0%} {'met' if kept >= TARGET else 'MISSED'}.")


if __name__ == "__main__":
    main(sys.argv[1])
