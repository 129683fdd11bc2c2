// Shares pages from one window to another without a server, for `signaling.bench.direct`: a call of two, each with
// camera and microphone, as any product makes it from RTCPeerConnection.

(() => {
  const CAMERA = { width: 640, height: 360, frameRate: 25 };
  const connection = new RTCPeerConnection();
  window.__probe = { peers: [connection] };

  const show = (track, name) => {
    const video = document.createElement("video");
    Object.assign(video, { autoplay: true, muted: true, srcObject: new MediaStream([track]) });
    video.dataset.testid = name;
    video.style.width = "100vw";
    document.body.append(video);
  };

  /** Our part of the negotiation, with all candidates. */
  const described = async (description) => {
    await connection.setLocalDescription(description);
    while (connection.iceGatheringState !== "complete") {
      await new Promise((done) =>
        connection.addEventListener("icegatheringstatechange", done, { once: true }),
      );
    }
    return connection.localDescription.sdp;
  };

  /** The other's, with the most that our browser is to believe of its line (kbit/s), if we say so. */
  const believed = (sdp, most) =>
    most === null
      ? sdp
      : sdp
          .replace(/^(a=fmtp:\d+ .*)$/gm, `$1;x-google-max-bitrate=${most}`)
          .replace(/^(a=rtpmap:(\d+) VP8.*)$/gm, `$1\r\na=fmtp:$2 x-google-max-bitrate=${most}`);

  const devices = () => navigator.mediaDevices.getUserMedia({ audio: true, video: CAMERA });

  window.__direct = {
    async offer({ bitrate, least }) {
      const own = await devices();
      for (const track of own.getTracks()) connection.addTrack(track, own);
      const [page] = (
        await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 30 } })
      ).getVideoTracks();
      page.contentHint = "detail";
      if (least > 0) await page.applyConstraints({ frameRate: { min: least, max: 30 } });
      connection.addTransceiver(page, {
        sendEncodings: [{ maxBitrate: bitrate, maxFramerate: 30 }],
      });
      return described(await connection.createOffer());
    },

    async answer(sdp) {
      const own = await devices();
      let pictures = 0;
      connection.ontrack = ({ track }) => {
        if (track.kind === "video") show(track, pictures++ === 0 ? "picture" : "content");
      };
      await connection.setRemoteDescription({ type: "offer", sdp });
      for (const track of own.getTracks()) connection.addTrack(track, own);
      return described(await connection.createAnswer());
    },

    accept: (sdp, most) =>
      connection.setRemoteDescription({ type: "answer", sdp: believed(sdp, most) }),
  };
})();
