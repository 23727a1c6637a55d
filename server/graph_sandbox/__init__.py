"""A local Microsoft Graph and Entra ID that keeps state and behaves like Microsoft's, over plain HTTP."""
