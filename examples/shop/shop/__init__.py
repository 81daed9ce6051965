"""A small web shop: customers, a catalogue, orders and a few reports."""

__version__ = "0.9.0"
