import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { missed, remember } from "./heard.ts";

const at = (time: number) => ({ at: time, topics: [`t${time}`] });

test("two minutes are remembered, in order", () => {
  deepEqual(remember([at(1), at(2), at(50_000)], at(120_001)), [at(2), at(50_000), at(120_001)]);
});

test("what is remembered before stays as it was", () => {
  const recent = [at(1)];
  remember(recent, at(2));
  deepEqual(recent, [at(1)]);
});

test("a reader gets what came since, that moment included", () => {
  deepEqual(missed([at(1), at(2), at(3)], 2), [at(2), at(3)]);
});
