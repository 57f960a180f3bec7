"""Studies: many trainings that differ in named factors, run on one machine or many.

A study is a TOML file (:mod:`.read_study`); each of its points is an ordinary run folder with one
network and one seed, so whatever is true of a run (resumed after a kill, written atomically) is
true of a point. ``docs/studies.md`` tells how to write and run one.
"""
