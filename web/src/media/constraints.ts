/**
 * What we ask of camera and microphone. The camera gives what the canvas shows at most, when a point is alone
 * on it; what is sent is scaled down to what the server asks for, so no commune's uplink carries more than is seen.
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
