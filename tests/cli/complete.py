# SPDX-License-Identifier: MIT
"""complete.py SHELL SCRIPT PROGRAM LINE REGEX...: types LINE and two tabs into an interactive shell
that knows the completion SCRIPT for the PROGRAM. Exits 0 once what is shown, without its control codes, matches each REGEX; 1
when it still does not after 20 seconds."""
import os
import pty
import re
import select
import signal
import sys
import time

START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}
KNOW = {
    "bash": "bind 'set page-completions off'; bind 'set completion-query-items 0'; PS1='> '; . '{script}'",
    "zsh": "unsetopt prompt_cr prompt_sp; PS1='> '; fpath=('{folder}' $fpath); "
    "autoload -Uz compinit; compinit -D -u; LISTMAX=1000",
}
PATIENCE = 20


def plain(text):
    text = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]|\x07|\r", b"", text)
    return text.decode(errors="replace")


def read_until(descriptor, regexes):
    """Reads until all are seen, or patience ends. Returns what was read, and whether they were."""
    text, end = b"", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if all(re.search(regex, plain(text)) for regex in regexes):
            return plain(text), True
        if select.select([descriptor], [], [], 0.2)[0]:
            text += os.read(descriptor, 65536)
    return plain(text), False


def main():
    shell, script, program, line, *regexes = sys.argv[1:]
    pid, terminal = pty.fork()
    if pid == 0:
        path = os.path.dirname(program) + ":" + os.environ["PATH"]
        os.environ.update(PATH=path, TERM="dumb", COLUMNS="200")
        os.execvp(shell, START[shell])
    know = KNOW[shell].format(script=script, folder=os.path.dirname(script))
    os.write(terminal, (know + "; echo rea'dy'\n").encode())
    shown, seen = read_until(terminal, [r"(?m)^ready$"])
    if seen:
        os.write(terminal, (line + "\t\t").encode())
        shown, seen = read_until(terminal, regexes)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    if not seen:
        print(f"{shell} does not show {regexes} after {line}, but:\n{shown}")
        sys.exit(1)


if __name__ == "__main__":
    main()
