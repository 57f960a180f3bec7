"""How Sphinx makes the site of these pages: ``make docs``, into ``docs/_build/html``.

The pages are Markdown that a code host shows too, so what only Sphinx understands is kept out of
them: equations are ``math`` fences, and names in backticks become links by themselves.
"""

import sys
from pathlib import Path

import dwmtj

sys.path.insert(0, str(Path(__file__).parent))

project = "dwmtj"
author = "The dwmtj developers"
release = version = dwmtj.__version__
project_copyright = author

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "extensions.mathml",
    "extensions.linked_names",
    "extensions.commands",
    "extensions.root_pages",
]
exclude_patterns = ["_build", "api/generated/README.md"]
templates_path = ["templates"]

# A reference to nothing is an error; see extensions/linked_names.py for what counts as something.
nitpicky = True
# Classes of other libraries that ours are made from.
nitpick_ignore_regex = [("py:class", r"(abc|enum|lightning|pydantic|torch|typing)\..+")]

myst_enable_extensions = ["dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 4
# The tests execute the notebooks and compare; the site shows what is stored.
nb_execution_mode = "off"

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings tell types with units and shapes
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = True
python_maximum_signature_line_length = 88
toc_object_entries = False

html_theme = "furo"
html_title = "dwmtj"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_show_sphinx = False
html_copy_source = False
