import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { fromText, toText, type Bytes } from "./bytes.ts";
import type { Clock, Now } from "./clock.ts";
import { Locked, Occupied, Safe, signOut } from "./seal.ts";
import { Store } from "./store.ts";
import { Office, base64url } from "./testing_office.ts";
import { fresh } from "./testing.ts";

const HOUR = 3_600_000;
const SECRET = "张三 咳嗽 37.9";
const at = (phone: number, life = "a"): Now => ({ life, phone, steady: phone });
const clock: Clock = { at: at(0), offset: 0, sure: true, spent: 0 };
const locked = (why: string) => (error: Locked) => error instanceof Locked && error.why === why;

async function begun(office = new Office(), store = new Store(fresh())) {
  return { office, store, safe: await Safe.begin(store, office.grant, clock) };
}

async function queued(store: Store, sealed: Bytes): Promise<void> {
  await store.write(["answers", "queue"], async (rows) => {
    await rows.objectStore("answers").add({ id: "i", seq: 1, tag: "t", sealed });
    await rows.objectStore("queue").add({ id: "i", tag: "t", size: 1 });
  });
}

// Everything in the store as one text: bytes letter by letter, keys by what they can be made to say.
async function everything(store: Store): Promise<string> {
  const names = ["answers", "queue", "doors", "receipts", "papers", "own"] as const;
  const rows = await store.read([...names], (all) => Promise.all(names.map((name) => all.objectStore(name).getAll())));
  const said: string[] = [];
  const dig = async (value: unknown): Promise<void> => {
    if (value instanceof CryptoKey) await rejects(crypto.subtle.exportKey("raw", value), () => true);
    else if (value instanceof Uint8Array) said.push(new TextDecoder("utf-8").decode(value), String.fromCharCode(...value));
    else if (typeof value === "object" && value) for (const one of Object.values(value)) await dig(one);
    else said.push(String(value));
  };
  await dig(rows);
  return said.join("\n");
}

test("what is sealed opens where it was laid, and nowhere else", async () => {
  const { safe } = await begun();
  const sealed = await safe.seal("answers/1", { says: SECRET });
  deepEqual(await safe.unseal("answers/1", sealed), { says: SECRET });
  await rejects(safe.unseal("answers/2", sealed), () => true);
  for (const at of [0, 12, sealed.length - 1]) {
    const other = sealed.slice();
    other[at]! ^= 1;
    await rejects(safe.unseal("answers/1", other), () => true);
  }
});

test("a short answer and a little longer one have one length, and no two sealings are alike", async () => {
  const { safe } = await begun();
  const [one, other] = [await safe.seal("x", "fine"), await safe.seal("x", "not seen")];
  equal(one.length, other.length);
  ok(toText(await safe.seal("x", "fine")) !== toText(one));
});

test("nothing in the store can be read, and no key can be taken out", async () => {
  const { office, store, safe } = await begun();
  await queued(store, await safe.seal("answers/i", { says: SECRET }));
  const all = await everything(store);
  ok(all.includes(safe.lease)); // so much is looked at
  equal(safe["opened"]!.key.extractable, false);
  for (const word of [SECRET, "张三", "37.9", office.grant.secret, String.fromCharCode(...fromText(office.grant.secret)!)])
    equal(all.includes(word), false);
});

test("the page opens it again without the server, until the lease is over", async () => {
  const { office, store, safe } = await begun();
  const sealed = await safe.seal("x", SECRET);
  const again = await Safe.open(store, at(12 * HOUR, "b"));
  equal(await again.unseal("x", sealed), SECRET);
  equal(again.left(at(12 * HOUR, "b")), 0);
  await rejects(Safe.open(store, at(12 * HOUR + 1, "c")), locked("over"));
  await rejects(Safe.open(store, at(1, "d")), locked("none")); // also when the clock is set back afterwards
  equal(await store.own(`lease/${safe.lease}`), undefined);
  equal(await (await Safe.begin(store, office.grant, clock)).unseal("x", sealed), SECRET);
});

test("an open page locks itself when the lease is over, and contact begins it anew", async () => {
  const { store, safe } = await begun(new Office(2));
  await safe.passed(at(HOUR));
  await safe.contact({ ...clock, at: at(HOUR) });
  await safe.passed(at(3 * HOUR));
  await rejects(safe.passed(at(3 * HOUR + 1)), locked("over"));
  await rejects(safe.seal("x", 1), locked("none"));
  await rejects(safe.tag("d"), locked("none"));
  await rejects(Safe.open(store, at(0, "b")), locked("none"));
});

test("signed out in one tab, the other is locked by its next heartbeat", async () => {
  for (const drop of [false, true]) {
    const { office, store, safe } = await begun();
    await signOut(new Store(store["name"]), drop);
    await rejects(safe.passed(at(1)), locked("none"));
    await rejects(safe.seal("x", 1), locked("none"));
    equal((await store.own("clock")) === undefined, drop); // what was dropped does not come back
    await Safe.begin(store, office.grant, clock);
  }
});

