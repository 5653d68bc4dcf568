import { equal } from "node:assert/strict";
import { test } from "node:test";
import { concerns } from "./topics.ts";

const CASES: [string, string[], string[], boolean][] = [
  ["the very topic", ["calls:0001"], ["calls:0001"], true],
  ["a place below the one shown", ["calls:0001"], ["calls:00010003"], true],
  ["a place above the one shown", ["calls:00010003"], ["calls:0001"], true],
  ["a place beside it", ["calls:00010003"], ["calls:00010004"], false],
  ["another subject at the same place", ["calls:0001"], ["town:0001"], false],
  ["a word of its own", ["me"], ["me"], true],
  ["a word is no beginning of another", ["me"], ["media"], false],
  ["one of several", ["me", "calls:0001"], ["town:0001", "calls:00010002"], true],
  ["nothing changed", ["me"], [], false],
];
for (const [name, wanted, changed, expected] of CASES)
  test(`topics: ${name}`, () => equal(concerns(wanted, changed), expected));
