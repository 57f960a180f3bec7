"""``dwmtj recipe``: the network recipes and what they say, each value with unit and source."""

from dwmtj.cli.parameter_sets import make_app
from dwmtj.parameters import load_recipe, recipe_names

app = make_app("recipe", recipe_names, load_recipe)
