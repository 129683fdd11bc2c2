/**
 * What we ask of camera and microphone.
 *
 * A tile of the mixed picture is at most 640×360 in a 2×2 grid of 1280×720, and the mix runs at 25 frames
 * a second: more would be encoded and sent only to be thrown away, on a commune's uplink.
 */
const WIDTH = 640;
const HEIGHT = 360;
const FRAME_RATE = 25;

/** Bits per second: a talking head of that size is clean well below it, and the mixer is measured with 500 kbit/s. */
export const CAMERA_BITRATE = 600_000;

export function cameraConstraints(deviceId: string): MediaTrackConstraints {
  return {
    ...chosen(deviceId),
    width: { ideal: WIDTH },
    height: { ideal: HEIGHT },
    frameRate: { ideal: FRAME_RATE, max: 30 },
  };
}

/** Rooms have loudspeakers and open microphones: all three treatments stay on. */
export function microphoneConstraints(deviceId: string): MediaTrackConstraints {
  return {
    ...chosen(deviceId),
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: { ideal: 1 },
  };
}

function chosen(deviceId: string): MediaTrackConstraints {
  return deviceId === "" ? {} : { deviceId: { exact: deviceId } };
}
