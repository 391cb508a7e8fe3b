const idleAfterMs = 10 * 60_000;

let lastSeen = Date.now();

for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
  window.addEventListener(
    type,
    () => {
      lastSeen = Date.now();
    },
    { passive: true, capture: true },
  );
}

/** Whether the user has used the page lately. */
export function isUserAround(now: number = Date.now()): boolean {
  return now - lastSeen < idleAfterMs;
}
