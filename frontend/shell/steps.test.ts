import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { type Card, counted, walked } from "./steps.ts";

test("a counter stays between one and ninety-nine", () => {
  const cases: [string, number, number][] = [["1", 1, 2], ["1", -1, 1], ["99", 1, 99], ["", 1, 1], ["a", -1, 1], ["7", -2, 5]];
  for (const [typed, by, expected] of cases) equal(counted(typed, by), expected);
});

const CARDS = [2, 0, 3]; // the middle column is empty
const WALKS: [Card | null, string, Card | null][] = [
  [null, "ArrowDown", { column: 0, row: 0 }],
  [{ column: 0, row: 0 }, "ArrowDown", { column: 0, row: 1 }],
  [{ column: 0, row: 1 }, "ArrowDown", { column: 0, row: 1 }],
  [{ column: 0, row: 0 }, "ArrowUp", { column: 0, row: 0 }],
  [null, "ArrowUp", null],
  [{ column: 0, row: 1 }, "ArrowRight", { column: 2, row: 1 }],
  [{ column: 2, row: 2 }, "ArrowLeft", { column: 0, row: 1 }],
  [{ column: 2, row: 0 }, "ArrowRight", null],
  [null, "ArrowLeft", null],
  [{ column: 0, row: 0 }, "n", null],
];
for (const [at, key, expected] of WALKS)
  test(`${key} from ${JSON.stringify(at)}`, () => deepEqual(walked(CARDS, at, key), expected));

test("an empty desk leads nowhere", () => deepEqual(walked([0, 0], null, "ArrowDown"), null));
