import { equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { after, inTime, type Alarm } from "./alarm.ts";

const never = new Promise<string>(() => undefined);
const atOnce: Alarm = (ring) => { ring(); return () => undefined; };
const wrong = (): never => { throw new RangeError("late"); };

test("what ends in time counts, and the alarm is put out", async () => {
  let quiet = 0;
  const alarm: Alarm = () => () => { quiet += 1; };
  equal(await inTime(alarm, Promise.resolve("done"), wrong), "done");
  await rejects(inTime(alarm, Promise.reject(new TypeError("no")), wrong), (error: Error) => error instanceof TypeError);
  equal(quiet, 2);
});

test("what does not end is given up", async () => {
  equal(await inTime(atOnce, never, () => "late"), "late");
  await rejects(inTime(atOnce, never, wrong), (error: Error) => error instanceof RangeError);
});

test("it rings by the clock, and not once it is put out", async () => {
  equal(await inTime(after(0), never, () => "late"), "late");
  let rung = false;
  after(0)(() => { rung = true; })();
  await inTime(after(1), never, () => "later");
  equal(rung, false);
});
