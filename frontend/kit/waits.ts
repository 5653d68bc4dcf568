// How long to wait before the server is asked again, in milliseconds.
const LONGEST = 600_000;
const HEARD = 60_000;
const UNHEARD = 10_000;
const BEAT = 30_000;
const EASE = 10; // a server that takes a second for a part is asked for it every ten

export type Failure = {
  greeted: boolean; // the stream that broke had begun
  cameBefore: boolean; // a stream came through to this page before
  failures: number; // in a row, before this one
};

/// A stream that had begun is tried again at once, spread over two seconds, while the process comes back; where none ever
/// came through, ever more seldom. `chance` is 0..1.
export function untilNextStream(failure: Failure, chance: number): number {
  if (failure.greeted) return 1_000 + chance * 2_000;
  return Math.min((failure.cameBefore ? 4_000 : 30_000) * 2 ** failure.failures, LONGEST);
}

/// How long a part rests after it was asked for: `changed` says that something in it did, `took` how long the server
/// worked on it last time.
export function untilNextLook(part: { changed: boolean; took: number }, hears: boolean): number {
  if (part.changed) return EASE * part.took;
  return hears ? HEARD : UNHEARD;
}

/// From one exchange of a phone with the server to the next, while its page is seen. `failures` in a row; `chance` is 0..1
/// and spreads the phones that lost the server at one moment. After a failure it is at least as long as a heartbeat.
export function untilNextSync(failures: number, chance: number): number {
  return Math.min(BEAT * 2 ** failures, LONGEST) * (1 + (failures ? chance / 2 : 0));
}
