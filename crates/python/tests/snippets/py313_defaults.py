"""Defaults of type parameters."""

class A[T = int]: x = 1
