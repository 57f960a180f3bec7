"""From the folder of a trained network to the account of its inferences."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dwmtj.accounting.account import Account
from dwmtj.accounting.inference import Inference, account_inference
from dwmtj.networks.activity import count_activity
from dwmtj.networks.config import RunConfig
from dwmtj.networks.images import load_images
from dwmtj.networks.kinds import NEURON_KINDS, NetworkKind
from dwmtj.networks.run_folder import RunFolder, RunFolderError
from dwmtj.networks.stored_config import read_stored_config
from dwmtj.networks.training import load_classifier, read_history

_SUBSET_SEED = 0


def account_run(
    path: str | Path,
    accounts: Sequence[Account] = (),
    *,
    networks: Sequence[str] | None = None,
    images: int = 1000,
    draws: int = 1000,
    seed: int | None = None,
    data_dir: Path | None = None,
) -> list[Inference]:
    """Account for the inferences of the trained networks of a run.

    Parameters
    ----------
    path : str or Path
        Folder of the run, with its checkpoints.
    accounts : sequence of Account
        Devices whose energy per spike is to be taken.
    networks : sequence of {"lif", "dwmtj_deterministic", "dwmtj_noisy"}, optional
        Which of its networks; all that spike if not given.
    images : int
        Number of evaluated images that are classified [no unit]; all if there are no more.
    draws : int
        Number of draws of the assumed ranges and of the images [no unit].
    seed : int, optional
        Which training (no unit); the first of the run if not given.
    data_dir : Path, optional
        Folder with the files of the data set.

    Returns
    -------
    list of Inference
        One for each network.

    Raises
    ------
    RunFolderError
        If the folder holds no run, or the network has not been trained to the end.
    ValueError
        If the run has no such network or seed, or a number is not allowed.

    Examples
    --------
    >>> from dwmtj.accounting.run_inference import account_run
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.reproduce import reproduce
    >>> from dwmtj.networks.run_folder import RunFolder
    >>> config = configure(
    ...     "smoke", networks=("dwmtj_noisy",), epochs=1, time_steps=10, train_images=50
    ... )
    >>> folder = RunFolder("run")
    >>> folder.open(config)
    >>> _ = reproduce(config, folder, load_images(config))
    >>> (inference,) = account_run("run", images=20, draws=50)
    >>> print(f"{inference.latency.estimate.value:.1e} s, {inference.images} images")
    1.0e-09 s, 20 images
    """
    folder, config = RunFolder(path), read_stored_config(Path(path))
    chosen = config.seeds[0] if seed is None else seed
    kinds = _kinds(config, networks)
    if chosen not in config.seeds:
        allowed = ", ".join(str(each) for each in config.seeds)
        raise ValueError(f"seed: {chosen} is not in this run; allowed: {allowed}")
    for kind in kinds:
        done = len(read_history(folder.checkpoints(kind, chosen)))
        if done < config.epochs:
            raise RunFolderError(
                f"{path}: {kind}, seed {chosen} is trained for {done} of {config.epochs} epochs; "
                "finish the run with --resume first"
            )
    data = load_images(config, data_dir)
    data = replace(data, test=data.test.subset(images, _SUBSET_SEED))
    size = config.recipe.training.batch_size
    found = []
    for kind in kinds:
        checkpoints = folder.checkpoints(kind, chosen)
        classifier = load_classifier(config, kind, chosen, data, checkpoints)
        activity = count_activity(classifier, data, size)
        found.append(account_inference(kind, config.device, activity, accounts, draws=draws))
    return found


def _kinds(config: RunConfig, networks: Sequence[str] | None) -> list[NetworkKind]:
    spiking = [kind for kind in config.networks if kind in NEURON_KINDS]
    wrong = [name for name in networks or spiking if name not in spiking]
    if wrong or not spiking:
        raise ValueError(
            f"networks: {', '.join(wrong) or 'none'} is not allowed; allowed: the networks of this "
            f"run that spike, {', '.join(spiking) or 'of which there are none'}"
        )
    return [kind for kind in spiking if networks is None or kind in networks]
