// Choosing a place: Enter in its search looks, or takes the first place that is shown for the text; the down arrow goes
// to the places, and there the arrows choose as in any group. Pressed before the places have come, it goes there when they
// come. Without a script the button looks, and the form comes back.
const waiting = new WeakSet<Element>(); // pickers whose places are not there yet, and the down arrow was pressed

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
  document.addEventListener("htmx:after:swap", (event) => {
    const input = event.target as HTMLInputElement;
    const box = input.closest("[data-picker]");
    if (!box || document.activeElement !== input || !waiting.has(box) || !answered(box, input)) return;
    waiting.delete(box);
    take(box);
  });
}

/// Are the places that are shown those of the text that stands in the search?
function answered(box: Element, input: HTMLInputElement): boolean {
  return (box.querySelector<HTMLInputElement>('input[type="hidden"]')?.value ?? "") === input.value.trim();
}

function look(box: Element): void {
  box.querySelector('input[type="search"]')?.dispatchEvent(new Event("search", { bubbles: true }));
}

function take(box: Element): void {
  const places = Array.from(box.querySelectorAll<HTMLInputElement>('input[type="radio"]'));
  const place = places.find((one) => one.checked) ?? places[0];
  if (!place) return;
  place.focus();
  if (!place.checked) place.click();
}
