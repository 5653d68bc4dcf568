import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import type { Receipt } from "./protocol.ts";
import { NotSaved } from "./queue.ts";
import { Locked, signOut } from "./seal.ts";
import { Store } from "./store.ts";
import { Phone } from "./testing_phone.ts";
import { Doors } from "./testing_record.ts";
import { full, killedAt, watched } from "./testing.ts";

const said = (door = "d", says: unknown = { well: true }) => ({ id: crypto.randomUUID() as string, door, says });
const why = (reason: NotSaved["why"], kept?: unknown) => (error: NotSaved) =>
  error instanceof NotSaved && error.why === reason && (!kept || error.kept === kept);
const receipt = (piece: string, stands: Receipt["stands"], code = ""): Receipt =>
  ({ piece, stands, take: stands, code, version: 1 });

test("what is saved waits, numbered, in its order, and survives the page", async () => {
  const phone = await Phone.with(new Doors(["d", "e"]), { wrong: -31_536_000_000 });
  const all = [said("d", 1), said("e", 2), said("d", 3)];
  for (const one of all) await phone.queue.save(one, phone.now());
  await phone.reopen();
  const pieces = await phone.queue.pieces();
  deepEqual(pieces.map((piece) => piece.id), all.map((one) => one.id));
  deepEqual(pieces.map((piece) => piece.number), [1, 1, 2]);
  equal(pieces[0]!.branch, pieces[2]!.branch);
  ok(pieces[0]!.branch !== pieces[1]!.branch);
  equal(pieces[0]!.at + pieces[0]!.offset, phone.time);
  deepEqual(await phone.queue.count("d"), { sent: 0, held: 0, refused: 0, waiting: 2 });
});

test("saved twice it is there once, also from two tabs at one moment", async () => {
  const phone = await Phone.with(new Doors(["d"]));
  const one = said();
  await Promise.all([one, { ...one }, said()].map((each) => phone.queue.save(each, phone.now())));
  await phone.queue.save(one, phone.now());
  deepEqual((await phone.queue.pieces()).map((piece) => piece.number), [1, 2]);
  const other = { ...one, says: "else" };
  await rejects(phone.queue.save(other, phone.now()), why("id_used", other));
});

test("what cannot be saved is kept, with the reason", async () => {
  const phone = await Phone.with(new Doors(["d"]));
  const big = said("d", "字".repeat(20_000));
  await rejects(phone.queue.save(big, phone.now()), why("too_big", big));
  const strange = said("nowhere");
  await rejects(phone.queue.save(strange, phone.now()), why("not_listed", strange));
  const one = said();
  await watched(() => { throw full(); }, () => rejects(phone.queue.save(one, phone.now()), why("full", one)));
  await phone.safe.lock();
  await rejects(phone.queue.save(one, phone.now()), why("locked", one));
  await phone.signIn();
  await phone.queue.save(one, phone.now());
  deepEqual((await phone.queue.pieces()).map((piece) => piece.id), [one.id]);
});

test("killed before any statement of a save, it can be saved again and is there once", async () => {
  for (let at = 0, killed = true; killed; at += 1) {
    const phone = await Phone.with(new Doors(["d"]));
    const one = said();
    killed = await killedAt(at, () => phone.queue.save(one, phone.now()));
    equal(killed, at < 3);
    await phone.reopen();
    equal((await phone.queue.count()).waiting, killed ? 0 : 1);
    await phone.queue.save(one, phone.now());
    await phone.queue.save(said(), phone.now());
    deepEqual((await phone.queue.pieces()).map((piece) => piece.number), [1, 2]);
  }
});

test("only a receipt with its id takes a piece out of the queue, and once", async () => {
  const phone = await Phone.with(new Doors(["d", "e"]));
  const [a, b, c] = [said(), said(), said("e")];
  for (const one of [a, b, c]) await phone.queue.save(one, phone.now());
  equal(await phone.queue.receive([], 5), 0);
  equal(await phone.queue.receive([receipt("unknown", "taken")], 5), 0);
  equal(await phone.queue.receive([receipt(a.id, "taken"), receipt(b.id, "held")], 5), 2);
  equal(await phone.queue.receive([receipt(a.id, "refused", "x")], 6), 0); // it stands already
  deepEqual(await phone.queue.count("d"), { sent: 2, held: 1, refused: 0, waiting: 0 });
  deepEqual(await phone.queue.count(), { sent: 2, held: 1, refused: 0, waiting: 1 });
  deepEqual((await phone.queue.written("d")).map(({ piece, state }) => [piece.id, state]), [[a.id, "taken"], [b.id, "held"]]);
});

test("killed before any statement of a receipt, nothing is lost and nothing counted twice", async () => {
  for (let at = 0, killed = true; killed; at += 1) {
    const phone = await Phone.with(new Doors(["d"]));
    const [a, b] = [said(), said()];
    for (const one of [a, b]) await phone.queue.save(one, phone.now());
    const receipts = [receipt(a.id, "taken"), receipt(b.id, "refused", "why")];
    killed = await killedAt(at, () => phone.queue.receive(receipts, 5));
    equal(killed, at < 5);
    await phone.reopen();
    const count = killed ? { sent: 0, held: 0, refused: 0, waiting: 2 } : { sent: 1, held: 0, refused: 1, waiting: 0 };
    deepEqual(await phone.queue.count("d"), count);
    await phone.queue.receive(receipts, 5);
    deepEqual(await phone.queue.count("d"), { sent: 1, held: 0, refused: 1, waiting: 0 });
  }
});

