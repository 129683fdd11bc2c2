"""The control plane of Điểm Cầu: HTTP, meetings, tokens, records. It calls `mcu.node` only."""
