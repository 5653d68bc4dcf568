// Two phones at the same doors, in whatever order chance makes of saving, killing, sending twice, losing answers, filling
// the store, signing out and upgrading: what was shown as saved is with the server once, or was refused and is shown.
import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type { Piece, Signed } from "./protocol.ts";
import { NotSaved } from "./queue.ts";
import type { Base } from "./store.ts";
import { Phone } from "./testing_phone.ts";
import { Doors } from "./testing_record.ts";
import { chance, full, killedAt, watched } from "./testing.ts";

const DOORS = ["d", "e", "f"];
const YEAR = 31_536_000_000;
const refusing = (piece: Piece): string => ((piece.says as number) % 9 === 8 ? "rounds.some_reason" : "");

class World {
  readonly random: () => number;
  readonly doors = new Doors(DOORS, refusing);
  readonly phones: Phone[] = [];
  readonly promised = new Map<Phone, Set<string>>(); // shown as saved
  readonly tried = new Set<string>();
  readonly read = new Set<string>(); // refusals that somebody has read
  readonly late: Piece[][] = []; // copies of batches that still wander about
  private count = 0;

  constructor(seed: number) {
    this.random = chance(seed);
  }

  async begin(): Promise<void> {
    for (const wrong of [-YEAR, YEAR]) {
      const phone = await Phone.with(this.doors, { wrong });
      this.phones.push(phone);
      this.promised.set(phone, new Set());
    }
  }

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  async save(phone: Phone): Promise<void> {
    const said = { id: crypto.randomUUID(), door: DOORS[this.below(DOORS.length)]!, says: (this.count += 1) };
    this.tried.add(said.id);
    const deed = (): Promise<void> => phone.queue.save(said, phone.now());
    const trouble = this.random();
    if (trouble < 0.2) {
      const killed = await killedAt(this.below(5), deed);
      await phone.reopen();
      if (killed && this.random() < 0.5) return; // it was never said to be saved
      await deed();
    } else if (trouble < 0.35) {
      const saved = await watched((_store, method) => { if (method === "add") throw full(); }, () =>
        deed().then(() => true, (error: NotSaved) => { equal(error.why, "full"); equal(error.kept, said); return false; }));
      equal(saved, false);
      if (this.random() < 0.5) return;
      await deed();
    } else if (trouble < 0.5) {
      phone.store.close(); // as when the system takes the connection
      await Promise.all([deed(), deed()]);
    } else await deed();
    this.promised.get(phone)!.add(said.id);
  }

  async exchange(phone: Phone): Promise<void> {
    const way = this.random();
    const lost = (): Promise<Signed> => Promise.reject(new TypeError("lost"));
    phone.send = async (batch) => {
      if (this.random() < 0.3) this.late.push(structuredClone(batch.pieces));
      if (way < 0.15) return lost();
      if (way < 0.3) return phone.through(batch).then(lost);
      if (way < 0.45) await phone.through(batch);
      if (way < 0.55) batch.pieces = batch.pieces.filter(() => this.random() < 0.5); // a proxy that cuts
      return phone.through(batch);
    };
    if (this.random() < 0.25) {
      await killedAt(this.below(12), () => phone.sync.run());
      await phone.reopen();
    } else await phone.sync.run();
  }

  async other(phone: Phone): Promise<void> {
    const what = this.below(6);
    if (what === 0) await phone.reopen();
    if (what === 1) await phone.fetch();
    if (what === 2) { await phone.safe.lock(); await phone.signIn(); }
    if (what === 3) { phone.steps = [...phone.steps, (base: Base) => void base.name]; await phone.reopen(); }
    if (what === 4 && this.late.length) this.doors.take(this.late.splice(this.below(this.late.length), 1)[0]!);
    if (what === 5) await this.readRefused(phone);
  }

  async readRefused(phone: Phone): Promise<void> {
    for (const door of DOORS)
      for (const { piece, state, code } of await phone.queue.written(door)) {
        if (state !== "refused") continue;
        equal(code, "rounds.some_reason");
        this.read.add(piece.id);
        await phone.queue.dismiss(piece.id);
      }
  }

  async end(): Promise<void> {
    for (const phone of this.phones) {
      phone.send = (batch) => phone.through(batch);
      await phone.reopen();
      for (let beats = 0; (await phone.queue.count()).waiting; beats += 1) { ok(beats < 50); await phone.sync.run(); }
    }
    while (this.late.length) this.doors.take(this.late.pop()!);
    this.doors.force();
    for (const phone of this.phones) await this.readRefused(phone);
  }
}

function numbered(pieces: Piece[]): Map<string, number[]> {
  const branches = new Map<string, number[]>();
  for (const { branch, number } of pieces) branches.set(branch, [...(branches.get(branch) ?? []), number]);
  return branches;
}

test("nothing saved is lost, nothing is doubled, every refusal is shown", async () => {
  for (let seed = 1; seed <= 15; seed += 1) {
    const world = new World(seed);
    await world.begin();
    for (let step = 0; step < 70; step += 1) {
      const phone = world.phones[world.below(2)]!;
      for (const each of world.phones) each.time += 1_000;
      const what = world.random();
      await (what < 0.5 ? world.save(phone) : what < 0.8 ? world.exchange(phone) : world.other(phone));
    }
    await world.end();
    const there = world.doors.all();
    const ids = new Set(there.map((piece) => piece.id));
    equal(ids.size, there.length); // 0 doubled
    for (const promised of world.promised.values())
      for (const id of promised) ok(ids.has(id) !== world.read.has(id)); // 0 lost
    for (const id of [...ids, ...world.read]) ok(world.tried.has(id));
    for (const numbers of numbered(there).values()) equal(new Set(numbers).size, numbers.length); // no two in one place
    for (const piece of there) ok(Math.abs(piece.at + piece.offset - piece.listed_at) < 1_000_000 && piece.sure);
    for (const phone of world.phones) equal((await phone.queue.count()).waiting, 0);
    ok(there.length > 10 && world.read.size > 0);
  }
});
