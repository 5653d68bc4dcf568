// Choosing a place: Enter in its search looks, or takes the first place that is shown for the text; the down arrow goes
// to the places, and there the arrows choose as in any group. Without a script the button looks, and the form comes back.
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
    const asked = box.querySelector<HTMLInputElement>('input[type="hidden"]')?.value ?? "";
    if (asked !== input.value.trim()) look(box);
    else if (event.key === "ArrowDown" || asked) take(box);
  });
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
