import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Letters } from "./letters.ts";

test("g and a letter lead to a room", () => {
  const letters = new Letters();
  equal(letters.press("g", 10_000), null);
  deepEqual(letters.press("b", 11_499), { go: "b" });
  equal(letters.press("b", 11_500), null);
});

test("a letter that comes too late is a letter", () => {
  const letters = new Letters();
  letters.press("g", 10_000);
  equal(letters.press("b", 11_500), null);
});

test("g twice is the room of the letter g", () => {
  const letters = new Letters();
  letters.press("g", 0);
  deepEqual(letters.press("g", 1), { go: "g" });
});

test("/ and ? mean the search and the list, unless a room was begun", () => {
  const letters = new Letters();
  equal(letters.press("/", 0), "search");
  equal(letters.press("?", 1), "list");
  letters.press("g", 2);
  deepEqual(letters.press("/", 3), { go: "/" });
});
