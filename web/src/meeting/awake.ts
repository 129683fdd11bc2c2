/**
 * Keeps the screen on while somebody is in a meeting: a room's TV must not go dark during a long speech.
 * Returns a function that lets it sleep again.
 */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const hold = async () => {
    // Browsers drop the lock with the tab's visibility, so it is asked for again with it.
    if (over || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      if (over) await lock.release();
    } catch {
      // An empty battery or a policy forbids it: the meeting goes on with a screen that may sleep.
    }
  };
  const visible = () => void hold();
  document.addEventListener("visibilitychange", visible);
  void hold();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", visible);
    void lock?.release();
  };
}
