import { equal } from "node:assert/strict";
import { test } from "node:test";
import { madeAt, stillOpens } from "./ticket.ts";

test("a ticket tells when it was made, whatever else it holds", () => {
  const body = btoa(JSON.stringify([1_700_000_000, "a?>b~", ["00010001"]])).replaceAll("+", "-").replaceAll("/", "_");
  equal(madeAt(`${body.replaceAll("=", "")}.signature`), 1_700_000_000_000);
});

test("it opens a stream for less than two minutes, and not after a failure", () => {
  equal(stillOpens(0, 0), true);
  equal(stillOpens(99_999, 0), true);
  equal(stillOpens(100_000, 0), false);
  equal(stillOpens(0, 1), false);
});
