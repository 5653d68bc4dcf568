// What was written at the doors, from the moment it is saved until the server has said what became of it. Saved means: on
// the disk, as one piece with an id, number and time, and in the queue. It leaves the queue only by a receipt with its id.
import { grown, refused, told, type Door, type Said } from "./branch.ts";
import type { Bytes } from "./bytes.ts";
import type { Now } from "./clock.ts";
import { MOST_BYTES, MOST_PIECES, type Batch, type List, type Piece, type Receipt, type State } from "./protocol.ts";
import { Locked, type Safe } from "./seal.ts";
import { StoreTrouble, type Name, type Store, type Why, type Writing } from "./store.ts";

const ENVELOPE = 1_000; // bytes of a batch around its pieces
const MOST_OF_ONE = MOST_BYTES - ENVELOPE;
const ALL: Name[] = ["answers", "queue", "doors", "receipts", "papers"];

/// Why nothing was saved: the store's reasons, "locked" (the lease is over), "too_big", "not_listed" (the door is on no list
/// of this phone) and "id_used" (that id says something else).
export class NotSaved extends Error {
  readonly why: Why | "locked" | "too_big" | "not_listed" | "id_used";
  readonly kept: Said; // what was typed: to be shown on, and saved again under the same id

  constructor(why: NotSaved["why"], kept: Said, cause?: unknown) {
    super(`not saved: ${why}`, { cause });
    this.why = why;
    this.kept = kept;
  }
}

/// Of one door, or of all. `sent`: the server has it, `held` of them wait there for one before them.
export type Count = { sent: number; held: number; refused: number; waiting: number };
export type Written = { piece: Piece; state: State | "waiting"; code: string };
type Settled = { code: string; version: number; time: number };
type Replacing = { paper: { name: string; sealed: Bytes }; doors: Row[]; known: Row[]; old: string[] };
type Row = { tag: string; revision: number; sealed: Bytes };

export class Queue {
  private readonly store: Store;
  private readonly safe: Safe;

  constructor(store: Store, safe: Safe) {
    this.store = store;
    this.safe = safe;
  }

  /// Resolves when the answer is on the disk. The same `said` may be saved again when nobody knows whether it was: it is
  /// there once. Raises NotSaved, which keeps what was typed.
  async save(said: Said, now: Now): Promise<void> {
    try {
      while (!(await this.attempt(said, now)));
    } catch (error) {
      if (error instanceof StoreTrouble) throw new NotSaved(error.why, said, error);
      throw error instanceof Locked ? new NotSaved("locked", said, error) : error;
    }
  }

  // False when the door's row was changed meanwhile, by another tab or by receipts.
  private async attempt(said: Said, now: Now): Promise<boolean> {
    const tag = await this.safe.tag(said.door);
    const [row, before] = await this.store.read(["doors", "answers"], async (rows) =>
      [await rows.objectStore("doors").get(tag), await rows.objectStore("answers").get(said.id)] as const);
    if (before) return this.same(before.sealed, said);
    if (!row) throw new NotSaved("not_listed", said);
    const next = grown(await this.doorOf(row), said, this.safe.stamp(now), crypto.randomUUID());
    const size = new TextEncoder().encode(JSON.stringify(next.piece)).length + 1;
    if (size > MOST_OF_ONE) throw new NotSaved("too_big", said);
    const sealed = await this.safe.seal(`answers/${said.id}`, next.piece);
    const door = { tag, revision: row.revision + 1, sealed: await this.safe.seal(`doors/${tag}`, next.door) };
    return this.write(["answers", "queue", "doors"], async (rows) => {
      if (!(await unchanged(rows, [door]))) return false; // also when this very answer was saved meanwhile
      const seq = await rows.objectStore("queue").add({ id: said.id, tag, size });
      await rows.objectStore("answers").add({ id: said.id, seq, tag, sealed });
      await rows.objectStore("doors").put(door);
      return true;
    });
  }

  private async same(sealed: Bytes, said: Said): Promise<true> {
    const { door, says } = await this.safe.unseal<Piece>(`answers/${said.id}`, sealed);
    if (door === said.door && JSON.stringify(says) === JSON.stringify(said.says)) return true;
    throw new NotSaved("id_used", said);
  }

