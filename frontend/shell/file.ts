// A file input in our own words: the browser's button speaks the browser's language. The input itself stays, invisible,
// on top of the label drawn for it, so that the keyboard, a click and a file dropped on it all work as they always did.
export function files(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-file]")) box.classList.add("drawn");
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const name = input.closest("[data-file]")?.querySelector("[data-file-name]");
    if (name) name.textContent = Array.from(input.files ?? [], (file) => file.name).join("、") || name.getAttribute("data-file-name");
  });
}
