"""The media plane of Điểm Cầu: it knows no HTTP, no database and no accounts.

The control plane talks to it through one door, :class:`mcu.node.Node`.
"""
