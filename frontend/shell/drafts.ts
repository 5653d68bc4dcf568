// Nothing typed or photographed is lost: a form remembers it in this tab until it is known to have arrived, through the end
// of a session, an error, a dead network and the back button. Gone back to, a form sends its first key again, so that the
// same press is the same deed; once something is changed, it is another deed with a key of its own.
import { differs, matched, outcome, type Draft, type Typed } from "../kit/drafts.ts";
import { forgetFiles, forgetOldFiles, keepFiles, keptFiles } from "./draft_files.ts";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const STORED = "draft:";
const SPENT = "drafts-arrived"; // the keys of the last forms that arrived
const MOST_SPENT = 50;

export function drafts(): void {
  const forms = new Map<string, HTMLFormElement>();
  document.querySelectorAll<HTMLFormElement>("form[method=post].form").forEach((form, index) => {
    if (keyOf(form) && !form.matches("[hx-post]") && !form.querySelector("input[type=password]")) forms.set(nameOf(form, index), form);
  });
  settle(Array.from(document.querySelectorAll<HTMLInputElement>("input[type=hidden][name=key]"), (key) => key.value));
  forms.forEach((form, name) => remember(form, name));
  void forgetOldFiles();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented) return; // asked first, or without a network
    if (form.matches("[data-sign-out]")) forgetAll();
    else if (!event.submitter?.hasAttribute("formnovalidate")) sent(keyOf(form)?.value);
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a[href]")) stopped();
  });
}

// Still on the page: the browser was told to stop, and the next page comes by a link and is no answer.
function stopped(): void {
  for (const name of names()) {
    const draft = stored(name);
    if (draft?.sent && draft.page === here()) store(name, { ...draft, sent: false, back: true });
  }
}

// Also by a later step of the same deed, which shows what was typed and asks once more.
function sent(key: string | undefined): void {
  for (const name of names()) {
    const draft = stored(name);
    if (draft && draft.key === key) store(name, { ...draft, page: here(), sent: true });
  }
}

function keyOf(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>("input[type=hidden][name=key]");
}

// The account stands in the name: what one clerk typed is not offered to the next at the same desk.
function nameOf(form: HTMLFormElement, index: number): string {
  const whose = document.body.dataset.liveAs ?? "";
  return `${STORED}${whose}:${form.dataset.draft ?? `${location.pathname}${location.search}#${index}`}`;
}

function here(): string {
  return location.pathname + location.search;
}

function returned(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "back_forward";
}

function stored(name: string): Draft | null {
  return JSON.parse(sessionStorage.getItem(name) ?? "null") as Draft | null;
}

function store(name: string, draft: Draft): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // the tab's store is full: the form itself still holds everything
  }
}

function names(): string[] {
  return Object.keys(sessionStorage).filter((name) => name.startsWith(STORED));
}

function forget(name: string): void {
  sessionStorage.removeItem(name);
  void forgetFiles(name);
}

function forgetAll(): void {
  names().forEach(forget);
  sessionStorage.removeItem(SPENT);
}

function spent(): string[] {
  return JSON.parse(sessionStorage.getItem(SPENT) ?? "[]") as string[];
}

function settle(keys: string[]): void {
  const before = document.referrer ? new URL(document.referrer) : null;
  const page = {
    from: before?.origin === location.origin ? before.pathname + before.search : "",
    keys,
    keeps: document.querySelector("[data-keeps-drafts]") !== null,
    returned: returned(),
  };
  for (const name of names()) {
    const draft = stored(name);
    if (!draft) continue;
    const became = outcome(draft, page, Date.now());
    if (became === "arrived") sessionStorage.setItem(SPENT, JSON.stringify([...spent(), draft.key].slice(-MOST_SPENT)));
    if (became === "arrived" || became === "old") forget(name);
    if (became === "refused") store(name, { ...draft, sent: false });
    if (became === "back") store(name, { ...draft, sent: false, back: true });
  }
}

