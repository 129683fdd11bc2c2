import { useEffect, useRef } from "preact/hooks";
import { LevelMeter, meterFraction } from "../media/level";

interface LevelBarProps {
  label: string;
  /** Level in dBFS at this moment. */
  read: () => number;
  testId: string;
}

const DRAW_MS = 60;

/** A level meter. Drawn past Preact: it moves 16 times a second and nothing else depends on it. */
export function LevelBar({ label, read, testId }: LevelBarProps) {
  const bar = useRef<HTMLMeterElement>(null);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    let shown = 0;
    const timer = window.setInterval(() => {
      // Quick up, slow down: the eye follows syllables, not samples.
      shown = Math.max(meterFraction(latest.current()), shown - 0.06);
      if (bar.current === null) return;
      bar.current.value = shown;
      bar.current.style.setProperty("--level", `${(shown * 100).toFixed(1)}%`);
    }, DRAW_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <meter
      ref={bar}
      class="meter"
      min={0}
      max={1}
      value={0}
      aria-label={label}
      data-testid={testId}
    />
  );
}

interface TrackLevelProps {
  label: string;
  track: MediaStreamTrack | null;
  testId: string;
}

/** The level of a track; empty while there is none. */
export function TrackLevel({ label, track, testId }: TrackLevelProps) {
  const meter = useRef<LevelMeter | null>(null);
  useEffect(() => {
    if (track === null) return;
    const own = LevelMeter.of(track);
    meter.current = own;
    return () => {
      meter.current = null;
      own.close();
    };
  }, [track]);
  const read = () => meter.current?.read() ?? Number.NEGATIVE_INFINITY;
  return <LevelBar label={label} read={read} testId={testId} />;
}
