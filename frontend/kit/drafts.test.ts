import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { differs, matched, outcome, type Arrived, type Draft } from "./drafts.ts";

const draft: Draft = { page: "/people/add/?door=1", key: "k1", typed: [], sent: true, back: false, at: 0 };
const answer: Arrived = { from: "/people/add/?door=1", keys: [], keeps: false, returned: false };

test("the page after the form says what became of it", () => {
  equal(outcome(draft, answer, 1), "arrived");
  equal(outcome(draft, { ...answer, keys: ["k2"] }, 1), "arrived");
  equal(outcome(draft, { ...answer, keys: ["k1"] }, 1), "refused");
  equal(outcome(draft, { ...answer, keeps: true }, 1), "back");
});

test("a page from elsewhere, or gone back to, is no answer", () => {
  equal(outcome(draft, { ...answer, from: "/sign-in/" }, 1), "unsettled");
  equal(outcome(draft, { ...answer, from: "" }, 1), "unsettled");
  equal(outcome(draft, { ...answer, returned: true }, 1), "unsettled");
  equal(outcome(draft, { ...answer, keys: ["k1"], returned: true }, 1), "unsettled");
});

test("what was not sent stays open, for a day", () => {
  equal(outcome({ ...draft, sent: false }, answer, 1), "open");
  equal(outcome({ ...draft, sent: false }, answer, 86_400_001), "old");
  equal(outcome(draft, answer, 86_400_001), "old");
});

test("fields of one name are matched in their order", () => {
  const typed = (name: string, value: string) => ({ name, value, on: false, said: "" });
  const kept = [typed("a", "1"), typed("b", "2"), typed("a", "3")];
  deepEqual(matched(kept, ["b", "a", "c", "a", "a"]).map((one) => one?.value), ["2", "1", undefined, "3", undefined]);
});

test("a form as it was served holds nothing to keep", () => {
  const one = [{ name: "a", value: "", on: false, said: "" }];
  equal(differs(one, structuredClone(one)), false);
  equal(differs(one, [{ ...one[0]!, value: "x" }]), true);
});
