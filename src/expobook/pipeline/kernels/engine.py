"""The papermill engine `forked`; papermill imports this module by itself, as an entry point."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine

from .manager import ForkedKernelManager


class ForkedEngine(NBClientEngine):
    """Papermill's own engine, with forked kernels; its outputs are those of ordinary kernels."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
        """Execute the notebook as papermill does."""
        settings.setdefault("kernel_manager_class", ForkedKernelManager)
        return super().execute_managed_notebook(nb_man, kernel_name, **settings)
