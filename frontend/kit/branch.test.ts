import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { grown, refused, told, type Door } from "./branch.ts";

const listed = (version: number, epoch = 1) => ({ door: "d", version, epoch });
const stamp = { at: 5, offset: 0, sure: true };
const write = (door: Door, id: string, fresh = "b") => grown(door, { id, door: "d", says: id }, stamp, fresh);

test("the first piece begins a branch on what the list shows, the next go on in it", () => {
  const one = write(told(null, listed(3), 100), "1");
  deepEqual(one.piece, { id: "1", door: "d", says: "1", ...stamp, branch: "b", number: 1, base: 3, epoch: 1, listed_at: 100 });
  const two = write(one.door, "2", "other");
  deepEqual([two.piece.branch, two.piece.number, two.piece.base], ["b", 2, 3]);
});

test("a new list is a new base in the same branch, an old one is none", () => {
  const one = write(told(null, listed(3), 100), "1").door;
  const piece = write(told(one, listed(7, 2), 200), "2").piece;
  deepEqual([piece.branch, piece.number, piece.base, piece.epoch, piece.listed_at], ["b", 2, 7, 2, 200]);
  equal(told(one, listed(2), 99), one);
  equal(told(one, listed(1, 2), 100).base, 1); // after a restore the record is shorter
});

test("after a refusal in its branch the door begins another", () => {
  const two = write(write(told(null, listed(3), 100), "1").door, "2").door;
  const next = write(refused(two, "b"), "3", "c").piece;
  deepEqual([next.branch, next.number], ["c", 1]);
  equal(refused(two, "an earlier one"), two);
});