  /// The oldest that wait, as many as one message holds, without those of `apart`.
  async pieces(most = MOST_PIECES, apart: ReadonlySet<string> = new Set()): Promise<Batch["pieces"]> {
    const sealed = await this.store.read(["queue", "answers"], async (rows) => {
      const chosen: { id: string; sealed: Bytes }[] = [];
      let size = 0;
      for (let at = await rows.objectStore("queue").openCursor(); at && chosen.length < most; at = await at.continue()) {
        if (apart.has(at.value.id)) continue;
        size += at.value.size;
        if (size > MOST_OF_ONE) break;
        chosen.push((await rows.objectStore("answers").get(at.value.id))!);
      }
      return chosen;
    });
    return Promise.all(sealed.map((row) => this.safe.unseal<Piece>(`answers/${row.id}`, row.sealed)));
  }

  /// What the server says of pieces, by their ids; what it does not name goes on waiting. Receipts of pieces that do not
  /// wait here change nothing. Gives the number that left the queue. On a full phone what the server has makes room.
  async receive(receipts: readonly Receipt[], time: number): Promise<number> {
    return this.settle(receipts, time, false).catch((error: unknown) => {
      if (!(error instanceof StoreTrouble && error.why === "full")) throw error;
      return this.settle(receipts, time, true);
    });
  }

  private async settle(receipts: readonly Receipt[], time: number, lean: boolean): Promise<number> {
    for (;;) {
      const settled = await Promise.all(receipts.map(async ({ piece, stands, code, version }) => {
        const sealed = await this.safe.seal(`receipts/${piece}`, { code, version, time } satisfies Settled);
        return { id: piece, state: stands, sealed };
      }));
      const doors = await this.refusing(receipts);
      const left = await this.write(["queue", "receipts", "doors", "answers"], async (rows) => {
        if (!(await unchanged(rows, doors))) return null;
        let count = 0;
        for (const row of settled) {
          const waiting = await rows.objectStore("queue").index("id").get(row.id);
          if (!waiting) continue;
          if (lean && row.state !== "refused") await rows.objectStore("answers").delete(row.id);
          await rows.objectStore("queue").delete(waiting.seq!);
          await rows.objectStore("receipts").put({ ...row, tag: waiting.tag });
          count += 1;
        }
        for (const door of doors) await rows.objectStore("doors").put(door);
        return count;
      });
      if (left !== null) return left;
    }
  }

  // The rows of the doors whose branch a refusal ends.
  private async refusing(receipts: readonly Receipt[]): Promise<Row[]> {
    const doors = new Map<string, { row: Row; door: Door }>();
    for (const { piece: id } of receipts.filter((one) => one.stands === "refused")) {
      const found = await this.store.read(["queue", "answers", "doors"], async (rows) => {
        const answer = (await rows.objectStore("queue").index("id").getKey(id)) && (await rows.objectStore("answers").get(id));
        const row = answer && (await rows.objectStore("doors").get(answer.tag));
        return row && { answer, row };
      });
      if (!found) continue;
      const { branch } = await this.safe.unseal<Piece>(`answers/${id}`, found.answer.sealed);
      const known = doors.get(found.row.tag) ?? { row: found.row, door: await this.doorOf(found.row) };
      doors.set(found.row.tag, { ...known, door: refused(known.door, branch) });
    }
    return Promise.all([...doors.values()].map(({ row, door }) => this.after(row, door)));
  }

  /// A list of the day takes the place of the one before. What the server had received when it made the list is forgotten
  /// here, but not what it refused: somebody has to read that first. A list older than the one here changes nothing.
  async take(list: List): Promise<void> {
    for (let done = false; !done;) {
      if (((await this.list())?.made ?? 0) > list.made) return;
      const { known, sent } = await this.store.read(["doors", "receipts"], async (rows) =>
        ({ known: await rows.objectStore("doors").getAll(), sent: await rows.objectStore("receipts").getAll() }));
      const rows = new Map(known.map((row) => [row.tag, row]));
      const doors = await Promise.all(list.doors.map(async (listed) => {
        const tag = await this.safe.tag(listed.door);
        const row = rows.get(tag) ?? null;
        return this.after(row ?? { tag, revision: 0 }, told(row && (await this.doorOf(row)), listed, list.made));
      }));
      const old = await Promise.all(sent.filter((row) => row.state !== "refused").map(async ({ id, sealed }) => {
        const { time } = await this.safe.unseal<Settled>(`receipts/${id}`, sealed);
        return time <= list.made ? [id] : [];
      }));
      const paper = { name: "list", sealed: await this.safe.seal("papers/list", list) };
      done = await this.write(ALL, (all) => replace(all, { paper, doors, known, old: old.flat() }));
    }
  }

