/**
 * What we ask of camera and microphone. The camera gives 720 lines, which cheap ones do well and a commune's
 * uplink can carry; a canvas in Full HD would show more of a point that is alone on it. What is sent is scaled
 * down to what the server asks for, so no uplink carries more than is seen.
 */
export const CAMERA = { width: 1280, height: 720 };
const FRAME_RATE = 25;

export function cameraConstraints(deviceId: string): MediaTrackConstraints {
  return {
    ...chosen(deviceId),
    width: { ideal: CAMERA.width },
    height: { ideal: CAMERA.height },
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
