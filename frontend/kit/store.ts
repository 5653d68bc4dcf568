// What a phone keeps, in IndexedDB. A write is one transaction with strict durability and is done when that is complete,
// not before: only then may a tick appear. Names and answers come here sealed (seal.ts); what lies open is order, random
// ids, sizes and how a piece was answered.
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import { after, inTime, type Alarm } from "./alarm.ts";
import type { Bytes } from "./bytes.ts";
import type { State } from "./protocol.ts";

export interface Rows extends DBSchema {
  answers: { key: string; value: { id: string; seq: number; tag: string; sealed: Bytes }; indexes: { tag: string } };
  queue: { key: number; value: { seq?: number; id: string; tag: string; size: number }; indexes: { id: string; tag: string } };
  doors: { key: string; value: { tag: string; revision: number; sealed: Bytes } };
  receipts: {
    key: string;
    value: { id: string; tag: string; state: State; sealed: Bytes };
    indexes: { tag: string; state: string };
  };
  papers: { key: string; value: { name: string; sealed: Bytes } };
  own: { key: string; value: { name: string; value: unknown } }; // lease, clock, canary, ballast
}
export type Name = StoreNames<Rows>;
export type Base = IDBPDatabase<Rows>;
export type Reading = IDBPTransaction<Rows, Name[], "readonly">;
export type Writing = IDBPTransaction<Rows, Name[], "readwrite">;
type Deed<Mode extends IDBTransactionMode, T> = (rows: IDBPTransaction<Rows, Name[], Mode>) => Promise<T>;

/// "full": no room, and nothing left to free. "lost": the store cannot be reached. "old_page": a newer page is open on this
/// phone, and has changed the store.
export type Why = "full" | "lost" | "old_page";

export class StoreTrouble extends Error {
  readonly why: Why;

  constructor(why: Why, cause: unknown) {
    super(`the store of this phone: ${why}`, { cause });
    this.why = why;
  }
}

/// One step a version, each from what the one before it left. A new version is one more step at the end; a step keeps
/// `queue` and `answers`, whatever else it does.
export const STEPS: readonly ((base: Base) => void)[] = [
  (base) => {
    base.createObjectStore("answers", { keyPath: "id" }).createIndex("tag", "tag");
    const queue = base.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
    queue.createIndex("id", "id", { unique: true });
    queue.createIndex("tag", "tag");
    base.createObjectStore("doors", { keyPath: "tag" });
    const receipts = base.createObjectStore("receipts", { keyPath: "id" });
    receipts.createIndex("tag", "tag");
    receipts.createIndex("state", "state");
    base.createObjectStore("papers", { keyPath: "name" });
    base.createObjectStore("own", { keyPath: "name" });
  },
];
const DEAD = new Set(["InvalidStateError", "UnknownError", "AbortError", "TransactionInactiveError", "TimeoutError"]);
const OF_THE_PHONE = new Set(["canary", "ballast"]);
const BALLAST = 1_000_000; // bytes
const CHANCE_AT_ONCE = 65_536; // bytes that getRandomValues gives
const PATIENCE = after(10_000);

export class Store {
  private readonly name: string;
  private readonly steps: typeof STEPS;
  private readonly alarm: Alarm;
  private base: Promise<Base> | null = null;

  constructor(name: string, more: { steps?: typeof STEPS; alarm?: Alarm } = {}) {
    this.name = name;
    this.steps = more.steps ?? STEPS;
    this.alarm = more.alarm ?? PATIENCE;
  }

  /// `deed` awaits nothing but its own rows: a transaction ends by itself when it is left alone. It may run twice.
  read<T>(names: Name[], deed: Deed<"readonly", T>): Promise<T> {
    return this.twice(() => this.within("readonly", names, deed));
  }

  /// All of `deed` or nothing. Resolves when it is on the disk. Raises StoreTrouble; what `deed` itself throws goes through.
  async write<T>(names: Name[], deed: Deed<"readwrite", T>): Promise<T> {
    const attempt = (): Promise<T> => this.twice(() => this.within("readwrite", names, deed));
    try {
      return await attempt();
    } catch (error) {
      if (!isFull(error)) throw error;
      if (!(await this.free())) throw new StoreTrouble("full", error);
    }
    return attempt().catch((error: unknown) => {
      throw isFull(error) ? new StoreTrouble("full", error) : error;
    });
  }

