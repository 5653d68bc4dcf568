import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fromText, joined, toText } from "./bytes.ts";

test("bytes as text: for an address, without padding, and back", () => {
  const all = new Uint8Array(256).map((_, at) => at);
  for (const length of [0, 1, 2, 3, 256]) deepEqual(fromText(toText(all.slice(0, length))), all.slice(0, length));
  equal(toText(new Uint8Array([255, 254, 253, 63])), "__79Pw");
  equal(fromText("<html>"), null);
});

test("joined in their order", () => {
  deepEqual(joined([new Uint8Array([1, 2]), new ArrayBuffer(1), new Uint8Array([3])]), new Uint8Array([1, 2, 0, 3]));
});
