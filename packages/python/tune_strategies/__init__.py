"""Strategies for tune in Python: the protocol of a program that suggests points, and adapters of libraries."""
from .protocol import serve
from .space import Dimension, Space

__all__ = ["Dimension", "Space", "serve"]