  /// A row of the phone's own, or undefined.
  async own<T>(name: string): Promise<T | undefined> {
    return this.read(["own"], async (rows) => (await rows.objectStore("own").get(name))?.value as T | undefined);
  }

  async setOwn(name: string, value: unknown): Promise<void> {
    await this.write(["own"], (rows) => rows.objectStore("own").put({ name, value }));
  }

  /// Puts a megabyte aside, to be freed when there is no room for an answer. False when there is no room for it.
  async ballast(): Promise<boolean> {
    if (await this.read(["own"], (rows) => rows.objectStore("own").getKey("ballast"))) return true;
    const value = new Uint8Array(BALLAST); // by chance, so that no engine packs it
    for (let at = 0; at < BALLAST; at += CHANCE_AT_ONCE) crypto.getRandomValues(value.subarray(at, at + CHANCE_AT_ONCE));
    return this.within("readwrite", ["own"], (rows) => rows.objectStore("own").put({ name: "ballast", value })).then(
      () => true,
      () => false,
    );
  }

  /// Forgets everything but the canary and the ballast, which tell of the phone and not of a person.
  async wipe(): Promise<void> {
    const all: Name[] = ["answers", "queue", "doors", "receipts", "papers"];
    await this.write([...all, "own"], async (rows) => {
      for (const name of all) await rows.objectStore(name).clear();
      const own = rows.objectStore("own");
      for (const name of await own.getAllKeys()) if (!OF_THE_PHONE.has(name)) await own.delete(name);
    });
  }

  close(): void {
    void this.base?.then((one) => one.close(), () => undefined);
    this.base = null;
  }

  private async free(): Promise<boolean> {
    const room = await this.within("readwrite", ["own"], async (rows) => {
      const there = (await rows.objectStore("own").getKey("ballast")) !== undefined;
      if (there) await rows.objectStore("own").delete("ballast");
      return there;
    }).catch(() => false); // near the end of the room deleting fails as well
    return room;
  }

  // A connection dies when the system takes the page's memory or its files; a new one usually works.
  private async twice<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!isDead(error)) throw error;
    }
    this.close();
    return attempt().catch((error: unknown) => {
      throw isDead(error) ? new StoreTrouble("lost", error) : error;
    });
  }

  private within<Mode extends "readonly" | "readwrite", T>(mode: Mode, names: Name[], deed: Deed<Mode, T>): Promise<T> {
    let rows: IDBPTransaction<Rows, Name[], Mode> | null = null;
    const work = async (): Promise<T> => {
      rows = (await this.open()).transaction(names, mode, { durability: "strict" });
      const ended = rows.done.then(() => null, (error: unknown) => error);
      try {
        const result = await deed(rows);
        await rows.done;
        return result;
      } catch (error) {
        stop(rows);
        const ending = await ended;
        throw isFull(ending) ? ending : error;
      }
    };
    return inTime(this.alarm, work(), () => {
      stop(rows);
      throw new DOMException("no end", "TimeoutError");
    });
  }

  private open(): Promise<Base> {
    this.base ??= this.connect().catch((error: unknown) => {
      this.base = null;
      if ((error as Error).name === "VersionError") throw new StoreTrouble("old_page", error);
      throw isDead(error) || isFull(error) ? error : new StoreTrouble("lost", error);
    });
    return this.base;
  }

  private async connect(): Promise<Base> {
    return openDB<Rows>(this.name, this.steps.length, {
      upgrade: (base, from, _to, rows) => {
        rows.done.catch(() => undefined); // openDB itself fails with it
        this.steps.slice(from).forEach((step) => step(base));
      },
      blocking: () => this.close(), // a newer page waits for this one
      terminated: () => { this.base = null; },
    });
  }
}

function stop(rows: { abort(): void } | null): void {
  try {
    rows?.abort();
  } catch {
    // it ended already
  }
}

function isFull(error: unknown): boolean {
  return (error as Error | null)?.name === "QuotaExceededError";
}

function isDead(error: unknown): boolean {
  return error instanceof DOMException && DEAD.has(error.name);
}
