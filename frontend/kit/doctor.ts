// What the doctor page tries on a phone. Each capability is handed in, so that nothing here touches the browser; one that
// fails, is missing or never answers is a finding like any other. Nothing in a finding tells of a person.
import { inTime, type Alarm } from "./alarm.ts";
import type { Bytes } from "./bytes.ts";

export type Stream = { torch: boolean; stop(): void };
export type Capabilities = {
  agent: string; // navigator.userAgent
  secure: boolean; // isSecureContext
  subtle: boolean; // crypto.subtle is there
  worker?: () => Promise<unknown>; // the service worker, registered and active
  persisted?: () => Promise<boolean>;
  room?: () => Promise<{ usage?: number; quota?: number }>; // bytes
  write: (number: number) => Promise<void>; // one strict write
  camera?: () => Promise<Stream>; // the one at the back
  compile?: (module: Bytes) => Promise<unknown>; // WebAssembly.compile
  wakeLock?: () => Promise<{ release(): Promise<void> }>;
  offset: number | null; // milliseconds to the server's clock, null before the first contact
  steady: () => number; // performance.now
};
export type Name = "engine" | "secure" | "worker" | "persisted" | "room" | "writes" | "camera" | "wasm" | "wake_lock" | "clock";

/// `good`: null when it could not be found out. `value` says what was found, in numbers and names of programs.
export type Finding = { name: Name; good: boolean | null; value: string };
type Found = Omit<Finding, "name">;

const WRITES = 1_000;
const SLOW = 100; // milliseconds: no save of a door may take longer
const ROOM = 50_000_000; // bytes
const OFF = 120_000; // milliseconds: a clock further off confuses whoever reads it
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const OLDEST: [RegExp, string, number][] = [
  [/Chrome\/(\d+)/, "Chromium", 99],
  [/Firefox\/(\d+)/, "Firefox", 98],
  [/Version\/(\d+)[\d.]* .*Safari/, "Safari", 15],
];
// Browsers built into other programs, by the words with which they name themselves.
const WITHIN: [RegExp, string][] = [
  [/wxwork/i, "WeCom"], [/MicroMessenger/i, "WeChat"], [/DingTalk/i, "DingTalk"], [/Lark|Feishu/i, "Feishu"],
  [/AlipayClient/i, "Alipay"], [/\bQQ\//, "QQ"],
];
const MAKERS: [RegExp, string][] = [
  [/ArkWeb\/([\d.]+)/, "ArkWeb"], [/HuaweiBrowser\/([\d.]+)/, "Huawei"], [/MiuiBrowser\/([\d.]+)/, "Xiaomi"],
  [/HeyTapBrowser\/([\d.]+)/, "OPPO"], [/VivoBrowser\/([\d.]+)/, "vivo"], [/UCBrowser\/([\d.]+)/, "UC"],
  [/MQQBrowser\/([\d.]+)/, "QQ Browser"],
];

/// One finding after the other, in the order of the page. `told` hears of each as it comes; `alarm`
/// ends one that hangs, and leaves the thousand writes of a slow phone their minute.
export async function examine(able: Capabilities, alarm: Alarm, told?: (one: Finding) => void): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, attempt] of tries(able)) {
    const finding = { name, ...(await within(alarm, attempt)) };
    findings.push(finding);
    told?.(finding);
  }
  return findings;
}

function tries(able: Capabilities): [Name, () => Promise<Found> | Found][] {
  return [
    ["engine", () => engine(able.agent)],
    ["secure", () => secure(able)],
    ["worker", () => when(able.worker, async (worker) => worker().then(() => ({ good: true, value: "active" })))],
    ["persisted", () => when(able.persisted, async (persisted) => kept(await persisted()))],
    ["room", () => when(able.room, async (room) => roomFor(await room()))],
    ["writes", () => writes(able)],
    ["camera", () => when(able.camera, async (camera) => eye(await camera()))],
    ["wasm", () => when(able.compile, async (compile) => compile(EMPTY_MODULE).then(() => ({ good: true, value: "compiled" })))],
    ["wake_lock", () => when(able.wakeLock, async (lock) => (await lock()).release().then(() => ({ good: true, value: "held" })))],
    ["clock", () => clock(able.offset)],
  ];
}

/// Program, version and maker, as the browser names itself; the phone's model is left out.
export function engine(agent: string): Found {
  const [known, version] = OLDEST.flatMap(([pattern, name, oldest]) => {
    const found = pattern.exec(agent);
    return found ? [[{ name, oldest }, Number(found[1])] as const] : [];
  })[0] ?? [];
  const maker = MAKERS.flatMap(([pattern, name]) => pattern.exec(agent)?.slice(1).map((number) => `${name} ${number}`) ?? [])[0];
  const inside = builtInto(agent);
  const value = [known ? `${known.name} ${version}` : "unknown", maker, inside && `in ${inside}`].filter(Boolean).join(", ");
  return { good: known ? version! >= known.oldest : null, value };
}

/// The program whose built-in browser this is, "" for a browser of its own: there the page asks to be opened elsewhere.
export function builtInto(agent: string): string {
  return WITHIN.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
}

async function writes({ write, steady }: Capabilities): Promise<Found> {
  const times: number[] = [];
  try {
    for (let number = 0; number < WRITES; number += 1) {
      const begun = steady();
      await write(number);
      times.push(steady() - begun);
    }
  } catch (error) {
    return { good: false, value: `${times.length} of ${WRITES}, then ${(error as Error).name}` };
  }
  times.sort((one, other) => one - other);
  const [half, most] = [0.5, 0.95].map((part) => times[Math.floor(part * WRITES)]!);
  return { good: most! <= SLOW, value: `${WRITES}, half in ${half!.toFixed(1)} ms, 95 % in ${most!.toFixed(1)} ms` };
}

function secure({ secure: https, subtle }: Capabilities): Found {
  return { good: https && subtle, value: `${https ? "" : "no "}https, ${subtle ? "" : "no "}WebCrypto` };
}

function kept(good: boolean): Found {
  return { good, value: good ? "kept" : "best effort" };
}

function roomFor({ usage = 0, quota }: { usage?: number; quota?: number }): Found {
  if (quota === undefined) return { good: null, value: "not told" };
  return { good: quota - usage >= ROOM, value: `${Math.round((quota - usage) / 1e6)} MB` };
}

function eye(stream: Stream): Found {
  stream.stop();
  return { good: true, value: stream.torch ? "torch" : "no torch" };
}

function clock(offset: number | null): Found {
  if (offset === null) return { good: null, value: "no contact" };
  return { good: Math.abs(offset) < OFF, value: `${Math.round(offset / 1_000)} s` };
}

async function when<T>(able: T | undefined, attempt: (able: T) => Promise<Found>): Promise<Found> {
  return able === undefined ? { good: false, value: "missing" } : attempt(able);
}

function within(alarm: Alarm, attempt: () => Promise<Found> | Found): Promise<Found> {
  const found = (async () => attempt())().catch((error: unknown): Found => ({ good: false, value: (error as Error).name }));
  return inTime(alarm, found, () => ({ good: null, value: "no answer" }));
}
