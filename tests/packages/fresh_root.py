"""A Debian as it is after its installation, in a directory of our own.

Made by debootstrap from the mirror this machine's apt uses, once; each test
works on a copy. Needs root.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

# A Debian machine has these; debootstrap's smallest variant leaves them out.
INCLUDED = "systemd,systemd-sysv"

# Mounts of our own. Inside of a chroot, where / is no mount, unshare could not
# say so itself; what is outside of it is then private already.
UNSHARE = ("unshare", "--mount", "--propagation=unchanged")
PRIVATE = "mount --make-rprivate / 2>/dev/null; "


def missing_for_roots():
    """What this machine lacks for it, as a sentence, or None."""
    if os.geteuid() != 0:
        return "only root can make a fresh Debian root"
    for program in ("debootstrap", "unshare", "nsenter", "dpkg-deb"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    probe = subprocess.run([*UNSHARE, "--pid", "--fork", "true"],
                           capture_output=True, text=True, check=False)
    if probe.returncode != 0:
        return f"namespaces cannot be made: {probe.stderr.strip()}"
    if codename() is None:
        return "this is not a Debian, so its programs may not run on one"
    return None


def codename():
    release = pathlib.Path("/etc/os-release").read_text(encoding="utf-8")
    if "\nID=debian\n" not in f"\n{release}\n":
        return None
    found = re.search(r"^VERSION_CODENAME=(\w+)$", release, re.MULTILINE)
    return found and found[1]


def apt_sources():
    """Debian's own: (URI, suite, components), as apt has them configured."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format",
         "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"],
        capture_output=True, text=True, check=True).stdout
    found = {}
    for line in listed.splitlines():
        uri, suite, component = line.split()
        if suite.split("-")[0] == codename():
            found.setdefault((uri, suite), set()).add(component)
    found = found or {("http://deb.debian.org/debian", codename()): {"main"}}
    return [(uri, suite, "main") for uri, suite in sorted(
        found, key=lambda source: source[1] != codename())]


def copy_network_settings(root):
    for file in ("/etc/resolv.conf", "/etc/hosts",
                 "/etc/ssl/certs/ca-certificates.crt"):
        if pathlib.Path(file).is_file():
            os.makedirs(os.path.dirname(f"{root}{file}"), exist_ok=True)
            shutil.copy(file, f"{root}{file}")
    dump = subprocess.run(["apt-config", "dump"], capture_output=True,
                          text=True, check=True).stdout
    kept = [line for line in dump.splitlines()
            if re.match(r"Acquire::(https?|Retries|ForceIP)", line)]
    pathlib.Path(f"{root}/etc/apt/apt.conf.d/90network").write_text(
        "\n".join(kept) + "\n", encoding="utf-8")
    pathlib.Path(f"{root}/etc/apt/sources.list").write_text("".join(
        f"deb {uri} {suite} {components}\n"
        for uri, suite, components in apt_sources()), encoding="utf-8")


def make_base(cache):
    """Runs debootstrap, unless it has been run here already."""
    base = cache / "base"
    done = cache / "base.done"
    if done.exists() and done.read_text(encoding="utf-8") == INCLUDED:
        return base
    shutil.rmtree(base, ignore_errors=True)
    cache.mkdir(parents=True, exist_ok=True)
    mirror = apt_sources()[0][0]
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={INCLUDED}",
         codename(), base, mirror], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError(f"debootstrap failed: {made.stdout[-2000:]}")
    copy_network_settings(base)
    run_in(base, "apt-get", "-q", "update")
    done.write_text(INCLUDED, encoding="utf-8")
    return base


def run_in(root, *command, check=True, user_input=None):
    """Runs a command inside, with the network of this machine."""
    mounts = (PRIVATE + "mount --bind \"$0\" \"$0\" && mount -t proc proc \"$0/proc\" && "
              "mount --rbind /dev \"$0/dev\" && exec chroot \"$0\" \"$@\"")
    done = subprocess.run(
        [*UNSHARE, "--pid", "--fork", "--kill-child", "sh", "-c", mounts, root, *command],
        env=clean_environment(), input=user_input, capture_output=True,
        text=True, check=False, timeout=900)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} failed in the fresh "
                           f"root:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done


def clean_environment():
    proxies = {name: value for name, value in os.environ.items()
               if name.lower() in ("http_proxy", "https_proxy", "no_proxy")}
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
            "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **proxies}


class FreshRoot:
    """A copy, gone at the end of the `with`."""

    def __init__(self, cache):
        self.cache = pathlib.Path(cache)

    def __enter__(self):
        base = make_base(self.cache)
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="root.",
                                                  dir=self.cache))
        os.chmod(self.path, 0o755)
        subprocess.run(["cp", "-a", "--reflink=auto", f"{base}/.", self.path],
                       check=True)
        return self

    def __exit__(self, *unused):
        subprocess.run(["rm", "-rf", "--one-file-system", self.path],
                       check=False)

    def run(self, *command, **options):
        return run_in(self.path, *command, **options)

    def inside(self, path):
        return pathlib.Path(f"{self.path}{path}")
