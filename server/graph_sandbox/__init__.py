"""A local Microsoft Graph and Entra ID that keeps state and behaves like Microsoft's, over plain HTTP."""

from graph_sandbox.problems import TenantFolderError
from graph_sandbox.server import Sandbox

__all__ = ["Sandbox", "TenantFolderError"]
