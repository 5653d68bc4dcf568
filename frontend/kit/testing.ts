// For the tests: IndexedDB with trouble in it, and chance that can be repeated.
import "fake-indexeddb/auto";

type Before = (store: IDBObjectStore, method: string, value: unknown) => void;
type Method = (this: IDBObjectStore, ...values: unknown[]) => IDBRequest;
const METHODS = ["add", "put", "delete"] as const;

/// While `run` goes on, `before` is called before each statement that writes. What it throws fails the statement.
export async function watched<T>(before: Before, run: () => Promise<T>): Promise<T> {
  const prototype = IDBObjectStore.prototype as unknown as Record<string, Method>;
  const real = METHODS.map((method) => [method, prototype[method]!] as const);
  for (const [method, statement] of real)
    prototype[method] = function (...values): IDBRequest {
      before(this, method, values[0]);
      return statement.apply(this, values);
    };
  try {
    return await run();
  } finally {
    for (const [method, statement] of real) prototype[method] = statement;
  }
}

export class Killed extends Error {}

/// The page ends before the statement number `at` (from 0) and leaves its transaction unfinished. True when it came to that.
export async function killedAt(at: number, run: () => Promise<unknown>): Promise<boolean> {
  let count = 0;
  let killed = false;
  const before = (store: IDBObjectStore): void => {
    if (killed || count++ === at) {
      if (!killed) store.transaction.abort();
      killed = true;
      throw new Killed();
    }
  };
  await watched(before, () => run().catch((error: unknown) => { if (!killed) throw error; }));
  return killed;
}

export function full(): DOMException {
  return new DOMException("no room", "QuotaExceededError");
}

/// Numbers in [0, 1), the same ones for the same seed (mulberry32).
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let named = 0;

/// A name that no other test has.
export function fresh(): string {
  named += 1;
  return `test-${named}`;
}
