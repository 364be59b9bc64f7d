#!/usr/bin/env python3
"""Generates code for every language that protoc has here, from proto/.

Usage: languages_test.py PROTOC

Each language wants every file without a word of complaint, and the names that
its programs will write: packages, namespaces, modules, prefixes. They can never
change later. Go and the stubs of gRPC come from plugins, and are generated
where those are installed; Go's option is checked in any case.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"

# Language: where winnow.v1.Event is; what each generated file that matches the
# glob has, with NAME for v1 or rpc as this language writes it.
LANGUAGES = {
    "cpp": ("winnow/v1/event.pb.h", "*.pb.h",
            r"^namespace winnow \{\nnamespace NAME \{$", ("v1", "rpc")),
    "csharp": ("Event.cs", "*.cs", r"^namespace Winnow\.NAME \{$",
               ("V1", "Rpc")),
    "java": ("winnow/v1/Event.java", "*.java", r"^package winnow\.NAME;$",
             ("v1", "rpc")),
    "kotlin": ("winnow/v1/EventKt.kt", "**/[A-Z]*Kt.kt",
               r"^package winnow\.NAME;$|\A\s*\Z", ("v1", "rpc")),
    "objc": ("winnow/v1/Event.pbobjc.h", "*.pbobjc.h",
             r"^GPB_FINAL @interface NAME[A-Z]\w+Root : ", ("WNW", "WNR")),
    "php": ("Winnow/V1/Event.php", "*.php",
            r"^namespace (GPBMetadata\\)?Winnow\\NAME(\\\w+)*;$", ("V1", "Rpc")),
    "pyi": ("winnow/v1/event_pb2.pyi", "*.pyi", r"^DESCRIPTOR: ", ("", "")),
    "python": ("winnow/v1/event_pb2.py", "*.py", r"'winnow\.NAME\.\w+_pb2'",
               ("v1", "rpc")),
    "ruby": ("winnow/v1/event_pb.rb", "*.rb",
             r"^module Winnow\n  module NAME$", ("V1", "Rpc")),
    # By a plugin, as the stubs below.
    "go": ("winnow/v1/event.pb.go", "*.pb.go", r"^package winnowNAME$",
           ("v1", "rpc")),
}
# Plugin of gRPC: where the stub of FeedService is, and what it has.
STUBS = {
    "cpp": ("winnow/v1/feed_service.grpc.pb.h",
            r"^namespace v1 \{[^}]*class FeedService "),
    "csharp": ("FeedServiceGrpc.cs", r"^namespace Winnow\.V1 \{"),
    "node": ("winnow/v1/feed_service_grpc_pb.js", r"FeedServiceService"),
    "objective_c": ("winnow/v1/FeedService.pbrpc.h", r"WNWFeedService"),
    "php": ("Winnow/V1/FeedServiceClient.php", r"^namespace Winnow\\V1;$"),
    "python": ("winnow/v1/feed_service_pb2_grpc.py", r"^class FeedServiceStub"),
    "ruby": ("winnow/v1/feed_service_services_pb.rb",
             r"^module Winnow\n  module V1\n    module FeedService$"),
}


def sources(pattern="*.proto"):
    found = sorted(str(path.relative_to(PROTO))
                   for path in PROTO.glob(f"winnow/*/{pattern}"))
    assert found, f"no {pattern} in {PROTO}"
    return found


def run_protoc(protoc, *arguments):
    done = subprocess.run([protoc, "-I", PROTO, *arguments],
                          capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and not said, f"{arguments[0]}: {said}"


def check_names(language, out):
    event, glob, pattern, names = LANGUAGES[language]
    assert (out / event).is_file(), f"{language}: {event} is not there"
    checked = 0
    for path in out.rglob(glob):
        # PHP's have bytes of descriptors between.
        text = path.read_text(encoding="latin-1")
        name = names["source: winnow/rpc/" in text]
        assert re.search(pattern.replace("NAME", name), text, re.MULTILINE), (
            f"{language}: {path.relative_to(out)} lacks {pattern} of {name}")
        checked += 1
    assert checked >= len(sources()), f"{language}: {checked} files"
    print(f"{language}: {checked} files")


def options_are_those_of_go(protoc, out):
    file = out / "descriptors"
    run_protoc(protoc, f"--descriptor_set_out={file}", *sources())
    described = descriptor_pb2.FileDescriptorSet.FromString(file.read_bytes())
    assert len(described.file) == len(sources())
    for one in described.file:
        wanted = {"winnow.v1": "winnow/v1;winnowv1",
                  "winnow.rpc": "winnow/rpc;winnowrpc"}[one.package]
        assert one.options.go_package == wanted, f"{one.name}: go_package"


def python_imports(out):
    modules = [source[:-len(".proto")].replace("/", ".") + "_pb2"
               for source in sources()]
    subprocess.run([sys.executable, "-c", f"import {', '.join(modules)}"],
                   cwd=out, check=True)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    protoc = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="winnow-languages.") as directory:
        top = pathlib.Path(directory)
        options_are_those_of_go(protoc, top)
        for language in LANGUAGES:
            if language == "go" and not shutil.which("protoc-gen-go"):
                print("go: protoc-gen-go is not installed; the option is right")
                continue
            (top / language).mkdir()
            run_protoc(protoc, f"--{language}_out={top / language}", *sources())
            check_names(language, top / language)
        python_imports(top / "python")
        for stub, (path, pattern) in STUBS.items():
            plugin = shutil.which(f"grpc_{stub}_plugin")
            if plugin is None:
                print(f"stubs for {stub}: the plugin is not installed")
                continue
            out = top / f"stubs-{stub}"
            out.mkdir()
            run_protoc(protoc, f"--grpc_out={out}",
                       f"--plugin=protoc-gen-grpc={plugin}",
                       *sources("*_service.proto"))
            text = (out / path).read_text(encoding="utf-8")
            assert re.search(pattern, text, re.MULTILINE | re.DOTALL), (
                f"stubs for {stub}: {path} lacks {pattern}")
            print(f"stubs for {stub}: right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
