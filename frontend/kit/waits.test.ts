import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { untilNextLook, untilNextStream, untilNextSync } from "./waits.ts";

test("a stream that had begun comes back within three seconds, spread out", () => {
  const failure = { greeted: true, cameBefore: true, failures: 9 };
  equal(untilNextStream(failure, 0), 1_000);
  equal(untilNextStream(failure, 1), 3_000);
});

test("where one came through before, it is asked for sooner than where none ever did", () => {
  for (let failures = 0; failures < 4; failures += 1) {
    const before = untilNextStream({ greeted: false, cameBefore: true, failures }, 0);
    ok(before < untilNextStream({ greeted: false, cameBefore: false, failures }, 0));
  }
});

test("each failure doubles the wait, up to ten minutes", () => {
  const waits = [0, 1, 2, 3, 20].map((failures) => untilNextStream({ greeted: false, cameBefore: false, failures }, 0));
  equal(waits.join(), "30000,60000,120000,240000,600000");
});

test("a part is asked for again by what is known of it", () => {
  equal(untilNextLook({ changed: true, took: 0 }, true), 0);
  equal(untilNextLook({ changed: true, took: 700 }, true), 7_000);
  equal(untilNextLook({ changed: false, took: 700 }, true), 60_000);
  equal(untilNextLook({ changed: false, took: 0 }, false), 10_000);
});

test("a phone asks every half minute, and more seldom after failures", () => {
  equal([0, 1, 2, 9, 99].map((failures) => untilNextSync(failures, 0)).join(), "30000,60000,120000,600000,600000");
  equal(untilNextSync(0, 1), 30_000);
  equal(untilNextSync(1, 1), 90_000);
});
