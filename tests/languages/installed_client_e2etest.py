#!/usr/bin/env python3
"""Builds the sample of the C++ client library as a publisher's project does.

Usage: installed_client_e2etest.py BUILD_DIR CMAKE [-DNAME=VALUE]...

Installs the library from the build into a directory of its own, has
find_package() find it there, builds the sample and runs it. Nothing of this
source tree is on its paths. packages_e2etest.py does the same with the package.
"""

import pathlib
import subprocess
import sys
import tempfile


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    build_dir, cmake, *settings = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="winnow-client.") as directory:
        prefix = pathlib.Path(directory) / "prefix"
        subprocess.run([cmake, "--install", build_dir, "--component", "client",
                        "--prefix", prefix], check=True,
                       stdout=subprocess.DEVNULL)
        sample = prefix / "share/doc/libwinnow-client-dev/examples"
        text = (sample / "follow_comments.cc").read_text(encoding="utf-8")
        assert "winnow/client/client.h" in text and "clients/cpp" not in text
        project = pathlib.Path(directory) / "project"
        subprocess.run([cmake, "-S", sample, "-B", project,
                        f"-DCMAKE_PREFIX_PATH={prefix}", *settings],
                       check=True)
        subprocess.run([cmake, "--build", project], check=True)
        # Without arguments it says how it is called.
        ran = subprocess.run([project / "follow_comments"], check=False,
                             capture_output=True, text=True)
        assert ran.returncode == 2 and "follow_comments" in ran.stderr, (
            f"{ran.returncode}: {ran.stdout}{ran.stderr}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
