import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { forceCloseDatabase } from "fake-indexeddb";
import { openDB, unwrap } from "idb";
import type { Alarm } from "./alarm.ts";
import { STEPS, Store, StoreTrouble, type Base, type Name, type Why, type Writing } from "./store.ts";
import { fresh, full, Killed, killedAt, watched } from "./testing.ts";

const BOTH: Name[] = ["answers", "queue"];
const bytes = (text: string) => new Uint8Array(new TextEncoder().encode(text));
const save = (id: string) => async (rows: Writing) => {
  await rows.objectStore("answers").add({ id, seq: 1, tag: "t", sealed: bytes(id) });
  await rows.objectStore("queue").add({ id, tag: "t", size: 1 });
};
const kept = (store: Store) =>
  store.read(BOTH, async (rows) => [
    await rows.objectStore("answers").getAllKeys(),
    (await rows.objectStore("queue").getAll()).map((row) => row.id),
  ]);
// As when the system takes a page's files: what is under way ends, and then the connection.
function dies(rows: Writing): void {
  rows.abort();
  forceCloseDatabase(unwrap(rows.db) as never);
}

const is = (why: Why) => (error: StoreTrouble) => error instanceof StoreTrouble && error.why === why;

test("a write is one strict transaction and ends when that is complete", async () => {
  const store = new Store(fresh());
  let complete = false;
  await store.write(BOTH, async (rows) => {
    equal(rows.durability, "strict");
    rows.addEventListener("complete", () => { complete = true; });
    await save("a")(rows);
    equal(complete, false);
  });
  equal(complete, true);
  deepEqual(await kept(store), [["a"], ["a"]]);
});

test("killed before any statement, both rows are there or none is", async () => {
  for (let at = 0, killed = true; killed; at += 1) {
    const name = fresh();
    killed = await killedAt(at, () => new Store(name).write(BOTH, save("a")));
    equal(at < 2, killed);
    deepEqual(await kept(new Store(name)), killed ? [[], []] : [["a"], ["a"]]);
  }
});

test("no id is in the queue twice, whoever writes it", async () => {
  const store = new Store(fresh());
  await store.write(BOTH, save("a"));
  const again = (rows: Writing) => rows.objectStore("queue").add({ id: "a", tag: "t", size: 1 });
  await rejects(store.write(["queue"], again), (error: DOMException) => error.name === "ConstraintError");
  deepEqual(await kept(store), [["a"], ["a"]]);
});

test("what the deed itself throws goes through, and nothing is written", async () => {
  const store = new Store(fresh());
  const deed = async (rows: Writing) => {
    await save("a")(rows);
    throw new Killed();
  };
  await rejects(store.write(BOTH, deed), (error) => (error as Error) instanceof Killed);
  deepEqual(await kept(store), [[], []]);
});

// The browser ends connections on its own: the next write, or the one in the middle, opens another.
test("a connection that was closed is opened again, once", async () => {
  const store = new Store(fresh());
  let base: IDBDatabase | undefined;
  await store.write(BOTH, async (rows) => { base = unwrap(rows.db as unknown as Base) as unknown as IDBDatabase; });
  base!.close();
  await store.write(BOTH, save("a"));
  let tries = 0;
  await store.write(BOTH, async (rows) => {
    tries += 1;
    const saved = save("b")(rows);
    if (tries === 1) dies(rows);
    await saved;
  });
  equal(tries, 2);
  deepEqual(await kept(store), [["a", "b"], ["a", "b"]]);
});

test("a connection that dies again is trouble with a name", async () => {
  const store = new Store(fresh());
  const deed = async (rows: Writing) => {
    const saved = save("a")(rows);
    dies(rows);
    await saved;
  };
  await rejects(store.write(BOTH, deed), is("lost"));
  deepEqual(await kept(store), [[], []]);
});

test("a transaction without an end is given up and leaves nothing", async () => {
  let ring = (): void => undefined;
  const store = new Store(fresh(), { alarm: (rung) => { ring = rung; return () => undefined; } });
  let tries = 0;
  const deed = async (rows: Writing) => {
    tries += 1;
    await save("a")(rows);
    ring();
    for (;;) await rows.objectStore("answers").get("a");
  };
  await rejects(store.write(BOTH, deed), is("lost"));
  equal(tries, 2);
  deepEqual(await kept(new Store(store["name"])), [[], []]);
});

