// An end for what may never end: some engines leave a transaction, a permission or an answer open for good.

/// Rings once, unless what it gives back is called before.
export type Alarm = (ring: () => void) => () => void;

export function after(milliseconds: number): Alarm {
  return (ring) => {
    const timer = setTimeout(ring, milliseconds);
    return () => clearTimeout(timer);
  };
}

/// What comes of `work`, or of `late` when the alarm rings first. The work itself goes on, and nobody hears of it.
export function inTime<T>(alarm: Alarm, work: Promise<T>, late: () => T): Promise<T> {
  return new Promise((done, failed) => {
    const quiet = alarm(() => {
      try {
        done(late());
      } catch (error) {
        failed(error);
      }
    });
    void work.then(done, failed).finally(quiet);
  });
}
