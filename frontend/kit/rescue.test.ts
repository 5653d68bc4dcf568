import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { toBase45 } from "./base45.ts";
import { joined } from "./bytes.ts";
import type { Piece } from "./protocol.ts";
import { Chain, codes, isWhole, rescued } from "./rescue.ts";
import { signOut } from "./seal.ts";
import { Phone } from "./testing_phone.ts";
import { Doors } from "./testing_record.ts";
import { chance } from "./testing.ts";

async function withAnswers(count: number): Promise<Phone> {
  const phone = await Phone.with(new Doors(["d", "e"]));
  for (let one = 0; one < count; one += 1) {
    const says = { well: true, note: `张三 ${one}` };
    await phone.queue.save({ id: crypto.randomUUID(), door: one % 2 ? "d" : "e", says }, phone.now());
  }
  return phone;
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list.map((one) => [random(), one] as const).sort(([one], [other]) => one - other).map(([, one]) => one);
}

test("what waits can be carried away without a lease, and the server reads all of it", async () => {
  const phone = await withAnswers(7);
  const waiting = await phone.queue.pieces();
  await signOut(phone.store);
  const file = (await rescued(phone.store, 5))!;
  ok(await isWhole(file));
  equal(new TextDecoder().decode(file).includes("张三"), false);
  deepEqual(await phone.office.rescued(file), { lease: phone.office.grant.id, pieces: waiting });
});

test("handed in by hand and sent later as well, it is there once", async () => {
  const phone = await withAnswers(4);
  const { pieces } = await phone.office.rescued((await rescued(phone.store, 5))!);
  phone.doors.take(pieces as never);
  equal((await phone.queue.count()).waiting, 4); // until the server itself has said so
  await phone.sync.run();
  equal(phone.doors.all().length, 4);
  deepEqual(await phone.queue.count(), { sent: 4, held: 0, refused: 0, waiting: 0 });
});

test("what the server refused is carried too, until somebody has read it", async () => {
  const phone = await withAnswers(2);
  const [first, second] = await phone.queue.pieces();
  await phone.queue.receive([{ piece: second!.id, take: "refused", stands: "refused", code: "rounds.sync_ahead", version: 0 }], 5);
  const ids = async () => (await phone.office.rescued((await rescued(phone.store, 5))!)).pieces.map((piece) => (piece as Piece).id);
  deepEqual(await ids(), [first!.id, second!.id]); // as they were written
  await phone.queue.dismiss(second!.id);
  deepEqual(await ids(), [first!.id]);
});

test("nothing waits: there is nothing to carry", async () => {
  const phone = await withAnswers(1);
  await phone.sync.run();
  equal(await rescued(phone.store, 5), null);
});

test("codes are put together again in any order, with some read twice", async () => {
  const file = (await rescued((await withAnswers(24)).store, 5))!;
  const all = await codes(file);
  ok(all.length > 10);
  for (const code of all) ok(/^[0-9A-Z $%*+\-./:]{1,970}$/.test(code)); // alphanumeric, version 20, level M
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = chance(seed);
    const chain = new Chain();
    equal(chain.missing(), null);
    const left = new Set(all.map((_, at) => at + 1));
    for (const code of shuffled([...all, ...all], random)) {
      const number = Number(code.split("/")[2]);
      equal(await chain.file() === null, left.size > 0);
      equal(await chain.scan(random() < 0.5 ? `${code}\r\n` : code), left.delete(number) ? "new" : "again");
      deepEqual(chain.missing(), [...left]);
    }
    deepEqual(await chain.file(), file);
  }
});

test("a damaged code, one of another file, and any other code are told apart", async () => {
  const phones = await Promise.all([withAnswers(9), withAnswers(9)]);
  const [one, other] = await Promise.all(phones.map(async (phone) => codes((await rescued(phone.store, 5))!)));
  const chain = new Chain();
  equal(await chain.scan(one![0]!), "new");
  for (let at = 7; at < one![1]!.length - 1; at += 13) {
    const letter = one![1]![at] === "7" ? "8" : "7";
    ok(["damaged", "foreign"].includes(await chain.scan(one![1]!.slice(0, at) + letter + one![1]!.slice(at + 1))));
  }
  equal(await chain.scan(other![1]!), "other");
  for (const text of ["", "https://example.org/", "LINLI1/", one![1]!.slice(0, 60)]) equal(await chain.scan(text), "foreign");
  deepEqual(chain.missing()?.length, one!.length - 1);
});

test("parts that were made to fit, and are not of the file, give no file", async () => {
  const all = await codes((await rescued((await withAnswers(4)).store, 5))!);
  const [, of, , total] = all[1]!.split("/");
  const head = new TextEncoder().encode(`${of}/2/${total}`);
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", joined([head, new Uint8Array(560)])));
  const check = Array.from(sum.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
  const chain = new Chain();
  all[1] = `LINLI1/${of}/2/${total}/${check}/${toBase45(new Uint8Array(560))}/`;
  for (const code of all) equal(await chain.scan(code), "new");
  deepEqual(chain.missing(), []);
  equal(await chain.file(), null);
});

test("a file of which a byte is missing or changed is not whole", async () => {
  const file = (await rescued((await withAnswers(2)).store, 5))!;
  for (const at of [0, 20, 200, file.length - 1]) {
    const other = file.slice();
    other[at]! ^= 1;
    equal(await isWhole(other), false);
  }
  equal(await isWhole(file.slice(0, -1)), false);
  equal(await isWhole(new Uint8Array()), false);
});
