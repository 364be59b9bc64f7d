"""The steps of the packages' test for the package winnow-gateway."""

import json

from checks import check, winnow
from machine import Booted, wait_for

KEY = "/etc/winnow/gateway/weekly.key"
SITES = "/etc/winnow/gateway.textproto"
SITE = f"""
sites {{
  site: 'weekly'
  key_file: '{KEY}'
  origins: 'https://weekly.example'
}}
"""
SECRET = "/etc/winnow/gateway/hook.secret"
# By the commands of clients/gateway/docs/webhooks.md.
MAKE_SECRET = f"umask 077; openssl rand -hex 32 > {SECRET}"
WEBHOOK = f"""
  webhooks {{
    subscription: 'hook'
    url: 'https://hooks.example/in'
    secret_files: '{SECRET}'
    ca_file: '/dev/null'
  }}
"""
# A fresh Debian has no program for HTTP but its shell.
ASK = """exec 3<>/dev/tcp/127.0.0.1/7480
printf '%s %s HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n' \
  "$1" "$2" >&3
printf 'Origin: https://weekly.example\\r\\nContent-Length: %d\\r\\n' ${#3} >&3
printf 'Content-Type: application/json\\r\\n\\r\\n%s' "$3" >&3
cat <&3"""


def ask(machine, method, path, body=""):
    """Its answer as text: status line, headers, body. Empty if there is none."""
    return machine.run("bash", "-c", ASK, "bash", method, path, body,
                       check=False).stdout


def waits_for_a_site(machine):
    check(ask(machine, "GET", "/healthz") == "", "it answers for no site")
    if isinstance(machine, Booted):
        for name, wanted in (("ActiveState", "inactive"), ("NRestarts", "0")):
            shown = machine.run("systemctl", "show", "-P", name,
                                "winnow-gateway.service").stdout.strip()
            check(shown == wanted, f"{name} is {shown}")


def takes_a_comment(machine):
    """By the commands of deploy/README.md."""
    winnow(machine, "site", "create", "weekly")
    winnow(machine, "--site", "weekly", "key", "create", "--name", "gateway",
           "--role", "site", "--out", KEY)
    machine.run("chgrp", "winnow-gateway", KEY)
    machine.run("chmod", "640", KEY)
    with open(machine.root.inside(SITES), "a", encoding="utf-8") as settings:
        settings.write(SITE)
    machine.restart("winnow-gateway.service")
    wait_for("the gateway's answer", lambda: " 200 " in ask(
        machine, "GET", "/healthz"))
    answer = ask(
        machine, "POST", "/v1/sites/weekly/comments", json.dumps({
            "thread": {"id": "a", "url": "https://weekly.example/a"},
            "display_name": "Dora", "email": "dora@example.org",
            "body": "The ferry was fine."}))
    check(" 201 " in answer.splitlines()[0] and "APPROVED" in answer, answer)
    lists_it(machine)
    for user, may in (("winnow-gateway", True), ("winnow", False),
                      ("nobody", False)):
        read = machine.run("runuser", "-u", user, "--", "cat", KEY,
                           check=False)
        check((read.returncode == 0) == may, f"{user} and {KEY}")


def lists_it(machine):
    wait_for("the list", lambda: "The ferry was fine." in ask(
        machine, "GET", "/v1/sites/weekly/comments?thread_id=a"))


def is_ended_once_by_wrong_settings(machine):
    machine.run("sh", "-c", MAKE_SECRET)
    machine.run("chgrp", "winnow-gateway", SECRET)
    machine.run("chmod", "640", SECRET)
    sites = machine.root.inside(SITES)
    sound = sites.read_text(encoding="utf-8")
    origins = "  origins: 'https://weekly.example'\n"
    for wrong, reason in (
            (origins.replace("https://", ""), "sites[0].origins[0]"),
            (origins + WEBHOOK, "webhook hook: ca_file /dev/null")):
        sites.write_text(sound.replace(origins, wrong), encoding="utf-8")
        machine.run("systemctl", "reset-failed", "winnow-gateway.service",
                    check=False)
        machine.run("systemctl", "restart", "winnow-gateway.service",
                    check=False)
        wait_for("its end", lambda: machine.run(
            "systemctl", "is-failed", "winnow-gateway.service",
            check=False).stdout.strip() == "failed")
        said = machine.run("journalctl", "--no-pager", "-u",
                           "winnow-gateway.service").stdout
        check(reason in said, f"it does not say why: {said}")
    sites.write_text(sound, encoding="utf-8")
    machine.restart("winnow-gateway.service")
    lists_it(machine)
