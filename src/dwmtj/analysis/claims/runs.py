"""The runs of a study's table, by recipe, preset and network."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dwmtj.analysis.claims.bootstrap import Array

NEEDED = ("network", "recipe", "preset", "reset", "seed", "epoch", "test_accuracy")


@dataclass(frozen=True)
class Group:
    """All runs of one recipe and preset.

    Parameters
    ----------
    recipe : str
        Name of the recipe.
    preset, reset : str or None
        Name of the device and its reset; None without DW-MTJ networks.
    networks : dict
        By name of the network a DataFrame of accuracies [percent], seeds in rows, epochs from 1 in
        columns, NaN where a run has no such epoch; of LIF, which has no device, all runs of the
        recipe.
    repeated : tuple of str
        Networks with more than one run of a seed, which cannot be told apart here.
    """

    recipe: str
    preset: str | None
    reset: str | None
    networks: dict[str, pd.DataFrame]
    repeated: tuple[str, ...] = ()

    def both(self, more: str, less: str, epochs: range) -> tuple[tuple[int, ...], Array, Array]:
        """Give the accuracies of two networks in the seeds that both have.

        Parameters
        ----------
        more, less : str
            Names of the networks.
        epochs : range
            Epochs that are wanted.

        Returns
        -------
        seeds : tuple of int
            Seeds with all these epochs in both networks.
        first, second : ndarray
            Accuracies [percent], shape [seeds, epochs].
        """
        whole = [
            self.networks[name].reindex(columns=list(epochs)).dropna() for name in (more, less)
        ]
        seeds = whole[0].index.intersection(whole[1].index).sort_values()
        first, second = (each.loc[seeds].to_numpy(float) for each in whole)
        return tuple(int(seed) for seed in seeds), first, second


def groups_of(table: pd.DataFrame) -> tuple[Group, ...]:
    """Take a study's table apart.

    Parameters
    ----------
    table : DataFrame
        ``study.csv``: one row per point and epoch, accuracy in percent.

    Returns
    -------
    tuple of Group
        One for each recipe and each preset and reset in it, in the order of the table.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    missing = [name for name in NEEDED if name not in table]
    if missing:
        raise ValueError(f"study.csv: no column {', '.join(missing)}; make the tables again")
    groups = []
    for recipe, rows in table.groupby("recipe", sort=False):
        with_device = rows[rows["preset"].notna()]
        without = rows[rows["preset"].isna()]
        devices = with_device[["preset", "reset"]].drop_duplicates().to_numpy().tolist()
        for preset, reset in devices or [[None, None]]:
            same = (with_device["preset"] == preset) & (with_device["reset"] == reset)
            groups.append(
                _group(str(recipe), preset, reset, pd.concat([without, with_device[same]]))
            )
    return tuple(groups)


def _group(recipe: str, preset: Any, reset: Any, rows: pd.DataFrame) -> Group:
    networks, repeated = {}, []
    for name, runs in rows.groupby("network", sort=False):
        if runs.duplicated(["seed", "epoch"]).any():
            repeated.append(str(name))
        networks[str(name)] = runs.drop_duplicates(["seed", "epoch"]).pivot(
            index="seed", columns="epoch", values="test_accuracy"
        )
    return Group(recipe, preset, reset, networks, tuple(repeated))
