// Choosing a place: Enter in its search looks, or takes the first place that is shown for the text; the down arrow goes
// to the places, and there the arrows choose as in any group. Pressed before the places have come, it goes there when they
// come. Without a script the button looks, and the form comes back.
const waiting = new WeakSet<Element>(); // pickers whose places are not there yet, and the down arrow was pressed
const focused = new WeakMap<Element, string>(); // pickers whose places are drawn anew, and which of them had the focus

export function picker(): void {
  // The form's first button would be pressed by Enter in any of its fields: with a script it is the form's own again.
  document.querySelectorAll<HTMLButtonElement>("[data-picker] [data-find]").forEach((button) => {
    button.type = "button";
  });
  document.addEventListener("click", (event) => {
    const box = (event.target as Element).closest("[data-find]")?.closest("[data-picker]");
    if (!box) return;
    event.preventDefault();
    look(box);
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target as HTMLInputElement;
    const box = input.matches('input[type="search"]') ? input.closest("[data-picker]") : null;
    if (!box || event.isComposing || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (answered(box, input)) {
      if (event.key === "ArrowDown" || input.value.trim()) take(box);
      return;
    }
    if (event.key === "ArrowDown") waiting.add(box);
    look(box);
  });
  document.addEventListener("input", (event) => {
    const box = (event.target as Element).closest("[data-picker]");
    if (box) waiting.delete(box);
  });
  // htmx begins to listen a moment after the page is there: what was typed until then is looked for now.
  document.addEventListener("htmx:after:process", () => {
    document.querySelectorAll<HTMLInputElement>('[data-picker] input[type="search"]').forEach((input) => {
      const box = input.closest("[data-picker]");
      if (box && !answered(box, input)) look(box);
    });
  }, { once: true });
  document.addEventListener("htmx:before:swap", (event) => {
    const box = (event.target as Element).closest("[data-picker]");
    const { tasks } = (event as CustomEvent<{ tasks: { type: string; fragment: DocumentFragment }[] }>).detail;
    const answer = tasks.find((one) => one.type === "main")?.fragment;
    if (!box || !answer) return;
    keep(box, answer);
    const place = places(box).find((one) => one === document.activeElement);
    if (place) focused.set(box, place.value);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const input = event.target as HTMLInputElement;
    const box = input.closest("[data-picker]");
    if (!box) return;
    focusAgain(box, input);
    if (document.activeElement !== input || !waiting.has(box) || !answered(box, input)) return;
    waiting.delete(box);
    take(box);
  });
}

/// The answer shows the place that was chosen when it was asked for: what has been chosen since stays, with its row.
function keep(box: Element, answer: DocumentFragment): void {
  const chosen = places(box).find((one) => one.checked);
  if (!chosen) return;
  const row = chosen.closest("label");
  if (row && !places(answer).some((one) => one.value === chosen.value)) {
    answer.insertBefore(row.cloneNode(true), answer.querySelector("label"));
  }
  for (const one of places(answer)) one.checked = one.value === chosen.value;
}

/// The places were drawn anew while one of them had the focus: it has it again, or the first of them.
function focusAgain(box: Element, input: HTMLInputElement): void {
  const value = focused.get(box);
  focused.delete(box);
  if (value === undefined) return;
  const place = places(box).find((one) => one.value === value) ?? places(box)[0];
  (place ?? input).focus({ preventScroll: true });
}

function places(part: ParentNode): HTMLInputElement[] {
  return Array.from(part.querySelectorAll<HTMLInputElement>('input[type="radio"]'));
}

/// Are the places that are shown those of the text that stands in the search?
function answered(box: Element, input: HTMLInputElement): boolean {
  return (box.querySelector<HTMLInputElement>('input[type="hidden"]')?.value ?? "") === input.value.trim();
}

function look(box: Element): void {
  box.querySelector('input[type="search"]')?.dispatchEvent(new Event("search", { bubbles: true }));
}

function take(box: Element): void {
  const place = places(box).find((one) => one.checked) ?? places(box)[0];
  if (!place) return;
  place.focus();
  if (!place.checked) place.click();
}
