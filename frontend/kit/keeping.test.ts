import { equal } from "node:assert/strict";
import { test } from "node:test";
import { look, persist, type Witness } from "./keeping.ts";
import { Store } from "./store.ts";
import { fresh } from "./testing.ts";

function cookie(value: string | null = null): Witness {
  return { get: () => value, set: (name) => { value = name; } };
}

test("a store that was thrown away is noticed once, a new one is not", async () => {
  const witness = cookie();
  const store = new Store(fresh());
  equal(await look(store, witness), "new");
  equal(await look(store, witness), "there");
  const emptied = new Store(fresh());
  equal(await look(emptied, witness), "gone");
  equal(await look(emptied, witness), "there");
});

test("a cookie that ran out is no loss", async () => {
  const store = new Store(fresh());
  await look(store, cookie());
  const witness = cookie();
  equal(await look(store, witness), "there");
  equal(witness.get(), await store.own("canary"));
});

test("the browser is asked to keep the store, where it can be", async () => {
  let asked = 0;
  const storage = (kept: boolean, given: boolean) => ({
    persisted: async () => kept,
    persist: async () => { asked += 1; return given; },
  });
  equal(await persist(storage(true, false)), true);
  equal(asked, 0);
  equal(await persist(storage(false, true)), true);
  equal(await persist(storage(false, false)), false);
  equal(await persist({}), false);
  equal(await persist(undefined), false);
  equal(await persist({ persist: async () => { throw new TypeError("no"); } }), false);
});
