"""A run is a folder: made once, resumed on request, never silently overwritten.

``config.toml`` is written first and decides: a folder without it is no run and is left alone.
"""

import shutil
import tomllib
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from dwmtj.atomic import write_text
from dwmtj.networks.config import RunConfig, deciding_values
from dwmtj.networks.kinds import NetworkKind

CONFIG = "config.toml"
METRICS = "metrics.csv"
SUMMARY = "summary.json"
RESULTS = "results.nc"
DEVICE = "device"
ACCOUNTING = "accounting"
#: In the folder of the checkpoints of one network and seed.
CHECKPOINT = "last.ckpt"
_CHECKPOINTS = "checkpoints"
#: Of ``metrics.csv``; accuracy in percent, loss in nat, spikes per neuron and step, seconds.
METRICS_COLUMNS = (
    "network",
    "seed",
    "epoch",
    "train_loss",
    "test_accuracy",
    "spike_rate",
    "seconds",
)
#: All that a run writes; nothing else in its folder is ever removed.
_CONTENT = (
    CONFIG,
    METRICS,
    SUMMARY,
    RESULTS,
    "report.html",
    "report.md",
    "figures",
    DEVICE,
    ACCOUNTING,
    _CHECKPOINTS,
)
_VERSIONS_OF = ("dwmtj", "torch", "lightning", "torchmetrics", "numpy", "scipy", "xarray")


class RunFolderError(ValueError):
    """The folder cannot be used for this run; the message says what to do.

    Examples
    --------
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.run_folder import RunFolder, RunFolderError
    >>> RunFolder("mine").open(configure("smoke"))
    >>> try:
    ...     RunFolder("mine").open(configure("smoke"))  # neither resume nor overwrite
    ... except RunFolderError:
    ...     print("never overwritten in silence")
    never overwritten in silence
    """


class RunFolder:
    """Folder of one run.

    Parameters
    ----------
    path : str or Path
        The folder.

    Examples
    --------
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.run_folder import RunFolder
    >>> folder = RunFolder("runs/mine")
    >>> folder.open(configure("smoke", networks=("lif",)))
    >>> folder.is_run, (folder.path / "config.toml").exists()
    (True, True)
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @property
    def is_run(self) -> bool:
        """Whether the folder holds a run."""
        return (self.path / CONFIG).is_file()

    def open(self, config: RunConfig, *, resume: bool = False, overwrite: bool = False) -> None:
        """Make the folder for a run, or take up the run that is in it.

        Parameters
        ----------
        config : RunConfig
            The run.
        resume : bool
            Go on with the run in the folder; a folder without one starts anew.
        overwrite : bool
            Remove the run in the folder and start anew.

        Raises
        ------
        RunFolderError
            If the folder holds something else, another run, or a run and neither was asked for.
        """
        self.check(config, resume=resume, overwrite=overwrite)
        if self.is_run and resume:
            return
        for name in _CONTENT:
            _remove(self.path / name)
        self.path.mkdir(parents=True, exist_ok=True)
        import tomli_w

        tables = {"config_hash": config.hash, "versions": versions(), **config.to_tables()}
        write_text(self.path / CONFIG, tomli_w.dumps(tables))

    def check(self, config: RunConfig, *, resume: bool = False, overwrite: bool = False) -> None:
        """Refuse what :meth:`open` would refuse, and change nothing.

        Parameters
        ----------
        config : RunConfig
            The run.
        resume, overwrite : bool
            As in :meth:`open`.

        Raises
        ------
        RunFolderError
            If the folder cannot be opened for this run.
        """
        if resume and overwrite:
            raise RunFolderError("--resume and --overwrite exclude each other; give one")
        if self.path.exists() and not self.path.is_dir():
            raise RunFolderError(f"{self.path}: is a file; give another --out")
        if self.is_run and not (resume or overwrite):
            raise RunFolderError(
                f"{self.path}: holds a run already; go on with it with --resume, replace it with "
                "--overwrite, or give another --out"
            )
        if not self.is_run and self.path.exists() and any(self.path.iterdir()):
            raise RunFolderError(f"{self.path}: is not empty and holds no run; give another --out")
        if self.is_run and resume:
            self._check_same(config)

    def read_config(self) -> dict[str, Any]:
        """Read the tables of ``config.toml``.

        Returns
        -------
        dict
            ``config_hash``, ``versions``, ``run``, ``device`` and ``recipe``.

        Raises
        ------
        RunFolderError
            If the folder holds no run or its configuration is damaged.
        """
        if not self.is_run:
            raise RunFolderError(f"{self.path}: holds no run (there is no {CONFIG})")
        try:
            tables = tomllib.loads((self.path / CONFIG).read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RunFolderError(f"{self.path / CONFIG}: damaged ({error})") from None
        missing = {"config_hash", "versions", "run", "device", "recipe"} - set(tables)
        if missing:
            raise RunFolderError(f"{self.path / CONFIG}: damaged (no {', '.join(sorted(missing))})")
        return tables

    @property
    def device(self) -> Path:
        """Folder of the measurements of the device."""
        return self.path / DEVICE

    @property
    def accounting(self) -> Path:
        """Folder of the accounts of devices and networks."""
        return self.path / ACCOUNTING

    def checkpoints(self, kind: NetworkKind, seed: int) -> Path:
        """Folder of the checkpoint of one network and seed.

        Parameters
        ----------
        kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}
            The network.
        seed : int
            Its seed (no unit).

        Returns
        -------
        Path
            The folder, which may not exist yet.
        """
        return self.path / _CHECKPOINTS / kind / f"seed-{seed}"

    def _check_same(self, config: RunConfig) -> None:
        wanted = deciding_values(config.to_tables())
        try:
            there = deciding_values(self.read_config())
        except (TypeError, KeyError, AttributeError) as error:
            raise RunFolderError(f"{self.path / CONFIG}: damaged ({error!r})") from None
        if wanted == there:
            return
        different = sorted(key for key in wanted | there if wanted.get(key) != there.get(key))
        shown = "; ".join(
            f"{key}: {there.get(key)!r} there, {wanted.get(key)!r} asked for"
            for key in different[:3]
        )
        raise RunFolderError(f"{self.path}: cannot resume, the run there is another one ({shown})")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that decide the results."""
    return {"python": python_version(), **{name: version(name) for name in _VERSIONS_OF}}


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
