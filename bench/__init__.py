"""Measures every figure that docs/ quotes. Each script ends with one JSON line a figure."""