test("what another tab signed out of is neither saved nor listed under the old lease", async () => {
  const phone = await Phone.with(new Doors(["d"]));
  const one = said();
  await signOut(new Store(phone.store["name"]));
  await rejects(phone.queue.save(one, phone.now()), why("locked", one));
  await rejects(phone.fetch(), (error: Locked) => error instanceof Locked);
  await phone.signIn();
  await phone.queue.save(one, phone.now());
  equal((await phone.queue.count()).waiting, 1);
});

test("a refused piece is shown with its reason until somebody has read it", async () => {
  const phone = await Phone.with(new Doors(["d"]));
  const [a, b] = [said(), said()];
  for (const one of [a, b]) await phone.queue.save(one, phone.now());
  await phone.queue.receive([receipt(a.id, "refused", "incidents.closed")], 5);
  await phone.queue.dismiss(b.id); // waits: it stays
  deepEqual((await phone.queue.written("d")).map(({ piece, state, code }) => [piece.id, state, code]), [
    [a.id, "refused", "incidents.closed"], [b.id, "waiting", ""],
  ]);
  await phone.queue.dismiss(a.id);
  deepEqual((await phone.queue.written("d")).map(({ piece }) => piece.id), [b.id]);
  await phone.queue.save(said(), phone.now());
  deepEqual((await phone.queue.pieces()).map((piece) => piece.number), [2, 1]); // the gap is not waited for again
});

// Another tab saves at the moment when this one has read the door and not yet written it.
async function meanwhile(phone: Phone, deed: () => Promise<unknown>, saved: ReturnType<typeof said>): Promise<void> {
  const seal = phone.safe.seal.bind(phone.safe);
  let once = false;
  phone.safe.seal = async (place, value) => {
    if (place.startsWith("doors/") && !once) {
      once = true;
      await phone.queue.save(saved, phone.now());
    }
    return seal(place, value);
  };
  await deed();
  phone.safe.seal = seal;
}

async function places(phone: Phone): Promise<string[]> {
  return (await phone.queue.written("d")).map(({ piece }) => `${piece.branch} ${piece.number}`);
}

test("a door that changes meanwhile is read again: no two pieces have one place", async () => {
  const phone = await Phone.with(new Doors(["d"]));
  const [a, b] = [said(), said()];
  for (const one of [a, b]) await phone.queue.save(one, phone.now());
  await phone.queue.receive([receipt(a.id, "refused", "x")], 5);
  await phone.queue.save(said(), phone.now());
  await meanwhile(phone, () => phone.queue.receive([receipt(b.id, "refused", "x")], 5), said());
  await meanwhile(phone, () => phone.queue.take({ made: 9_000, doors: phone.doors.listed(), shows: null }), said());
  await meanwhile(phone, () => phone.queue.save(said(), phone.now()), said());
  await phone.queue.save(said(), phone.now());
  const found = await places(phone);
  equal(found.length, 8);
  equal(new Set(found).size, 8);
  deepEqual(found.slice(2).map((place) => place.split(" ")[1]), ["1", "2", "3", "4", "5", "6"]);
});

test("a batch holds no more pieces and bytes than agreed, whatever they say", async () => {
  const phone = await Phone.with(new Doors(["d"]));
  for (const length of [58_000, 10, 19_000, 20_000, 19_900])
    await phone.queue.save(said("d", "字".repeat(length / 3)), phone.now());
  for (let count = 0; count < 203; count += 1) await phone.queue.save(said("d", count), phone.now());
  await phone.sync.run();
  deepEqual(phone.batches.map((batch) => batch.pieces.length).slice(0, 2), [2, 2]);
  for (const batch of phone.batches)
    ok(batch.pieces.length <= 200 && new TextEncoder().encode(JSON.stringify(batch)).length <= 60_000);
  equal((await phone.queue.count()).waiting, 0);
  equal(phone.doors.all().length, 208);
});

test("a new list forgets what the server had when it made it, and nothing else", async () => {
  const phone = await Phone.with(new Doors(["d", "e", "f"]));
  const [a, b, c, d] = [said("d"), said("d"), said("d"), said("e")];
  for (const one of [a, b, c, d]) await phone.queue.save(one, phone.now());
  await phone.queue.receive([receipt(a.id, "taken"), receipt(b.id, "refused", "x")], 2_000);
  await phone.queue.receive([receipt(c.id, "taken")], 4_000);
  await phone.queue.take({ made: 3_000, doors: [{ door: "d", version: 4, epoch: 1 }], shows: ["d"] });
  deepEqual((await phone.queue.written("d")).map(({ piece }) => piece.id), [b.id, c.id]);
  deepEqual((await phone.queue.pieces()).map((piece) => piece.id), [d.id]); // not listed any more, and still to be sent
  await rejects(phone.queue.save(said("f"), phone.now()), why("not_listed"));
  await phone.queue.save(said("e"), phone.now());
  deepEqual((await phone.queue.list())?.shows, ["d"]);
  await phone.queue.take({ made: 2_999, doors: [], shows: ["old"] });
  deepEqual((await phone.queue.list())?.shows, ["d"]);
});

test("a list that is killed half way leaves the one before it whole", async () => {
  for (let at = 0, killed = true; killed; at += 1) {
    const phone = await Phone.with(new Doors(["d", "e"]));
    await phone.queue.save(said(), phone.now());
    const list = { made: 9_000, doors: [{ door: "d", version: 4, epoch: 1 }], shows: ["new"] };
    killed = await killedAt(at, () => phone.queue.take(list));
    await phone.reopen();
    equal((await phone.queue.list())?.made, killed ? 1_000 : 9_000);
    await phone.queue.save(said(), phone.now());
    deepEqual((await phone.queue.pieces()).map((piece) => piece.base), [0, killed ? 0 : 4]);
  }
});
