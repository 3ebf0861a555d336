"""Which of our code a result depends on, as a hash.

The rule: the source text of the module a function is defined in, and of every module of this package that
it imports, directly or through others. Imports are read from the syntax tree, those inside functions too;
imports for type checking only do not count, nor does the package's own ``__init__`` (it re-exports
everything). Libraries outside the package do not count: a build under other versions of them is compared by
the checksums of its tables.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geo_opportunity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["code_hash", "imported_modules", "module_of"]

_PACKAGE: Final = geo_opportunity.__name__
_ROOT: Final = Path(geo_opportunity.__file__).parent


def module_of(function: Callable[..., Any]) -> str:
    """Return the name of the module a function (or a partial of it) is defined in."""
    while isinstance(function, functools.partial):
        function = function.func
    return getattr(function, "__module__", None) or type(function).__module__


def _file(module: str) -> Path | None:
    """Return the source file of a module, None when it has none (a namespace, a built-in)."""
    head, _, rest = module.partition(".")
    if head != _PACKAGE:
        loaded = getattr(sys.modules.get(module), "__file__", None)
        return Path(loaded) if loaded and Path(loaded).is_file() else None
    base = _ROOT.joinpath(*rest.split(".")) if rest else _ROOT
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if (
            isinstance(child, ast.If)
            and isinstance(child.test, ast.Name)
            and child.test.id == "TYPE_CHECKING"
        ):
            for other in child.orelse:
                yield other
                yield from _runtime_nodes(other)
            continue
        yield child
        yield from _runtime_nodes(child)


@functools.cache
def _direct(path: Path, module: str, stamp: int) -> frozenset[str]:  # noqa: ARG001 - stamp: read again when the file changes
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in _runtime_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parent, base] if base else parent)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if base.partition(".")[0] == _PACKAGE and _file(inner) else base)
    return frozenset(m for m in found if m.startswith(f"{_PACKAGE}."))


def imported_modules(modules: Iterable[str]) -> set[str]:
    """Return `modules` and the modules of this package they import, directly or through others."""
    seen: set[str] = set()
    queue = list(modules)
    while queue:
        module = queue.pop()
        if module in seen:
            continue
        seen.add(module)
        path = _file(module)
        if path is not None:
            queue.extend(_direct(path, module, path.stat().st_mtime_ns) - seen)
    return seen


def code_hash(modules: Iterable[str]) -> str:
    """Return the SHA-256 over names and source texts of `modules` and what they import from this package."""
    digest = hashlib.sha256()
    for module in sorted(imported_modules(modules)):
        path = _file(module)
        text = path.read_text(encoding="utf-8") if path else ""
        digest.update(f"{module}\0{text}\0".encode())
    return digest.hexdigest()
