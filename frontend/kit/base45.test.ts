import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fromBase45, toBase45 } from "./base45.ts";

// RFC 9285, 4.3 and 4.4.
const CASES: [string, string][] = [
  ["AB", "BB8"], ["Hello!!", "%69 VD92EX0"], ["base-45", "UJCLQE7W581"], ["ietf!", "QED8WEX0"], ["", ""],
];
for (const [plain, text] of CASES)
  test(`base 45: ${text}`, () => {
    equal(toBase45(new TextEncoder().encode(plain)), text);
    equal(new TextDecoder().decode(fromBase45(text)!), plain);
  });

test("what no bytes give is refused", () => {
  for (const text of ["B", "BB8B", ":::", "GGX", "::", "bb8", "BB8\n0", "字00"]) equal(fromBase45(text), null);
  deepEqual([...fromBase45("FGW")!], [255, 255]);
});