test("a tab that slept goes on with the contact that another had", async () => {
  const { store, safe } = await begun();
  const other = await Safe.open(store, at(1, "b"));
  await other.contact({ at: at(11 * HOUR, "b"), offset: 5_000, sure: true, spent: 0 });
  await safe.passed(at(20 * HOUR));
  equal(safe.left(at(20 * HOUR)), 3 * HOUR);
  equal(safe.stamp(at(20 * HOUR)).offset, 5_000);
  await rejects(safe.passed(at(23 * HOUR + 1)), locked("over"));
});

test("no grant is good for more than twelve hours", async () => {
  const { safe } = await begun(new Office(1_000));
  await safe.passed(at(12 * HOUR));
  await rejects(safe.passed(at(12 * HOUR + 1)), locked("over"));
});

test("signing out works without a server and says what is unsent", async () => {
  const { office, store, safe } = await begun();
  await queued(store, await safe.seal("answers/i", SECRET));
  equal(await signOut(store), 1);
  await rejects(Safe.open(store, at(1)), locked("none"));
  const again = await Safe.begin(store, office.grant, clock);
  const row = await store.read(["answers"], (rows) => rows.objectStore("answers").get("i"));
  equal(await again.unseal("answers/i", row!.sealed), SECRET);
  equal(await signOut(store, true), 1);
  equal(await signOut(store), 0);
  equal(await store.own("key"), undefined);
});

test("another lease does not move in over unsent answers", async () => {
  const { store, safe } = await begun();
  await queued(store, await safe.seal("answers/i", SECRET));
  const other = new Office();
  await rejects(Safe.begin(store, other.grant, clock), (error: Occupied) => error instanceof Occupied && error.answers === 1);
  equal((await Safe.open(store, at(1))).lease, safe.lease);
  await signOut(store, true);
  equal((await Safe.begin(store, other.grant, clock)).lease, other.grant.id);
  equal((await begun(new Office(), store)).safe.lease === other.grant.id, false); // nothing unsent: it moves in
});

test("nor over refused ones that nobody has read", async () => {
  const { store, safe } = await begun();
  const sealed = await safe.seal("receipts/i", 1);
  await store.write(["receipts"], (rows) => rows.objectStore("receipts").add({ id: "i", tag: "t", state: "refused", sealed }));
  await rejects(Safe.begin(store, new Office().grant, clock), (error: Occupied) => error.answers === 1);
});

test("two tabs that begin at once have one key", async () => {
  const office = new Office();
  const name = fresh();
  const safes = await Promise.all([0, 1, 2].map(() => Safe.begin(new Store(name), office.grant, clock)));
  for (const one of safes) for (const other of safes) equal(await other.unseal("x", await one.seal("x", 1)), 1);
});

test("the server opens what was sealed, by the secret and the wrapped key alone", async () => {
  const { office, store, safe } = await begun();
  const { key } = (await store.own<{ key: Bytes }>("key"))!;
  equal(await office.opened(key, "answers/i", await safe.seal("answers/i", SECRET)), SECRET);
  await rejects(new Office(12, office.grant.id).opened(key, "answers/i", await safe.seal("answers/i", 1)), () => true);
});

test("an answer counts only from this server, for this lease and this question", async () => {
  const { office, safe } = await begun();
  const good = await office.signed(office.answer("n"));
  equal((await safe.verified(good, "n"))?.nonce, "n");
  equal(await safe.verified(good, "other"), null);
  equal(await safe.verified({ ...good, body: good.body.replace("good", "revoked") }, "n"), null);
  equal(await safe.verified({ ...good, mac: base64url(new Uint8Array(32)) }, "n"), null);
  equal(await safe.verified({ ...good, mac: "<html>" }, "n"), null);
  equal(await safe.verified(await new Office(12, office.grant.id).signed(office.answer("n")), "n"), null);
  equal(await safe.verified(await office.signed(office.answer("n", { lease: "another" })), "n"), null);
});

test("that a lease is revoked may be said beforehand, nothing else may", async () => {
  const { office, safe } = await begun();
  equal((await safe.verified(await office.signed(office.answer("", { state: "revoked" })), "n"))?.state, "revoked");
  equal(await safe.verified(await office.signed(office.answer("")), "n"), null);
});

test("a door's tag is always the same and does not show the door", async () => {
  const { office, store, safe } = await begun();
  const door = crypto.randomUUID();
  const tag = await safe.tag(door);
  equal(tag, await (await Safe.begin(store, office.grant, clock)).tag(door));
  ok(tag !== (await safe.tag(crypto.randomUUID())) && !tag.includes(door.slice(0, 8)));
  ok(tag !== (await (await begun()).safe.tag(door)));
});
