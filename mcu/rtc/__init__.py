"""WebRTC: the only place that imports aiortc. One UDP port, ICE-lite, DTLS-SRTP, RTP endpoints."""