test("where the browser has no store it is lost, not waited for", async () => {
  const real = globalThis.indexedDB;
  globalThis.indexedDB = { open() { throw new DOMException("private", "SecurityError"); } } as never;
  try {
    await rejects(new Store(fresh()).write(BOTH, save("a")), is("lost"));
  } finally {
    globalThis.indexedDB = real;
  }
});

test("without room the ballast goes first, then it is said", async () => {
  const store = new Store(fresh());
  equal(await store.ballast(), true);
  let room = false;
  const narrow = (_rows: IDBObjectStore, method: string, value: unknown) => {
    if (method === "delete" && value === "ballast") room = true;
    if (method === "add" && !room) throw full();
  };
  await watched(narrow, () => store.write(BOTH, save("a")));
  equal(await store.own("ballast"), undefined);
  deepEqual(await kept(store), [["a"], ["a"]]);
  room = false;
  await watched(narrow, () => rejects(store.write(BOTH, save("b")), is("full")));
  deepEqual(await kept(store), [["a"], ["a"]]);
});

test("the end of the room may show only at the commit", async () => {
  const store = new Store(fresh());
  const deed = (late: boolean) => async (rows: Writing) => {
    const saved = save("a")(rows);
    if (late) await saved;
    (unwrap(rows) as unknown as { _abort(name: string): void })._abort("QuotaExceededError");
    await saved; // the statement itself says only that it was aborted
  };
  await rejects(store.write(BOTH, deed(true)), is("full"));
  await rejects(store.write(BOTH, deed(false)), is("full"));
  deepEqual(await kept(store), [[], []]);
});

test("where even deleting finds no room, nothing is lost but the write", async () => {
  const store = new Store(fresh());
  await store.ballast();
  await store.write(BOTH, save("a"));
  await watched(() => { throw full(); }, () => rejects(store.write(BOTH, save("b")), is("full")));
  deepEqual(await kept(store), [["a"], ["a"]]);
  ok(await store.own("ballast"));
});

test("the ballast is a megabyte that cannot be packed, and is put aside once there is room", async () => {
  const store = new Store(fresh());
  equal(await watched(() => { throw full(); }, () => store.ballast()), false);
  equal(await store.ballast(), true);
  const ballast = (await store.own<Uint8Array>("ballast"))!;
  equal(ballast.length, 1_000_000);
  ok(new Set(ballast.subarray(-65_536)).size > 200);
  equal(await store.ballast(), true);
});

test("an upgrade keeps the queue, and the old page hears of it", async () => {
  const old = new Store(fresh());
  for (const id of ["a", "b", "c"]) await old.write(BOTH, save(id));
  const later = [...STEPS, (base: Base) => void (base as never as IDBDatabase).createObjectStore("more")];
  const next = new Store(old["name"], { steps: later });
  deepEqual(await kept(next), [["a", "b", "c"], ["a", "b", "c"]]);
  await rejects(old.write(BOTH, save("d")), is("old_page"));
  await next.write(BOTH, save("d"));
  deepEqual(await kept(next), [["a", "b", "c", "d"], ["a", "b", "c", "d"]]);
});

test("an upgrade that is killed leaves the old store whole", async () => {
  const old = new Store(fresh());
  await old.write(BOTH, save("a"));
  old.close();
  const broken = [...STEPS, () => { throw new Killed(); }];
  await rejects(kept(new Store(old["name"], { steps: broken })), () => true);
  deepEqual(await kept(old), [["a"], ["a"]]);
});

test("another page that holds an older store open does not hang this one", async () => {
  const name = fresh();
  const base = await openDB(name, STEPS.length, { upgrade: (one) => STEPS[0]!(one as never) }); // closes for nobody
  const steps = [...STEPS, () => undefined];
  const alarm: Alarm = (ring) => { queueMicrotask(ring); return () => undefined; };
  await rejects(kept(new Store(name, { steps, alarm })), is("lost"));
  base.close();
  deepEqual(await kept(new Store(name, { steps })), [[], []]);
});

test("wiped, it holds nothing of anybody", async () => {
  const store = new Store(fresh());
  await store.write(BOTH, save("a"));
  await store.setOwn("lease", "x");
  await store.setOwn("canary", "y");
  await store.wipe();
  deepEqual(await kept(store), [[], []]);
  equal(await store.own("lease"), undefined);
  equal(await store.own("canary"), "y"); // or the next start would take it for a loss
});
