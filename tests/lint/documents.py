"""Holds two documents to what they speak of: service/docs/privacy.md to the
keys of redis.md, service/docs/threat_model.md to the tests that it names.

Each check yields (file, line, what is wrong and what to do), as check.py does.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
REDIS = "service/docs/redis.md"
PRIVACY = "service/docs/privacy.md"
THREATS = "service/docs/threat_model.md"

# In backticks: `…comment:ID`, `winnow:{!}:keys`.
KEY = re.compile(r"`((?:…[a-z]|winnow:\{!\}:)[^`]*)`")
# `Suite.Name`, `links_fuzz`, `packages_e2etest.main_job`, `lint_fences`.
TEST = re.compile(r"`([A-Z]\w*\.[A-Z]\w*|\w+_fuzz|\w+_e2etest\.\w+|lint_\w+)`")
TEST_FILE = re.compile(r"`([\w/]+\.(?:cc|py))`")
GOOGLE_TEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.M)
FUNCTION = re.compile(r"^def (\w+)", re.M)


def lines_of(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    yield from enumerate(text.split("\n"), 1)


def keys_of_table():
    """Every key pattern in a first column of redis.md's two tables of keys."""
    found, in_keys = {}, False
    for number, line in lines_of(REDIS):
        if line.startswith("## "):
            in_keys = line.startswith("## Keys of ")
        if in_keys and line.startswith("| `"):
            for key in KEY.findall(line.split("|")[1]):
                found.setdefault(key, number)
    return found


def privacy_page():
    described = keys_of_table()
    if not described:
        yield REDIS, 1, "its tables of keys are not found"
    spoken_of = {}
    for number, line in lines_of(PRIVACY):
        for key in KEY.findall(line):
            spoken_of.setdefault(key, number)
    for key, number in described.items():
        if key not in spoken_of:
            yield REDIS, number, f"{PRIVACY} does not say what {key} keeps"
    for key, number in spoken_of.items():
        if key not in described:
            yield PRIVACY, number, f"{REDIS} has no key {key}"


def tests_in(name):
    """What a file under tests/ has; nothing for one that is not there."""
    path = ROOT / "tests" / name
    if not path.is_file():
        return set()
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".cc":
        return {path.stem} | {".".join(t) for t in GOOGLE_TEST.findall(text)}
    prefix = "lint_" if path.parent.name == "lint" else f"{path.stem}."
    return {prefix + function for function in FUNCTION.findall(text)}


def threat_model():
    named = 0
    for number, line in lines_of(THREATS):
        files = TEST_FILE.findall(line)
        for name in files:
            if not tests_in(name):
                yield THREATS, number, f"tests/{name} has no tests"
        known = set().union(*map(tests_in, files))
        for test in TEST.findall(line):
            named += 1
            if test not in known:
                yield THREATS, number, f"no file of this line has {test}"
    if named == 0:
        yield THREATS, 1, "it names no test"
