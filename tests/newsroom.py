"""A newspaper's site on this machine, to try `run.py fetch` with: `python -m tests.newsroom FOLDER`."""

from bench.reliability.newsroom import main

if __name__ == "__main__":
    main()
