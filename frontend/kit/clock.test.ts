import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { contact, online, passed, serverTime, stamp, type Clock, type Now } from "./clock.ts";
import { chance } from "./testing.ts";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const at = (phone: number, steady = phone, life = "a"): Now => ({ life, phone, steady });

test("the offset is measured at the middle of the way", () => {
  const clock = contact(at(1_000), at(1_400), 50_200);
  deepEqual([clock.offset, clock.sure, clock.spent], [49_000, true, 400]);
  equal(serverTime(stamp(clock, at(2_000))), 51_000);
});

test("a clock set while the question was on its way does no harm", () => {
  const clock = contact(at(1_000, 0), at(1_000 - YEAR, 200), 70_100);
  equal(serverTime(stamp(clock, at(1_500 - YEAR, 700))), 70_700);
});

test("phones a year wrong, either way, sort right", () => {
  const clocks = [-YEAR, 0, YEAR].map((wrong) => ({ wrong, clock: contact(at(wrong), at(wrong + 100, wrong + 100), 50) }));
  const written = [5_000, 3_000, 9_000].map((time, index) => {
    const { wrong, clock } = clocks[index]!;
    return { time, by: serverTime(stamp(clock, at(time + wrong))) };
  });
  written.sort((one, other) => one.by - other.by);
  deepEqual(written.map((one) => one.time), [3_000, 5_000, 9_000]);
});

test("set back while the page is open, it is known by how much", () => {
  const clock = contact(at(0), at(0), YEAR);
  const later = passed(passed(clock, at(10_000)), at(20_000 - YEAR, 20_000));
  deepEqual([later.offset, later.sure, later.spent], [2 * YEAR, true, 20_000]);
  equal(serverTime(stamp(later, at(30_000 - YEAR, 30_000))), YEAR + 30_000);
});

test("set back while no page is open, the order holds and the time is doubtful", () => {
  const clock = passed(contact(at(0), at(0), 0), at(HOUR));
  const later = passed(clock, at(HOUR - 600_000, 0, "b"));
  equal(serverTime(stamp(later, later.at)), HOUR);
  deepEqual([later.sure, later.spent], [false, HOUR + 600_000]);
  equal(stamp(passed(later, at(2 * HOUR, HOUR + 600_000, "b")), at(2 * HOUR, HOUR + 600_000, "b")).sure, false);
});

test("a year's step back between pages ends every lease", () => {
  ok(passed(contact(at(0), at(0), 0), at(-YEAR, 0, "b")).spent >= YEAR);
});

test("sleep is time, though the page's count stood still", () => {
  const later = passed(contact(at(0), at(0), 0), at(8 * HOUR, 1_000));
  deepEqual([later.offset, later.sure, later.spent], [0, true, 8 * HOUR]);
});

test("small corrections of the network's time change nothing", () => {
  const clock = contact(at(0), at(0), 0);
  equal(passed(clock, at(58_500, 60_000)).offset, 0);
  equal(passed(clock, at(58_500, 60_000)).spent, 60_000);
});

test("online is the last signed answer of this very page", () => {
  equal(online(null, at(0)), false);
  equal(online(at(0), at(74_999)), true);
  equal(online(at(0), at(75_000)), false);
  equal(online(at(0), at(1, 0, "b")), false);
  equal(online(at(0), at(8 * HOUR, 1_000)), false); // slept
  equal(online(at(0), at(-YEAR, 80_000)), false);
});

test("however it sleeps, is closed and is set back, times are right and in order", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = chance(seed);
    let [true_, wrong, steady, life] = [0, (random() * 2 - 1) * YEAR, 0, 0];
    const now = (): Now => ({ life: String(life), phone: true_ + wrong, steady });
    const wait = (span: number, awake: boolean) => { true_ += span; if (awake) steady += span; };
    let clock: Clock = contact(now(), now(), true_);
    const order: number[] = [];
    for (let step = 0; step < 60; step += 1) {
      wait(random() * HOUR, random() < 0.7);
      clock = passed(clock, now());
      if (random() < 0.2) { life += 1; steady = 0; }
      clock = passed(clock, now());
      if (random() < 0.2) wrong -= random() * YEAR; // set back, with the page open
      wait(random() * 60_000, true);
      const made = stamp(clock, now());
      ok(made.sure && Math.abs(serverTime(made) - true_) < 1_000 * 60);
      order.push(serverTime(made));
      clock = passed(clock, now());
      if (random() < 0.1) clock = contact(now(), now(), true_);
    }
    deepEqual([...order].sort((one, other) => one - other), order);
  }
});
