/** Bits per second of a voice on a line that carries little else: understood as well, not as full. */
const BITRATE = 16_000;
/** Milliseconds in a packet: with 50 bytes of headers each, 20 ms would take as much again as the voice. */
const PTIME = 60;

/**
 * The server's answer with a narrow voice, or as it is. RFC 7587, section 6.1: both are the receiver's
 * wishes, which the browser follows when it is handed the answer once more.
 */
export function withNarrowVoice(answer: string, narrow: boolean): string {
  const opus = /^a=rtpmap:(\d+) opus\/48000/m.exec(answer)?.[1];
  if (!narrow || opus === undefined) return answer;
  const format = new RegExp(`^(a=fmtp:${opus} .*maxaveragebitrate=)\\d+(.*?)(\\r?)$`, "m");
  return answer.replace(format, `$1${BITRATE}$2$3\na=ptime:${PTIME}$3`);
}
