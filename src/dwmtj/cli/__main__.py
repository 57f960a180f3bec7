"""``python -m dwmtj.cli``: the same as the ``dwmtj`` command."""

from dwmtj.cli import main

if __name__ == "__main__":
    main()
