"""The track as the domain meets it: places that grow the way it is pushed, sites in that order.

The wall that leads is the front, the other the back; towards IN places are those from IN with the
sign changed, so that every law of motion is written once, for one direction. All numbers are
scalars, which compiled functions hand over without memory.
"""

from typing import NamedTuple

from dwmtj.compiling import inlined
from dwmtj.device.sites import Track


class Path(NamedTuple):
    """Places in the order in which the front meets them [m]; ``one_wall`` as of the track.

    ``begin``, ``first_site``, ``second_site``, ``third_site`` and ``end``.
    """

    begin: float
    first_site: float
    second_site: float
    third_site: float
    end: float
    one_wall: bool


@inlined
def path_of(track: Track, forward: bool) -> Path:
    """Give the path of a direction.

    Parameters
    ----------
    track : Track
        Sites and ends.
    forward : bool
        Whether towards GND.

    Returns
    -------
    Path
        The path.
    """
    row, sign = (0, 1.0) if forward else (1, -1.0)
    begin, end = (track.first, track.last) if forward else (-track.last, -track.first)
    sites = track.sites
    return Path(
        begin, sign * sites[row, 0], sign * sites[row, 1], sign * sites[row, 2], end, track.one_wall
    )


@inlined
def next_stop(path: Path, place: float) -> float:
    """Give the next place at which the front stops.

    Parameters
    ----------
    path : Path
        The path.
    place : float
        Where it is [m].

    Returns
    -------
    float
        The next site, or the end [m].
    """
    if place < path.first_site:
        return path.first_site
    if place < path.second_site:
        return path.second_site
    if place < path.third_site:
        return path.third_site
    return path.end


@inlined
def site_at(path: Path, place: float) -> int:
    """Tell which site holds the front.

    Parameters
    ----------
    path : Path
        The path.
    place : float
        Where the front is [m].

    Returns
    -------
    int
        0 to 2, or -1 (no unit).
    """
    if place == path.first_site:
        return 0
    if place == path.second_site:
        return 1
    if place == path.third_site:
        return 2
    return -1


@inlined
def moved(path: Path, place: float, distance: float) -> float:
    """Move a wall; one that has left the track does not come back.

    Parameters
    ----------
    path : Path
        The path.
    place : float
        Where the wall is [m].
    distance : float
        How far it goes, of either sign [m].

    Returns
    -------
    float
        Where it is then, between the ends [m].
    """
    if path.one_wall or path.begin < place < path.end:
        return min(max(place + distance, path.begin), path.end)
    return place


@inlined
def has_left(path: Path, front: float, back: float) -> bool:
    """Tell whether the whole domain has left by an end; a single wall does not.

    Parameters
    ----------
    path : Path
        The path.
    front, back : float
        Where the walls are [m].

    Returns
    -------
    bool
        Whether it has.
    """
    return not path.one_wall and (back >= path.end or front <= path.begin)
