import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type { Alarm } from "./alarm.ts";
import { builtInto, engine, examine, type Capabilities, type Finding } from "./doctor.ts";

const never: Alarm = () => () => undefined;
const CHROME = "Mozilla/5.0 (Linux; Android 10; XYZ-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/";

function healthy(): Required<Capabilities> & { stopped: string[] } {
  let time = 0;
  const stopped: string[] = [];
  return {
    stopped,
    agent: `${CHROME}114.0.0.0 Mobile Safari/537.36`,
    secure: true,
    subtle: true,
    worker: async () => undefined,
    persisted: async () => true,
    room: async () => ({ usage: 1e6, quota: 2e9 }),
    write: async () => { time += 4; },
    camera: async () => ({ torch: true, stop: () => stopped.push("camera") }),
    compile: (module) => WebAssembly.compile(module),
    wakeLock: async () => ({ release: async () => void stopped.push("wake lock") }),
    offset: -31_000,
    steady: () => time,
  };
}

const by = (findings: Finding[], name: Finding["name"]) => findings.find((one) => one.name === name)!;

test("a good phone: every finding in its order, and nothing left running", async () => {
  const able = healthy();
  const heard: Finding[] = [];
  const findings = await examine(able, never, (finding) => heard.push(finding));
  deepEqual(findings.map((one) => one.name), [
    "engine", "secure", "worker", "persisted", "room", "writes", "camera", "wasm", "wake_lock", "clock",
  ]);
  ok(findings.every((one) => one.good === true));
  deepEqual(heard, findings);
  deepEqual(able.stopped, ["camera", "wake lock"]);
  equal(by(findings, "writes").value, "1000, half in 4.0 ms, 95 % in 4.0 ms");
  equal(by(findings, "clock").value, "-31 s");
});

test("what is missing, fails or finds little is told, and the rest goes on", async () => {
  const { worker: _, camera: __, wakeLock: ___, ...rest } = healthy();
  let count = 0;
  const findings = await examine({
    ...rest,
    subtle: false,
    persisted: async () => false,
    room: async () => ({ usage: 9e7, quota: 1e8 }),
    write: async () => { if ((count += 1) > 312) throw new DOMException("", "QuotaExceededError"); },
    compile: async () => { throw new EvalError("blocked"); },
    offset: 31_536_000_000,
  }, never);
  deepEqual(findings.filter((one) => one.good).map((one) => one.name), ["engine"]);
  deepEqual(findings.map((one) => one.value).slice(1), [
    "https, no WebCrypto", "missing", "best effort", "10 MB", "312 of 1000, then QuotaExceededError",
    "missing", "EvalError", "missing", "31536000 s",
  ]);
});

test("slow writes are bad, though all are done", async () => {
  const able = healthy();
  let time = 0;
  const write = async (number: number) => { time += number % 10 ? 5 : 200; };
  const findings = await examine({ ...able, write, steady: () => time }, never);
  deepEqual(by(findings, "writes"), { name: "writes", good: false, value: "1000, half in 5.0 ms, 95 % in 200.0 ms" });
});

test("what never answers is given up, and nothing is known of it", async () => {
  const able = healthy();
  let hangs = false;
  const alarm: Alarm = (ring) => {
    if (hangs) ring();
    hangs = false;
    return () => undefined;
  };
  const findings = await examine({
    ...able,
    worker: () => { hangs = true; return new Promise(() => undefined); },
    room: async () => ({}),
    offset: null,
  }, alarm);
  deepEqual(findings.filter((one) => one.good === null).map(({ name, value }) => [name, value]), [
    ["worker", "no answer"], ["room", "not told"], ["clock", "no contact"],
  ]);
});

const ENGINES: [string, boolean | null, string][] = [
  [`${CHROME}99.0.4844.88 Mobile Safari/537.36`, true, "Chromium 99"],
  [`${CHROME}98.0.4758.101 Mobile Safari/537.36`, false, "Chromium 98"],
  ["Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile", true, "Chromium 114, ArkWeb 4.1.6.1"],
  [`${CHROME}99.0.4844.88 Mobile Safari/537.36 HuaweiBrowser/14.0.5.303`, true, "Chromium 99, Huawei 14.0.5.303"],
  [`${CHROME}116.0.0.0 Mobile Safari/537.36 XWEB/1160083 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F51)`, true, "Chromium 116, in WeChat"],
  [`${CHROME}116.0.0.0 Mobile Safari/537.36 MicroMessenger/7.0.1 wxwork/4.1.20`, true, "Chromium 116, in WeCom"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 15_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Mobile/15E148 Safari/604.1", true, "Safari 15"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 14_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0 Mobile/15E148 Safari/604.1", false, "Safari 14"],
  ["Mozilla/5.0 (Android 13; Mobile; rv:121.0) Gecko/121.0 Firefox/121.0", true, "Firefox 121"],
  ["something", null, "unknown"],
];
for (const [agent, good, value] of ENGINES)
  test(`engine: ${value}`, () => deepEqual(engine(agent), { good, value }));

test("a browser inside another program is known, and the phone's model is not told", () => {
  equal(builtInto(ENGINES[4]![0]), "WeChat");
  equal(builtInto(ENGINES[0]![0]), "");
  ok(ENGINES.every(([agent]) => !engine(agent).value.includes("XYZ")));
});
