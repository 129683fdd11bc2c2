import { texts } from "../i18n";
import { type Kind, local } from "../media/local";

interface DeviceSelectProps {
  kind: Kind | "speaker";
  id: string;
}

/** Which camera, microphone or loudspeaker; the browser's own list is the one everybody knows. */
export function DeviceSelect({ kind, id }: DeviceSelectProps) {
  const t = texts.value.join;
  const devices = local.devices.value[kind];
  const chosen = local.chosen[kind].value;
  const known = devices.some(({ deviceId }) => deviceId === chosen);
  const choose = (deviceId: string) => {
    if (kind === "speaker") local.chooseSpeaker(deviceId);
    else void local.choose(kind, deviceId);
  };
  return (
    <select
      id={id}
      value={known ? chosen : ""}
      data-testid={`select-${kind}`}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{t.systemDefault}</option>
      {devices.map(({ deviceId, label }, i) => (
        <option key={deviceId} value={deviceId}>
          {label === "" ? t.nameless(t[kind], i + 1) : label}
        </option>
      ))}
    </select>
  );
}
