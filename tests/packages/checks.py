"""What the steps of the packages' test share."""


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def say(text):
    print(f"==> {text}", flush=True)


def winnow(machine, *arguments):
    # What it remembers for its user is the user's, and no package's.
    return machine.run("env", "XDG_STATE_HOME=/packages/state", "winnow",
                       *arguments).stdout
