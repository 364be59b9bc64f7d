#!/usr/bin/env python3
"""Checks what compilers do not: who may include whom, names, sizes, documents.

Usage: check.py CHECK    with CHECK one of the functions below, or `all`.
Prints each fault as FILE:LINE: what is wrong and what to do. Exit 1 if any.
"""

import pathlib
import re
import subprocess
import sys

from documents import privacy_page, threat_model

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Who may include whom, in the order data flows: a folder of service/ may use
# itself and what stands beside its name, never what comes after it.
LAYERS = {
    "base": [],
    "comment": ["base"],
    "privacy": ["base", "comment"],
    "screening/text": ["base", "comment"],
    "screening/filters": ["base", "comment", "screening/text"],
    "screening/classifier": ["base", "comment", "screening/text"],
    "screening/policy": ["base", "comment", "screening/filters"],
    "screening": ["base", "comment", "screening/text", "screening/filters",
                  "screening/classifier", "screening/policy"],
    "store": ["base", "comment"],
    "store/redis": ["base", "comment", "store"],
    "intake": ["base", "comment", "privacy", "screening", "screening/text",
               "screening/filters", "screening/classifier",
               "screening/policy", "store"],
    "moderation": ["base", "comment", "privacy", "screening/text",
                   "screening/classifier", "screening", "intake", "store"],
    "feed": ["base", "comment", "store"],
    "api": ["base", "comment", "privacy", "screening", "screening/filters",
            "screening/policy", "screening/text", "store", "intake",
            "moderation", "feed"],
    "server": ["base", "comment", "privacy", "screening", "screening/policy",
               "store", "store/redis", "intake", "moderation", "feed", "api"],
}
# What one file may use beyond its folder's row, and why.
LAYER_EXCEPTIONS = {
    # The tail is Redis' own way to wait; it has no other implementation.
    ("service/api", "service/store/redis/feed_tail.h"),
}

# The same for folders of clients/: all know the client library, none another.
CLIENTS = {"cpp": [], "cli": ["cpp"], "gateway": ["cpp"], "examples": ["cpp"]}

# Libraries that only some folders or files may see.
FENCED = {
    r'"winnow/(v1|rpc)/': ["service/api", "clients", "tests"],
    r"<(google/protobuf|grpc)": ["service/api", "service/server", "clients",
                                 "tests"],
    r"<boost/": ["clients/gateway", "tests"],
    r"<nlohmann/": ["clients/gateway", "tests"],
    r"<expat": ["clients/cli", "tests"],
    r"<hiredis/": ["service/store/redis", "tests"],
    r"<sodium": ["service/privacy", "service/base", "service/comment",
                 "clients", "tests"],
    r"<hs/|<hs\.h": ["service/screening/filters", "tests"],
    # All of it is headers, at two seconds for each file that includes them.
    r"<CLI/": ["clients/cli/command_line.cc",
               "service/screening/classifier/training", "tests"],
    r'"service/': ["service", "tests"],
}

BANNED_IN_NAMES = re.compile(r"(^|_)(util|utils|helper|helpers|manager|info|"
                             r"data|process|common|misc)(_|\.|$)")
# The library that wipes and hardens names what it does to the process.
NAME_EXCEPTIONS = {"harden_process.h", "harden_process.cc",
                   "harden_process_test.cc"}
LINES_MAX = 400
TEST_FILE = re.compile(r"_(test|redistest|e2etest|fuzz|bench)\.cc$")


def files(*endings):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if name.endswith(endings) and path.is_file():
            yield name, path.read_text(encoding="utf-8")


def lines(*endings):
    for name, text in files(*endings):
        for number, line in enumerate(text.split("\n"), 1):
            yield name, number, line


def folder_of(name):
    """The row of LAYERS that a file of service/ belongs to."""
    inner = pathlib.PurePath(name).relative_to("service")
    for parent in inner.parents:
        if str(parent) in LAYERS:
            return str(parent)
    return None