function remember(form: HTMLFormElement, name: string): void {
  const key = keyOf(form)!;
  const served = read(form);
  const draft = stored(name);
  const again = draft !== null && draft.key === key.value; // refused: the server shows what was typed
  const first = (history.state as { draftKeys?: Record<string, string> } | null)?.draftKeys?.[name];
  if (returned() && first && !again) {
    const other = key.value;
    key.value = first;
    // what arrived is changed: another deed
    if (spent().includes(first)) form.addEventListener("input", () => { key.value = other; }, { once: true });
  } else history.replaceState({ ...history.state, draftKeys: { ...history.state?.draftKeys, [name]: key.value } }, "");
  if (again) void refill(form, name);
  else if (draft && (draft.sent || draft.back || (returned() && draft.key === key.value))) restore(form, name, draft, served);
  else if (draft && differs(draft.typed, served)) offer(form, name, draft, served);
  const keep = (): void => store(name, { page: here(), key: key.value, typed: read(form), sent: false, back: false, at: Date.now() });
  form.addEventListener("input", keep);
  form.addEventListener("change", (event) => {
    keep();
    const input = event.target as HTMLInputElement;
    if (input.type === "file") void keepFiles(name, input.name, Array.from(input.files ?? []));
  });
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return Array.from(form.elements).filter((one): one is Field =>
    one.matches("input[name], textarea[name], select[name]")
    && !one.matches("[type=hidden], [type=file], [type=password], [type=search]"));
}

function isTicked(field: Field): field is HTMLInputElement {
  return field.matches("[type=checkbox], [type=radio]");
}

function read(form: HTMLFormElement): Typed[] {
  return fieldsOf(form)
    .filter((field) => !field.closest("[data-picker]") || (field as HTMLInputElement).checked)
    .map((field) => ({
      name: field.name,
      value: field.value,
      on: isTicked(field) && field.checked,
      said: field.closest("[data-picker]") ? (field.closest("label")?.querySelector(".grow")?.textContent ?? "") : "",
    }));
}

function write(form: HTMLFormElement, typed: Typed[]): void {
  const places = typed.filter((one) => one.said);
  const fields = fieldsOf(form).filter((field) => !field.closest("[data-picker]"));
  const plain = fields.filter((field) => !isTicked(field));
  matched(typed.filter((one) => !one.said), plain.map((field) => field.name)).forEach((one, index) => {
    if (one) plain[index]!.value = one.value;
  });
  fields.filter(isTicked).forEach((field) => {
    const one = typed.find((kept) => kept.name === field.name && kept.value === field.value);
    if (one) field.checked = one.on;
  });
  places.forEach((one) => choose(form, one));
}

// A place that was chosen after a search is not among those the form was served with.
function choose(form: HTMLFormElement, place: Typed): void {
  const there = fieldsOf(form).find((field) => field.name === place.name && field.value === place.value);
  if (there) {
    (there as HTMLInputElement).checked = true;
    return;
  }
  const found = form.querySelector(`[data-picker] input[name="${CSS.escape(place.name)}-q"]`)
    ?.closest("[data-picker]")?.querySelector(".found");
  if (!found) return;
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name: place.name, value: place.value });
  const words = Object.assign(document.createElement("span"), { className: "grow", textContent: place.said });
  label.append(input, words);
  found.append(label);
  input.checked = true;
}

async function refill(form: HTMLFormElement, name: string): Promise<void> {
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    const files = await keptFiles(name, input.name);
    if (!files.length || input.files?.length) continue;
    const held = new DataTransfer();
    files.forEach((file) => held.items.add(file));
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// Sent and never answered, it may be written: pressed again as it is it is the same deed, changed it is another.
function restore(form: HTMLFormElement, name: string, draft: Draft, served: Typed[]): void {
  const key = keyOf(form)!;
  const other = key.value;
  write(form, draft.typed);
  key.value = draft.key;
  if (draft.sent) form.addEventListener("input", () => { key.value = other; }, { once: true, capture: true });
  void refill(form, name);
  if (differs(draft.typed, served)) say(form, draft.sent ? "draft-unsettled" : "draft-restored", { "[data-empty]": () => { forget(name); location.reload(); } });
}

function offer(form: HTMLFormElement, name: string, draft: Draft, served: Typed[]): void {
  const notice = say(form, "draft-offered", {
    "[data-take]": () => { notice?.remove(); restore(form, name, draft, served); },
    "[data-empty]": () => { notice?.remove(); forget(name); },
  });
}

function say(form: HTMLFormElement, id: string, deeds: Record<string, () => void>): Element | null {
  const words = document.querySelector<HTMLTemplateElement>(`template#${id}`);
  const notice = words?.content.firstElementChild?.cloneNode(true) as Element | undefined;
  if (!notice) return null;
  Object.entries(deeds).forEach(([mark, deed]) => notice.querySelector(mark)?.addEventListener("click", deed));
  form.before(notice);
  return notice;
}
