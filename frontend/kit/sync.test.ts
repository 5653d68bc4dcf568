import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import type { Batch, Signed } from "./protocol.ts";
import { Locked } from "./seal.ts";
import { STEPS, type Base } from "./store.ts";
import { NotTaken } from "./sync.ts";
import { Office } from "./testing_office.ts";
import { Phone } from "./testing_phone.ts";
import { Doors } from "./testing_record.ts";
import { full, killedAt, watched } from "./testing.ts";

const NOTHING = { sent: 0, held: 0, refused: 0, waiting: 0 };
const silent = (): Promise<never> => Promise.reject(new TypeError("no network"));

// No room for anything until an answer is deleted.
function crammed(): (store: IDBObjectStore, method: string) => void {
  let room = false;
  return (store, method) => {
    if (store.name === "answers" && method === "delete") room = true;
    if (method === "put" && !room) throw full();
  };
}

async function withAnswers(count: number, doors = new Doors(["d"])): Promise<{ phone: Phone; ids: string[] }> {
  const phone = await Phone.with(doors);
  const ids: string[] = [];
  for (let one = 0; one < count; one += 1) {
    ids.push(crypto.randomUUID());
    await phone.queue.save({ id: ids[one]!, door: "d", says: one }, phone.now());
  }
  return { phone, ids };
}

test("everything that waits is sent, in batches, and counted as sent", async () => {
  const { phone, ids } = await withAnswers(450);
  const exchange = await phone.sync.run();
  deepEqual(exchange, { state: "good", least: 1, settled: 450, left: 0, apart: 0, dropped: 0, wait: 30_000 });
  deepEqual(phone.batches.map((batch) => batch.pieces.length), [200, 200, 50]);
  deepEqual(phone.doors.records.get("d")!.trunk.map((piece) => piece.id), ids);
  deepEqual(await phone.queue.count(), { ...NOTHING, sent: 450 });
});

test("without pieces it is a heartbeat, and only a signed answer makes it online", async () => {
  const { phone } = await withAnswers(0);
  equal(phone.sync.online(), false);
  phone.send = silent;
  equal((await phone.sync.run()).state, "silent");
  equal(phone.sync.online(), false);
  const sign = async (batch: Batch) => new Office(12, phone.safe.lease).signed(phone.office.answer(batch.nonce));
  const strangers: ((batch: Batch) => Promise<Signed>)[] = [
    sign, async () => ({}) as Signed, async () => phone.office.signed(phone.office.answer("an older nonce")),
  ];
  for (const stranger of strangers) {
    phone.send = stranger;
    equal((await phone.sync.run()).state, "silent");
    equal(phone.sync.online(), false);
  }
  phone.send = (batch) => phone.through(batch);
  equal((await phone.sync.run()).state, "good");
  equal(phone.sync.online(), true);
  deepEqual(phone.batches.map((batch) => batch.pieces), [[]]);
  phone.time += 75_000;
  equal(phone.sync.online(), false);
});

test("a success that names no piece settles none", async () => {
  const { phone } = await withAnswers(3);
  phone.send = (batch) => phone.signed(batch, []);
  equal((await phone.sync.run()).settled, 0);
  deepEqual(await phone.queue.count(), { ...NOTHING, waiting: 3 });
  equal((await phone.sync.run()).wait, 120_000);
});

test("an answer lost on its way, and the whole sent again: nothing changes", async () => {
  const { phone, ids } = await withAnswers(3);
  phone.send = (batch) => phone.through(batch).then(silent);
  await phone.sync.run();
  deepEqual(await phone.queue.count(), { ...NOTHING, waiting: 3 });
  phone.send = (batch) => phone.through(batch);
  await phone.sync.run();
  for (const batch of phone.batches) phone.doors.take(batch.pieces);
  deepEqual(phone.doors.all().map((piece) => piece.id), ids);
  deepEqual(await phone.queue.count(), { ...NOTHING, sent: 3 });
});

test("killed before any statement while it sends, it is sent again and is there once", async () => {
  for (let at = 0, killed = true; killed; at += 1) {
    const { phone, ids } = await withAnswers(2);
    killed = await killedAt(at, () => phone.sync.run());
    await phone.reopen();
    await phone.sync.run();
    deepEqual(phone.doors.all().map((piece) => piece.id), ids);
    deepEqual(await phone.queue.count(), { ...NOTHING, sent: 2 });
  }
});

test("two that ask at once share one exchange", async () => {
  const { phone } = await withAnswers(3);
  const [one, other] = await Promise.all([phone.sync.run(), phone.sync.run()]);
  equal(one, other);
  equal(phone.batches.length, 1);
});

test("an answer that never comes is no answer, and the next is asked for", async () => {
  const { phone } = await withAnswers(1);
  phone.send = (batch) => phone.through(batch).then(() => new Promise(() => undefined));
  phone.alarm = (ring) => { ring(); return () => undefined; };
  equal((await phone.sync.run()).state, "silent");
  phone.alarm = () => () => undefined;
  phone.send = (batch) => phone.through(batch);
  deepEqual([(await phone.sync.run()).settled, phone.doors.all().length], [1, 1]);
});

test("a full phone sends all the same, and what the server has makes room for the receipts", async () => {
  const { phone, ids } = await withAnswers(3);
  equal((await watched(crammed(), () => phone.sync.run())).settled, 3);
  deepEqual(phone.doors.all().map((piece) => piece.id), ids);
  deepEqual(await phone.queue.count(), { ...NOTHING, sent: 3 });
});