def layers():
    for name, number, line in lines(".cc", ".h"):
        client = re.match(r'#include "clients/([^/"]+)/', line)
        if client and name.startswith("clients/"):
            here = name.split("/")[1]
            if client[1] != here and client[1] not in CLIENTS[here]:
                yield name, number, f"{here} may not use {client[1]}"
        found = re.match(r'#include "(service/[^"]+)"', line)
        if not found or not name.startswith("service/"):
            continue
        here, there = folder_of(name), folder_of(found[1])
        if here is None:  # service/main.cc
            if there not in ("server", "base", "privacy"):
                yield name, number, "main.cc uses the server and nothing else"
            continue
        if (str(pathlib.PurePath(name).parent), found[1]) in LAYER_EXCEPTIONS:
            continue
        if there != here and there not in LAYERS[here]:
            yield name, number, f"{here} may not use {there}"


def fences():
    for name, number, line in lines(".cc", ".h"):
        if not line.startswith("#include"):
            continue
        for pattern, allowed in FENCED.items():
            if re.search(pattern, line) and not any(
                    f"{name}/".startswith(folder + "/") for folder in allowed):
                # main.cc belongs to service/ itself.
                yield name, number, f"only {', '.join(allowed)} may use this"


def names():
    for name, _ in files(".cc", ".h", ".lua", ".proto", ".py"):
        last = pathlib.PurePath(name).name
        if BANNED_IN_NAMES.search(last) and last not in NAME_EXCEPTIONS:
            # site_data.proto is about a site's data, which is what it is.
            if last.endswith(".proto"):
                continue
            yield name, 1, "the name says nothing; name what it does"


def words():
    for name, number, line in lines(".cc", ".h"):
        if "std::string_view" in line:
            yield name, number, "Abseil here takes absl::string_view only"
        if re.search(r"#include <(format|ranges|source_location)>", line):
            yield name, number, "not in both of our compilers"
        # The message Ban has a field of that name.
        if name.startswith("service/") and re.search(
                r"(?<!\bban)\.value\(\)", line):
            yield name, number, "check ok() and use * instead of .value()"
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            yield name, number, "do it or leave it out"


def sizes():
    for name, text in files(".cc", ".h", ".proto", ".py", ".sh", ".lua", ".js",
                            ".mjs", ".css"):
        count = text.count("\n")
        if count > LINES_MAX:
            yield name, count, f"over {LINES_MAX} lines: it is two files"


def guards():
    for name, text in files(".h"):
        want = "WINNOW_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper() + "_"
        if f"#ifndef {want}\n#define {want}\n" not in text:
            yield name, 1, f"its guard should be {want}"


def tests_are_built():
    cmake = {name: text for name, text in files("CMakeLists.txt")}
    for name, _ in files(".cc"):
        if not name.startswith("tests/") or not TEST_FILE.search(name):
            continue
        path = pathlib.PurePath(name)
        built = any(
            str(path.relative_to(parent)) in
            cmake.get(f"{parent}/CMakeLists.txt", "")
            or path.stem in re.findall(r"[\w/]+", cmake.get(
                f"{parent}/CMakeLists.txt", ""))
            for parent in path.parents if str(parent) != ".")
        if not built:
            yield name, 1, "no CMakeLists.txt builds this test"


def formatting():
    for name, _ in files(".cc", ".h"):
        done = subprocess.run(["clang-format", "--dry-run", "-Werror", name],
                              cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0:
            yield name, 1, "run clang-format -i on it"


CHECKS = [layers, fences, names, words, sizes, guards, tests_are_built,
          privacy_page, threat_model, formatting]


def main():
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    chosen = [c for c in CHECKS if wanted in ("all", c.__name__)]
    if not chosen:
        print(__doc__, file=sys.stderr)
        print("checks:", ", ".join(c.__name__ for c in CHECKS),
              file=sys.stderr)
        return 2
    faults = 0
    for check in chosen:
        for name, number, what in check():
            print(f"{name}:{number}: {what}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