  async list(): Promise<List | null> {
    const row = await this.store.read(["papers"], (rows) => rows.objectStore("papers").get("list"));
    return row ? this.safe.unseal<List>("papers/list", row.sealed) : null;
  }

  /// Counted from what the server acknowledged, and from nothing else.
  async count(door?: string): Promise<Count> {
    const tag = door === undefined ? undefined : await this.safe.tag(door);
    return this.store.read(["queue", "receipts"], async (rows) => {
      const waiting = await rows.objectStore("queue").index("tag").count(tag);
      const states = (await rows.objectStore("receipts").index("tag").getAll(tag)).map((row) => row.state);
      const of = (state: State): number => states.filter((one) => one === state).length;
      return { sent: of("taken") + of("held"), held: of("held"), refused: of("refused"), waiting };
    });
  }

  /// What this phone wrote of a door and still has, in its order, with what became of each.
  async written(door: string): Promise<Written[]> {
    const tag = await this.safe.tag(door);
    const [answers, receipts] = await this.store.read(["answers", "receipts"], (rows) =>
      Promise.all([rows.objectStore("answers").index("tag").getAll(tag), rows.objectStore("receipts").index("tag").getAll(tag)]));
    answers.sort((one, other) => one.seq - other.seq);
    return Promise.all(answers.map(async ({ id, sealed }): Promise<Written> => {
      const piece = await this.safe.unseal<Piece>(`answers/${id}`, sealed);
      const receipt = receipts.find((one) => one.id === id);
      if (!receipt) return { piece, state: "waiting", code: "" };
      return { piece, state: receipt.state, code: (await this.safe.unseal<Settled>(`receipts/${id}`, receipt.sealed)).code };
    }));
  }

  /// A refused piece has been read and is dropped. Nothing else can be.
  async dismiss(id: string): Promise<void> {
    await this.store.write(["answers", "receipts"], async (rows) => {
      if ((await rows.objectStore("receipts").get(id))?.state !== "refused") return;
      await rows.objectStore("receipts").delete(id);
      await rows.objectStore("answers").delete(id);
    });
  }

  // What was sealed under a lease that another tab gave up meanwhile is not written.
  private write<T>(names: Name[], deed: (rows: Writing) => Promise<T>): Promise<T> {
    return this.store.write([...names, "own"], async (rows) => {
      if (!(await this.safe.stands(rows))) throw new Locked("none");
      return deed(rows);
    });
  }

  private doorOf(row: Row): Promise<Door> {
    return this.safe.unseal<Door>(`doors/${row.tag}`, row.sealed);
  }

  private async after({ tag, revision }: { tag: string; revision: number }, door: Door): Promise<Row> {
    return { tag, revision: revision + 1, sealed: await this.safe.seal(`doors/${tag}`, door) };
  }
}

// Whether the rows to be written follow on those that are there.
async function unchanged(rows: Writing, doors: readonly Row[]): Promise<boolean> {
  for (const { tag, revision } of doors)
    if (((await rows.objectStore("doors").get(tag))?.revision ?? 0) !== revision - 1) return false;
  return true;
}

async function replace(rows: Writing, { paper, doors, known, old }: Replacing): Promise<boolean> {
  if (!(await unchanged(rows, doors))) return false;
  const listed = new Set(doors.map((row) => row.tag));
  for (const { tag } of known) {
    const waits = (await rows.objectStore("queue").index("tag").count(tag)) > 0;
    if (!listed.has(tag) && !waits) await rows.objectStore("doors").delete(tag);
  }
  for (const row of doors) await rows.objectStore("doors").put(row);
  for (const id of old) await Promise.all([rows.objectStore("receipts").delete(id), rows.objectStore("answers").delete(id)]);
  await rows.objectStore("papers").put(paper);
  return true;
}