test("the megabyte that was freed is put aside again after sending", async () => {
  const { phone } = await withAnswers(1);
  equal(await phone.store.own("ballast"), undefined);
  await phone.sync.run();
  ok(await phone.store.own("ballast"));
});

test("a refused answer stays on a full phone, or nobody could read why", async () => {
  const { phone, ids } = await withAnswers(2, new Doors(["d"], (piece) => (piece.says === 1 ? "rounds.some_reason" : "")));
  await watched(crammed(), () => phone.sync.run());
  deepEqual((await phone.queue.written("d")).map(({ piece, state }) => [piece.id, state]), [[ids[1], "refused"]]);
});

test("what comes without its predecessor is held by the server, and so counted", async () => {
  const { phone, ids } = await withAnswers(3);
  const [first, ...rest] = await phone.queue.pieces();
  await phone.queue.receive(phone.doors.take(rest), 2_000);
  deepEqual(await phone.queue.count(), { sent: 2, held: 2, refused: 0, waiting: 1 });
  await phone.sync.run();
  equal(phone.batches[0]!.pieces[0]!.id, first!.id);
  deepEqual(phone.doors.records.get("d")!.trunk.map((piece) => piece.id), ids);
});

test("one piece that the server cannot read keeps back no other", async () => {
  const { phone, ids } = await withAnswers(150);
  phone.send = (batch) => (batch.pieces.some((piece) => piece.says === 77) ? Promise.reject(new NotTaken()) : phone.through(batch));
  let exchange = await phone.sync.run();
  for (let beats = 0; exchange.left > 1 && beats < 20; beats += 1) exchange = await phone.sync.run();
  deepEqual([exchange.left, exchange.apart], [1, 1]);
  equal(phone.doors.all().length, 149);
  phone.send = (batch) => phone.through(batch);
  await phone.reopen();
  await phone.sync.run();
  deepEqual(phone.doors.records.get("d")!.trunk.map((piece) => piece.id), ids);
});

test("a server that reads nothing is not flooded", async () => {
  const { phone } = await withAnswers(50);
  let asked = 0;
  phone.send = () => { asked += 1; return Promise.reject(new NotTaken()); };
  const exchange = await phone.sync.run();
  ok(asked <= 12 && exchange.wait === 600_000);
  equal((await phone.queue.count()).waiting, 50);
});

test("over a weak network the batches get smaller, and bigger again", async () => {
  const { phone } = await withAnswers(100);
  phone.send = (batch) => (batch.pieces.length > 30 ? silent() : phone.through(batch));
  for (let beats = 0; beats < 3; beats += 1) await phone.sync.run();
  phone.send = (batch) => phone.through(batch);
  await phone.sync.run();
  deepEqual(phone.batches.map((batch) => batch.pieces.length), [25, 25, 50]);
  equal(phone.doors.all().length, 100);
});

test("a revoked lease: everything is forgotten, and it is said how much", async () => {
  const { phone } = await withAnswers(3);
  phone.send = (batch) => {
    const receipts = phone.doors.take(batch.pieces.slice(0, 1));
    return phone.office.signed(phone.office.answer(batch.nonce, { state: "closing", receipts }));
  };
  const first = await phone.sync.run();
  deepEqual([first.state, first.settled, first.left], ["closing", 3, 0]);
  await phone.queue.save({ id: crypto.randomUUID(), door: "d", says: 1 }, phone.now());
  phone.send = () => phone.office.signed(phone.office.answer("", { state: "revoked" }));
  const last = await phone.sync.run();
  deepEqual([last.state, last.dropped, last.left], ["revoked", 1, 0]);
  await rejects(phone.safe.seal("x", 1), (error: Locked) => error instanceof Locked); // the open page too
  await rejects(phone.reopen(), (error: Locked) => error instanceof Locked);
  const names = ["answers", "papers", "doors", "receipts"] as const;
  const counts = await phone.store.read([...names], (rows) => Promise.all(names.map((name) => rows.objectStore(name).count())));
  deepEqual(counts, [0, 0, 0, 0]);
});

test("a stranger cannot make a phone forget", async () => {
  const { phone } = await withAnswers(1);
  phone.send = () => new Office(12, phone.safe.lease).signed(phone.office.answer("", { state: "revoked" }));
  equal((await phone.sync.run()).state, "silent");
  equal((await phone.queue.count()).waiting, 1);
});

test("when the lease is over the queue stays, and goes after signing in", async () => {
  const { phone, ids } = await withAnswers(2);
  phone.time += 12 * 3_600_000 + 1;
  await rejects(phone.sync.run(), (error: Locked) => error.why === "over");
  equal(phone.batches.length, 0);
  await phone.signIn();
  await phone.sync.run();
  deepEqual(phone.doors.all().map((piece) => piece.id), ids);
});

test("a new shell finds the full queue of the old one and sends it", async () => {
  const { phone, ids } = await withAnswers(300);
  phone.steps = [...STEPS, (base: Base) => void (base as never as IDBDatabase).createObjectStore("more")];
  await phone.reopen();
  equal((await phone.queue.count()).waiting, 300);
  await phone.sync.run();
  deepEqual(phone.doors.all().map((piece) => piece.id), ids);
});

test("contact corrects the clock: what was set a year wrong meanwhile shows in the batch", async () => {
  const { phone } = await withAnswers(1);
  phone.time += 5_000;
  await phone.sync.run();
  equal(phone.batches[0]!.now.at + phone.batches[0]!.now.offset, phone.time);
});
