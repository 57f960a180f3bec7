"""Names of the package become links, and names that do not exist become warnings.

In the pages a full name in backticks, such as ``dwmtj.physics.walker_field``, is a link to the
reference, and stays plain code on a code host. In docstrings a reference may name an object where
it is defined (``dwmtj.nn.dwmtj_cell.DWMTJCell``): it leads to the public name. What exists but is
not in the reference is shown without a link.
"""

import importlib
import re
import sys
from functools import cache
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

_NAME = re.compile(r"dwmtj(\.\w+)+")
_FILE_ENDS = (".toml", ".csv", ".nc", ".json")
_MISSING = object()


@cache
def _import(name: str) -> Any:
    """Give the object of a full name, or ``_MISSING``."""
    found, _, rest = name.partition(".")
    item: Any = importlib.import_module(found)
    for part in rest.split(".") if rest else ():
        found = f"{found}.{part}"
        if not hasattr(item, part):
            try:
                importlib.import_module(found)
            except ImportError:
                return _MISSING
        item = getattr(item, part, _MISSING)
    return item


class LinkNames(SphinxPostTransform):
    """Makes a reference of each full name in backticks."""

    default_priority = 5  # before references are resolved

    def run(self, **_: Any) -> None:
        """Go through the page."""
        for literal in list(self.document.findall(nodes.literal)):
            name = literal.astext().removesuffix("()")
            if (
                not _NAME.fullmatch(name)
                or name.endswith(_FILE_ENDS)
                or isinstance(literal.parent, nodes.reference | addnodes.pending_xref)
            ):
                continue
            reference = addnodes.pending_xref(
                "",
                literal.deepcopy(),
                refdomain="py",
                reftype="obj",
                reftarget=name,
                refdoc=self.env.docname,
                refwarn=True,
            )
            literal.replace_self(reference)


def _public_names(environment: BuildEnvironment) -> dict[int, str]:
    """Map the identity of each documented object to its public name."""
    names = environment.domains.python_domain.objects
    return {id(item): name for name in names if (item := _import(name)) is not _MISSING}


def _resolve(
    app: Sphinx, environment: BuildEnvironment, node: addnodes.pending_xref, text: nodes.Node
) -> nodes.Node | None:
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"].lstrip(".~")
    inside = [name for name in (node.get("py:module"), node.get("py:class")) if name]
    prefixes = ["", *(f"{name}." for name in inside), f"{'.'.join(inside)}."]
    for prefix in prefixes:
        name = f"{prefix}{target}"
        item = _import(name) if name.startswith("dwmtj") else _MISSING
        if item is _MISSING:
            continue
        public = _public_names(environment).get(id(item))
        if public is None:
            return text
        entry = environment.domains.python_domain.objects[public]
        return make_refnode(app.builder, node["refdoc"], entry.docname, entry.node_id, text, public)
    if _is_defined_somewhere(target):
        return text
    return None


def _is_defined_somewhere(name: str) -> bool:
    """Whether a module of the package has an object of this short name."""
    return any(
        hasattr(module, name) for path, module in sys.modules.items() if path.startswith("dwmtj.")
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform and the resolver."""
    app.add_post_transform(LinkNames)
    app.connect("missing-reference", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
