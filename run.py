"""Tin Công Đoàn: `python run.py COMMAND`. Each command is a module of `commands/`."""

from commands import main

if __name__ == "__main__":
    main()
