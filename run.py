"""Tin Công Đoàn: `python run.py COMMAND`. Each command is a module of `commands/`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python must be able to read this far
    sys.exit(
        "Tin Công Đoàn needs Python 3.11 or newer, not {}.{}. Try: python3.11 run.py".format(
            *sys.version_info[:2]
        )
    )

try:
    from commands import main
except ModuleNotFoundError as error:
    sys.exit(
        f"run.py: the package {error.name!r} is missing. `make run` once installs all that is needed into .venv; "
        "afterwards call .venv/bin/python run.py"
    )

if __name__ == "__main__":
    main()
